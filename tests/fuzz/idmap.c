/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Extents of a map of ids, one a line, added to a map in each way; what is checked does not wrap.
 */
#include "idmap.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *lines = fuzz_text(data, size), *rest = lines, *line;
	struct run run = { .tool = "fuzz" };
	struct idmap map = { 0 };
	struct idmap_extent extent;

	while ((line = strsep(&rest, "\n")) && map.count < 64) {
		if (idmap_read_extent(line, &extent) < 0) {
			continue;
		}
		if (extent.count == 1) {
			idmap_add_single(&run, &map, extent.inside, extent.outside);
		} else {
			idmap_add(&run, &map, extent);
		}
	}
	if (idmap_check(&run, &map) == 0) {
		for (unsigned i = 0; i < map.count; i++) {
			const struct idmap_extent *one = &map.extent[i];

			if ((uint64_t)one->inside + one->count > UINT32_MAX + 1ull ||
			    (uint64_t)one->outside + one->count > UINT32_MAX + 1ull) {
				abort();
			}
		}
	}
	idmap_free(&map);
	free(lines);
	return 0;
}
