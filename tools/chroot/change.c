/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make.h"
#include "text.h"

/* One reading of what was given. */
struct reader {
	struct change *change;
	unsigned count;
	struct complaint *complaint;
	const struct option_given *given;
};

/* How an option is read: to which changes, with which defaults. */
struct kind {
	const char *name, *argument, *help; /* as in struct option_row */
	int (*read)(struct reader *, const struct kind *, const char *argument);
	change_maker *make;
	unsigned traits;    /* of enum option_trait */
	const char *target; /* where the argument does not say it */
	uint64_t attributes;
	bool optional;
	unsigned mode;
};

static int complain(struct reader *reader, const char *expected)
{
	snprintf(reader->complaint->text, sizeof reader->complaint->text, "--%s takes %s, not '%s'",
		 reader->given->name, expected,
		 reader->given->argument ? reader->given->argument : "");
	return -1;
}

static struct change *append(struct reader *reader, const struct kind *kind)
{
	struct change *grown = reallocarray(reader->change, reader->count + 1,
					    sizeof *reader->change);

	if (!grown) {
		complain(reader, "memory that is not there");
		return NULL;
	}
	reader->change = grown;
	grown[reader->count] = (struct change){
		.make = kind->make,
		.target = kind->target,
		.attributes = { .set = kind->attributes,
				.propagation = MS_PRIVATE,
				.depth = MOUNT_RECURSIVE,
				.userns_fd = -1 },
		.optional = kind->optional,
		.mode = kind->mode,
	};
	return &grown[reader->count++];
}

/* Cuts one field of a:b:c off a copy; \: and \\ stand for themselves.  NULL at the end. */
static char *next_field(char **rest)
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

static const struct {
	const char *word;
	uint64_t set, unset;
	uint64_t propagation;
	int depth; /* of enum mount_depth, or -1 */
} words[] = {
	{ "ro", MOUNT_ATTR_RDONLY, 0, 0, -1 },
	{ "rw", 0, MOUNT_ATTR_RDONLY, 0, -1 },
	{ "nosuid", MOUNT_ATTR_NOSUID, 0, 0, -1 },
	{ "suid", 0, MOUNT_ATTR_NOSUID, 0, -1 },
	{ "nodev", MOUNT_ATTR_NODEV, 0, 0, -1 },
	{ "dev", 0, MOUNT_ATTR_NODEV, 0, -1 },
	{ "noexec", MOUNT_ATTR_NOEXEC, 0, 0, -1 },
	{ "exec", 0, MOUNT_ATTR_NOEXEC, 0, -1 },
	{ "noatime", MOUNT_ATTR_NOATIME, 0, 0, -1 },
	{ "nosymfollow", MOUNT_ATTR_NOSYMFOLLOW, 0, 0, -1 },
	{ "private", 0, 0, MS_PRIVATE, -1 },
	{ "rprivate", 0, 0, MS_PRIVATE, -1 },
	{ "slave", 0, 0, MS_SLAVE, -1 },
	{ "rslave", 0, 0, MS_SLAVE, -1 },
	{ "shared", 0, 0, MS_SHARED, -1 },
	{ "rshared", 0, 0, MS_SHARED, -1 },
	{ "rec", 0, 0, 0, MOUNT_RECURSIVE },
	{ "rbind", 0, 0, 0, MOUNT_RECURSIVE },
	{ "norec", 0, 0, 0, MOUNT_ALONE },
	{ "norbind", 0, 0, 0, MOUNT_ALONE },
};

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
		if (words[i].depth >= 0) {
			change->attributes.depth = (enum mount_depth)words[i].depth;
		}
		return true;
	}
	if (strncmp(word, "size=", 5) == 0) {
		return text_to_size(word + 5, &change->size) == 0;
	}
	return strncmp(word, "mode=", 5) == 0 && text_to_mode(word + 5, &change->mode) == 0;
}

static int read_words(struct reader *reader, struct change *change, char *list)
{
	const char *rest = list;
	char word[64];

	for (int more; (more = text_next(&rest, ',', word, sizeof word)) != 0;) {
		if (more < 0 || !read_word(change, word)) {
			return complain(reader,
					"a list of ro, rw, nosuid, suid, nodev, dev, noexec, exec, "
					"noatime, nosymfollow, rec, norec, private, slave, shared, "
					"size=SIZE, mode=MODE after the last colon");
		}
	}
	return 0;
}

/* SRC[:DIR[:HOW]] */
static int read_bind(struct reader *reader, const struct kind *kind, const char *argument)
{
	struct change *change = append(reader, kind);
	char *copy = change ? strdup(argument) : NULL, *rest = copy;

	if (!copy) {
		return complain(reader, "memory that is not there");
	}
	change->source = next_field(&rest);
	change->target = next_field(&rest);
	if (!change->target || !*change->target) {
		change->target = change->source;
	}
	return !*change->source ? complain(reader, "SRC[:DIR[:HOW]]")
	       : rest           ? read_words(reader, change, rest)
				: 0;
}

/* DIR[:HOW] */
static int read_target(struct reader *reader, const struct kind *kind, const char *argument)
{
	struct change *change = append(reader, kind);
	char *copy = change ? strdup(argument) : NULL, *rest = copy;

	if (!copy) {
		return complain(reader, "memory that is not there");
	}
	change->target = next_field(&rest);
	return !*change->target ? complain(reader, "DIR[:HOW]")
	       : rest           ? read_words(reader, change, rest)
				: 0;
}

static int read_nothing(struct reader *reader, const struct kind *kind, const char *argument)
{
	(void)argument;
	return append(reader, kind) ? 0 : -1;
}

static int read_text(struct reader *reader, const struct kind *kind, const char *argument)
{
	struct change *change = append(reader, kind);

	if (!change) {
		return -1;
	}
	change->text = argument;
	return 0;
}

static int read_sys(struct reader *reader, const struct kind *kind, const char *argument)
{
	if (argument && strcmp(argument, "rw") != 0 && strcmp(argument, "ro") != 0) {
		return complain(reader, "ro or rw");
	}
	struct change *change = append(reader, kind);
	if (!change) {
		return -1;
	}
	change->attributes.set |= argument && argument[1] == 'w' ? 0 : MOUNT_ATTR_RDONLY;
	return 0;
}

static int read_dev(struct reader *reader, const struct kind *kind, const char *argument)
{
	if (argument && strcmp(argument, "minimal") != 0 && strcmp(argument, "host") != 0) {
		return complain(reader, "minimal or host");
	}
	return read_text(reader, kind, argument ? argument : "minimal");
}

enum { PLAIN = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, STRICT = PLAIN | MOUNT_ATTR_NOEXEC };

static const struct kind kinds[] = {
	{ "bind", "SRC[:DIR[:HOW]]", "show SRC of outside at DIR inside", read_bind, make_bind,
	  .attributes = PLAIN },
	{ "bind-try", "SRC[:DIR[:HOW]]", "the same, unless the source is not there", read_bind,
	  make_bind, .attributes = PLAIN, .optional = true },
	{ "ro-bind", "SRC[:DIR[:HOW]]", "the same, read-only", read_bind, make_bind,
	  .attributes = PLAIN | MOUNT_ATTR_RDONLY },
	{ "ro-bind-try", "SRC[:DIR[:HOW]]", "read-only, unless the source is not there", read_bind,
	  make_bind, .attributes = PLAIN | MOUNT_ATTR_RDONLY, .optional = true },
	{ "dev-bind", "SRC[:DIR[:HOW]]", "the same, with devices", read_bind, make_bind,
	  .attributes = MOUNT_ATTR_NOSUID },
	{ "dev-bind-try", "SRC[:DIR[:HOW]]", "with devices, unless the source is not there",
	  read_bind, make_bind, .attributes = MOUNT_ATTR_NOSUID, .optional = true },
	{ "tmpfs", "DIR[:HOW]", "an empty filesystem in memory at DIR", read_target, make_tmpfs,
	  .attributes = PLAIN, .mode = 0755 },
	{ "proc", NULL, "a proc at /proc", read_nothing, make_proc, .target = "/proc",
	  .attributes = STRICT },
	{ "sys", "HOW", "a sysfs at /sys, read-only unless =rw", read_sys, make_sys,
	  .target = "/sys", .traits = OPTION_OPTIONAL, .attributes = STRICT },
	{ "dev", "HOW", "devices at /dev: minimal (the default) or host", read_dev, make_dev,
	  .traits = OPTION_OPTIONAL, .target = "/dev",
	  .attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, .mode = 0755 },
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };
_Static_assert((int)KINDS < (int)CHANGE_ROWS, "the last row is empty");

void change_rows(struct option_row rows[CHANGE_ROWS], struct option_list *given)
{
	for (unsigned i = 0; i < KINDS; i++) {
		rows[i] = (struct option_row){
			.name = kinds[i].name,
			.argument = kinds[i].argument,
			.help = kinds[i].help,
			.traits = kinds[i].traits,
			.list = given,
			.value = i,
		};
	}
	rows[KINDS] = (struct option_row){ 0 };
}

int change_read(const struct option_list *given, struct change **changes,
		struct complaint *complaint)
{
	struct reader reader = { .complaint = complaint };

	for (unsigned i = 0; i < given->count; i++) {
		const struct kind *kind = &kinds[given->item[i].value];

		reader.given = &given->item[i];
		if (kind->read(&reader, kind, reader.given->argument) < 0) {
			return -1;
		}
	}
	*changes = reader.change;
	return (int)reader.count;
}

int change_make(struct run *run, struct site *site, const struct change *changes, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (changes[i].make(run, site, &changes[i]) < 0) {
			return -1;
		}
	}
	return 0;
}
