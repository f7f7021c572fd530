/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup_make - groups made, given controllers, filled, emptied and removed.
 *
 * What is made on the way to a group is remembered, so that its maker can undo it, in reverse.
 * Read the "Controlling Controllers" part of the kernel's admin-guide/cgroup-v2 beside this file.
 */
#ifndef LIBISO_CGROUP_MAKE_H
#define LIBISO_CGROUP_MAKE_H

#include "cgroup.h"
#include "cgroup_controller.h"

enum cgroup_make_trait {
	CGROUP_MAKE_PARENTS = 1u << 0,   /* and those above it, where they are missing */
	CGROUP_MAKE_MAY_EXIST = 1u << 1, /* it is as good when it is there already */
};

/* One controller enabled for the children of a group. */
struct cgroup_enabled {
	char *path;
	const char *controller;
};

/* What one making changed. */
struct cgroup_making {
	unsigned traits;            /* of enum cgroup_make_trait, as asked for */
	char path[CGROUP_PATH_MAX]; /* the last that was made */
	unsigned made;              /* how many of its last components are new; 0: it was there */
	struct cgroup_enabled *enabled;
	size_t enabled_count;
};

/* Whether a path is one to make: no component looks like an interface file or an option. */
int cgroup_name_check(struct run *, const char *path);

/* Makes the group at path and opens it.  Undoes its own part of the work when it fails. */
int cgroup_make(struct run *, const struct cgroup_tree *, const char *path, unsigned traits,
		struct cgroup *, struct cgroup_making *);

/*
 * Makes a controller's files appear in the group: enables it in each group above that lacks it,
 * from the root down.  Returns 0, or -1 having said what stands in the way.
 */
int cgroup_enable(struct run *, const struct cgroup_tree *, const char *path,
		  const struct controller *, struct cgroup_making *);

/* Undoes in reverse what was made and enabled: told as a step, and forgiven where it fails. */
void cgroup_unmake(struct run *, const struct cgroup_tree *, struct cgroup_making *);
void cgroup_making_free(struct cgroup_making *);

/* Moves a process, with all its threads, into the group; 0 stands for the caller. */
int cgroup_attach(struct run *, const struct cgroup *, pid_t);

/* Removes one empty group (rmdir). */
int cgroup_remove(struct run *, const struct cgroup_tree *, const char *path);

/* Removes a group and all below it, the deepest first; all must be without processes. */
int cgroup_remove_all(struct run *, const struct cgroup_tree *, const char *path);

#endif
