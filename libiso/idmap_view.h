/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * idmap_view - what the ids of another user namespace are called in it, and by us.
 *
 * The map in /proc/PID/uid_map as a reader of an enclosing user namespace sees it; read
 * user_namespaces(7) beside this file.
 */
#ifndef LIBISO_IDMAP_VIEW_H
#define LIBISO_IDMAP_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "run.h"

/* As many as the kernel takes (Linux 4.15). */
enum { IDMAP_VIEW_MOST = 340 };

struct idmap_view {
	unsigned count;
	struct {
		uint32_t inside, outside, count;
	} extent[IDMAP_VIEW_MOST];
};

/* Reads the map of the process whose folder of /proc is open: "uid_map" or "gid_map". */
int idmap_view_read(struct run *, int proc_fd, const char *name, struct idmap_view *);

/* The id inside for one outside; false when it has none. */
bool idmap_view_find(const struct idmap_view *, uint32_t outside, uint32_t *inside);

/* The id outside for one inside; false when it has none, or none that we can see. */
bool idmap_view_find_outside(const struct idmap_view *, uint32_t inside, uint32_t *outside);

/* Whether an id inside is mapped at all. */
bool idmap_view_has(const struct idmap_view *, uint32_t inside);

#endif
