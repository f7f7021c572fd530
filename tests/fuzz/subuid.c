/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /etc/subuid and /etc/subgid, and our own uid_map: what they give is a map that the kernel takes.
 */
#include "folder.h"
#include "kernel/file.h"

/* The room itself, whose files are then those of our folder. */
#define kernel_open(run, at, path, flags) \
	kernel_open(run, folder_open(), folder_name_of(path), flags)
#define kernel_read_file(run, at, path, text, size) \
	kernel_read_file(run, folder_open(), folder_name_of(path), text, size)
#include "../../libiso/idmap.c"

static void check(struct idmap *map)
{
	for (unsigned i = 0; i < map->count; i++) {
		const struct idmap_extent *one = &map->extent[i];

		if (one->count == 0 || one->inside > UINT32_MAX - one->count ||
		    one->outside > UINT32_MAX - one->count) {
			abort();
		}
	}
	idmap_free(map);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct idmap_owner owner = { 1000, "user" };

	folder_write("subuid", data, size);
	folder_link("subuid", "subgid");
	folder_link("subuid", "uid_map");
	for (int place = SUBIDS_FROM_ZERO; place <= SUBIDS_AS_THEMSELVES; place++) {
		struct run run = { .tool = "fuzz" };
		struct idmap map = { 0 };

		if (idmap_add_subids(&run, &map, place == 0 ? IDMAP_USERS : IDMAP_GROUPS, &owner,
				     (enum subids_place)place) == 0) {
			idmap_add_single(&run, &map, 0, 1000);
		}
		check(&map);
	}
	struct run run = { .tool = "fuzz" };
	struct idmap map = { 0 };

	idmap_add_all(&run, &map, IDMAP_USERS);
	check(&map);
	return 0;
}
