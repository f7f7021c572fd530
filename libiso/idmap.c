/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "idmap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/credential.h"
#include "kernel/file.h"
#include "text.h"

static const struct {
	const char *word; /* "user" or "group" */
	const char *map;  /* below /proc/PID */
	const char *subids;
} kinds[IDMAP_KINDS] = {
	[IDMAP_USERS] = { "user", "uid_map", "/etc/subuid" },
	[IDMAP_GROUPS] = { "group", "gid_map", "/etc/subgid" },
};

/* The kernel takes a map of less than a page in one write (user_namespaces(7)). */
enum { MAP_TEXT_MAX = 4096, EXTENT_TEXT_MAX = 36 };

int idmap_read_extent(const char *text, struct idmap_extent *extent)
{
	bool legacy = strchr(text, ',') != NULL;
	uint32_t number[3];
	char item[12];

	for (int i = 0; i < 3; i++) {
		if (text_next(&text, legacy ? ',' : ':', item, sizeof item) != 1 ||
		    text_to_id(item, &number[i]) < 0) {
			return -1;
		}
	}
	if (text || number[2] == 0) {
		return -1;
	}
	*extent = (struct idmap_extent){ number[legacy], number[!legacy], number[2], false };
	return 0;
}

int idmap_add(struct run *run, struct idmap *map, struct idmap_extent extent)
{
	struct idmap_extent *grown;

	if (extent.count == 0) {
		return 0;
	}
	if (extent.inside > UINT32_MAX - extent.count ||
	    extent.outside > UINT32_MAX - extent.count) {
		return run_refuse(run, "%u ids from %u inside and %u outside go past 4294967294",
				  extent.count, extent.inside, extent.outside);
	}
	grown = reallocarray(map->extent, map->count + 1, sizeof *grown);
	if (!grown) {
		return run_refuse(run, "there is no memory for a map of %u extents",
				  map->count + 1);
	}
	map->extent = grown;
	map->extent[map->count++] = extent;
	return 0;
}

int idmap_add_all(struct run *run, struct idmap *map, enum idmap_kind kind)
{
	char text[MAP_TEXT_MAX + 1], path[32], line[64];
	const char *rest = text;

	run_step(run, "find which %s ids this user namespace has", kinds[kind].word);
	snprintf(path, sizeof path, "/proc/self/%s", kinds[kind].map);
	if (kernel_read_file(run, AT_FDCWD, path, text, sizeof text) < 0) {
		return -1;
	}
	while (text_next(&rest, '\n', line, sizeof line) == 1) {
		struct idmap_extent own = { 0 };
		unsigned outside;

		if (sscanf(line, "%u %u %u", &own.inside, &outside, &own.count) != 3) {
			continue;
		}
		own.outside = own.inside;
		if (idmap_add(run, map, own) < 0) {
			return -1;
		}
	}
	return 0;
}

/* Reads "OWNER:FIRST:COUNT"; false when it is another's or malformed. */
static bool read_subids(const char *line, const struct idmap_owner *owner,
			struct idmap_extent *extent)
{
	char name[256], first[12], count[12], uid[12];

	snprintf(uid, sizeof uid, "%u", owner->uid);
	if (text_next(&line, ':', name, sizeof name) != 1 ||
	    text_next(&line, ':', first, sizeof first) != 1 ||
	    text_next(&line, ':', count, sizeof count) != 1 || line) {
		return false;
	}
	if (strcmp(name, uid) != 0 && (!owner->name || strcmp(name, owner->name) != 0)) {
		return false;
	}
	return text_to_id(first, &extent->outside) == 0 && text_to_id(count, &extent->count) == 0 &&
	       extent->count > 0;
}

static int refuse_without_subids(struct run *run, const char *path, const struct idmap_owner *owner)
{
	char uid[12];
	const char *name = owner->name ? owner->name : uid;

	snprintf(uid, sizeof uid, "%u", owner->uid);
	run_forgive(run);
	run_refuse(run, "%s gives no ids to user %s", path, name);
	return run_advise(run, "an administrator can add the line %s:100000:65536 to %s", name,
			  path);
}

static int find_subids(struct run *run, enum idmap_kind kind, const struct idmap_owner *owner,
		       struct idmap_extent *extent)
{
	const char *path = kinds[kind].subids;
	char line[512];
	bool found = false;
	int fd = kernel_open(run, AT_FDCWD, path, O_RDONLY);

	if (fd < 0 && run->failure.error != ENOENT) {
		return -1;
	}
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	if (fd >= 0 && !file) {
		run_refuse_errno(run, "%s cannot be read", path);
		close(fd);
		return -1;
	}
	while (file && !found && fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		found = read_subids(line, owner, extent);
	}
	if (file && !found && ferror(file)) {
		run_refuse_errno(run, "%s cannot be read", path);
		fclose(file);
		return -1;
	}
	if (file) {
		fclose(file);
	}
	return found ? 0 : refuse_without_subids(run, path, owner);
}

int idmap_add_subids(struct run *run, struct idmap *map, enum idmap_kind kind,
		     const struct idmap_owner *owner, enum subids_place place)
{
	struct idmap_extent extent = { 0 };

	run_step(run, "find the subordinate %s ids of user %u", kinds[kind].word, owner->uid);
	if (find_subids(run, kind, owner, &extent) < 0) {
		return -1;
	}
	extent.moves = place == SUBIDS_FROM_ZERO;
	extent.inside = extent.moves ? 0 : extent.outside;
	return idmap_add(run, map, extent);
}

static uint32_t least(uint32_t one, uint32_t other)
{
	return one < other ? one : other;
}

/* Adds the pairs of an extent, in order, without the id taken on either side. */
static int add_around(struct run *run, struct idmap *map, struct idmap_extent extent,
		      const struct idmap_extent *taken)
{
	uint32_t inside = extent.inside, outside = extent.outside;
	uint32_t places = extent.moves ? UINT32_MAX - inside : extent.count, ids = extent.count;

	while (places > 0 && ids > 0) {
		if (inside == taken->inside) {
			inside++;
			places--;
		}
		if (outside == taken->outside) {
			outside++;
			ids--;
		}
		uint32_t count = least(places, ids);
		if (inside < taken->inside) {
			count = least(count, taken->inside - inside);
		}
		if (outside < taken->outside) {
			count = least(count, taken->outside - outside);
		}
		if (idmap_add(run, map, (struct idmap_extent){ inside, outside, count, false }) <
		    0) {
			return -1;
		}
		inside += count;
		outside += count;
		places -= count;
		ids -= count;
	}
	return 0;
}

int idmap_add_single(struct run *run, struct idmap *map, uint32_t inside, uint32_t outside)
{
	struct idmap_extent single = { inside, outside, 1, false };
	struct idmap old = *map;
	int result;

	*map = (struct idmap){ 0 };
	result = idmap_add(run, map, single);
	for (unsigned i = 0; i < old.count && result == 0; i++) {
		result = add_around(run, map, old.extent[i], &single);
	}
	idmap_free(&old);
	return result;
}

void idmap_free(struct idmap *map)
{
	free(map->extent);
	*map = (struct idmap){ 0 };
}

int idmap_check(struct run *run, const struct idmap *map)
{
	for (unsigned i = 0; i < map->count; i++) {
		const struct idmap_extent *one = &map->extent[i];

		for (unsigned k = 0; k < i; k++) {
			const struct idmap_extent *other = &map->extent[k];
			bool inside = one->inside < other->inside + other->count &&
				      other->inside < one->inside + one->count;
			bool outside = one->outside < other->outside + other->count &&
				       other->outside < one->outside + one->count;

			if (inside || outside) {
				return run_refuse(run, "%u:%u:%u and %u:%u:%u share ids %s",
						  other->inside, other->outside, other->count,
						  one->inside, one->outside, one->count,
						  inside ? "inside" : "outside");
			}
		}
	}
	return 0;
}

static void name_step(struct run *run, enum idmap_kind kind, const struct idmap *map)
{
	const struct idmap_extent *only = map->extent;
	const char *word = kinds[kind].word;

	if (map->count == 1 && only->count == 1) {
		run_step(run, "let %s %u outside be %s %u inside", word, only->outside, word,
			 only->inside);
	} else {
		run_step(run, "write the map of %s ids", word);
	}
}

int idmap_write(struct run *run, pid_t pid, enum idmap_kind kind, const struct idmap *map)
{
	char text[MAP_TEXT_MAX], path[40], process[16] = "self";
	size_t used = 0;

	name_step(run, kind, map);
	if (idmap_check(run, map) < 0) {
		return -1;
	}
	for (unsigned i = 0; i < map->count; i++) {
		const struct idmap_extent *extent = &map->extent[i];

		if (used + EXTENT_TEXT_MAX >= sizeof text) {
			return run_refuse(
				run,
				"its %u extents are more than the %d bytes that the kernel "
				"takes in one write",
				map->count, MAP_TEXT_MAX);
		}
		used += (size_t)snprintf(text + used, sizeof text - used, "%s%u %u %u",
					 i ? "\n" : "", extent->inside, extent->outside,
					 extent->count);
	}
	if (pid) {
		snprintf(process, sizeof process, "%d", pid);
	}
	snprintf(path, sizeof path, "/proc/%s/%s", process, kinds[kind].map);
	return kernel_write_file(run, AT_FDCWD, path, text);
}

int idmap_set_setgroups(struct run *run, enum setgroups_policy policy)
{
	bool deny = policy == SETGROUPS_DENY;

	if (policy == SETGROUPS_UNSET) {
		return 0;
	}
	run_step(run, deny ? "give up setgroups(2), which could shed a group that denies access"
			   : "allow setgroups(2)");
	return kernel_write_file(run, AT_FDCWD, "/proc/self/setgroups", deny ? "deny" : "allow");
}

bool idmap_may_write_any(void)
{
	struct kernel_capabilities have;
	uint64_t both = UINT64_C(1) << CAP_SETUID | UINT64_C(1) << CAP_SETGID;

	return kernel_capget(&have) == 0 && (have.effective & both) == both;
}
