/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "how.h"

#include <stdlib.h>
#include <string.h>

#include "idmap.h"
#include "text.h"

const char how_expected[] =
	"a list of ro, rw, nosuid, suid, nodev, dev, noexec, exec, noatime, nosymfollow, rec, norec, "
	"private, slave, shared, size=SIZE, mode=MODE, idmap=MAP after the last colon";

enum { DEPTH_UNSAID = -1 };

static const struct {
	const char *word;
	uint64_t set, unset;
	uint64_t propagation;
	int depth; /* of enum mount_depth */
} words[] = {
	{ "ro", MOUNT_ATTR_RDONLY, 0, 0, DEPTH_UNSAID },
	{ "rw", 0, MOUNT_ATTR_RDONLY, 0, DEPTH_UNSAID },
	{ "nosuid", MOUNT_ATTR_NOSUID, 0, 0, DEPTH_UNSAID },
	{ "suid", 0, MOUNT_ATTR_NOSUID, 0, DEPTH_UNSAID },
	{ "nodev", MOUNT_ATTR_NODEV, 0, 0, DEPTH_UNSAID },
	{ "dev", 0, MOUNT_ATTR_NODEV, 0, DEPTH_UNSAID },
	{ "noexec", MOUNT_ATTR_NOEXEC, 0, 0, DEPTH_UNSAID },
	{ "exec", 0, MOUNT_ATTR_NOEXEC, 0, DEPTH_UNSAID },
	{ "noatime", MOUNT_ATTR_NOATIME, 0, 0, DEPTH_UNSAID },
	{ "nosymfollow", MOUNT_ATTR_NOSYMFOLLOW, 0, 0, DEPTH_UNSAID },
	{ "private", 0, 0, MS_PRIVATE, DEPTH_UNSAID },
	{ "rprivate", 0, 0, MS_PRIVATE, DEPTH_UNSAID },
	{ "slave", 0, 0, MS_SLAVE, DEPTH_UNSAID },
	{ "rslave", 0, 0, MS_SLAVE, DEPTH_UNSAID },
	{ "shared", 0, 0, MS_SHARED, DEPTH_UNSAID },
	{ "rshared", 0, 0, MS_SHARED, DEPTH_UNSAID },
	{ "rec", 0, 0, 0, MOUNT_RECURSIVE },
	{ "rbind", 0, 0, 0, MOUNT_RECURSIVE },
	{ "norec", 0, 0, 0, MOUNT_ALONE },
	{ "norbind", 0, 0, 0, MOUNT_ALONE },
};

/* A map is DISK:SEEN:COUNT, several of them with + between; a path is a user namespace. */
static bool is_map(const char *map)
{
	const char *rest = map;
	char item[48];
	struct idmap_extent extent;

	for (int more; (more = text_next(&rest, '+', item, sizeof item)) != 0;) {
		if (more < 0 || idmap_read_extent(item, &extent) < 0) {
			return false;
		}
	}
	return true;
}

static bool read_value(struct change *change, const char *word)
{
	if (strncmp(word, "size=", 5) == 0) {
		return text_to_size(word + 5, &change->size) == 0;
	}
	if (strncmp(word, "mode=", 5) == 0) {
		return text_to_mode(word + 5, &change->mode) == 0;
	}
	if (strncmp(word, "idmap=", 6) == 0 && (word[6] == '/' || is_map(word + 6))) {
		change->attributes.set |= MOUNT_ATTR_IDMAP;
		change->text = strdup(word + 6);
		return change->text != NULL;
	}
	return false;
}

static bool read_word(struct change *change, const char *word)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(words[i].word, word) != 0) {
			continue;
		}
		change->attributes.set |= words[i].set;
		change->attributes.set &= ~words[i].unset;
		if (words[i].propagation) {
			change->attributes.propagation = words[i].propagation;
		}
		if (words[i].depth != DEPTH_UNSAID) {
			change->attributes.depth = (enum mount_depth)words[i].depth;
		}
		return true;
	}
	return read_value(change, word);
}

int how_read(struct change *change, const char *list)
{
	char word[512];

	for (int more; (more = text_next(&list, ',', word, sizeof word)) != 0;) {
		if (more < 0 || !read_word(change, word)) {
			return -1;
		}
	}
	return 0;
}

char *how_next_field(char **rest)
{
	char *field = *rest, *out = field, *in = field;

	if (!field) {
		return NULL;
	}
	for (; *in && *in != ':'; in++) {
		if (in[0] == '\\' && (in[1] == ':' || in[1] == '\\')) {
			in++;
		}
		*out++ = *in;
	}
	*rest = *in ? in + 1 : NULL;
	*out = '\0';
	return field;
}
