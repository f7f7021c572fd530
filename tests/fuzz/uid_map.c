/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/uid_map of a target: an id that is found is found back, and none is out of its extent.
 */
#include "idmap_view.h"

#include "folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run run = { .tool = "fuzz" };
	struct idmap_view view;
	uint32_t inside, outside;

	folder_write("uid_map", data, size);
	if (idmap_view_read(&run, folder_open(), "uid_map", &view) < 0) {
		return 0;
	}
	if (view.count > IDMAP_VIEW_MOST) {
		abort();
	}
	for (unsigned i = 0; i < view.count; i++) {
		if (idmap_view_find(&view, view.extent[i].outside, &inside) &&
		    !idmap_view_has(&view, inside)) {
			abort();
		}
		idmap_view_find_outside(&view, view.extent[i].inside, &outside);
	}
	idmap_view_find(&view, UINT32_MAX, &inside);
	return 0;
}
