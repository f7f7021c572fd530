/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "idmap_view.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "kernel/file.h"

int idmap_view_read(struct run *run, int proc_fd, const char *name, struct idmap_view *view)
{
	int fd = kernel_open(run, proc_fd, name, O_RDONLY);

	if (fd < 0) {
		return -1;
	}
	FILE *file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		return run_refuse(run, "there is no memory");
	}
	view->count = 0;
	for (; view->count < IDMAP_VIEW_MOST; view->count++) {
		uint32_t *inside = &view->extent[view->count].inside;
		uint32_t *outside = &view->extent[view->count].outside;
		uint32_t *count = &view->extent[view->count].count;

		if (fscanf(file, "%" SCNu32 " %" SCNu32 " %" SCNu32, inside, outside, count) != 3 ||
		    *count > UINT32_MAX - *inside) {
			break;
		}
	}
	fclose(file);
	return 0;
}

bool idmap_view_find(const struct idmap_view *view, uint32_t outside, uint32_t *inside)
{
	for (unsigned i = 0; i < view->count; i++) {
		uint32_t first = view->extent[i].outside;

		/* An extent that is not ours to see begins at the id that stands for no one. */
		if (first != UINT32_MAX && outside >= first &&
		    outside - first < view->extent[i].count) {
			*inside = view->extent[i].inside + (outside - first);
			return true;
		}
	}
	return false;
}

bool idmap_view_has(const struct idmap_view *view, uint32_t inside)
{
	for (unsigned i = 0; i < view->count; i++) {
		if (inside >= view->extent[i].inside &&
		    inside - view->extent[i].inside < view->extent[i].count) {
			return true;
		}
	}
	return false;
}

bool idmap_view_find_outside(const struct idmap_view *view, uint32_t inside, uint32_t *outside)
{
	for (unsigned i = 0; i < view->count; i++) {
		uint32_t first = view->extent[i].inside;

		if (inside >= first && inside - first < view->extent[i].count &&
		    view->extent[i].outside != UINT32_MAX) {
			*outside = view->extent[i].outside + (inside - first);
			return true;
		}
	}
	return false;
}
