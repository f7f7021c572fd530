/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup_controller - which controllers version 2 has here, and why it lacks the others.
 *
 * A controller is in version 2 only if the root of that tree lists it in cgroup.controllers.
 * Otherwise a hierarchy of version 1 holds it, the boot parameters switched it off, or the
 * kernel was built without; and where the root has it, each group on the way down must pass
 * it on in cgroup.subtree_control.  The kernel's own answer to all of these is ENOENT.
 */
#ifndef LIBISO_CGROUP_CONTROLLER_H
#define LIBISO_CGROUP_CONTROLLER_H

#include "cgroup.h"

enum controller_place {
	CONTROLLER_UNIFIED,  /* in version 2 */
	CONTROLLER_LEGACY,   /* a hierarchy of version 1 holds it */
	CONTROLLER_DISABLED, /* by cgroup_disable= on the kernel's command line */
	CONTROLLER_ABSENT,   /* the kernel was built without it */
	CONTROLLER_OUTSIDE,  /* the groups above this mount's root do not pass it on */
};

struct controller {
	const char *name;   /* as version 2 calls it: "io" */
	const char *legacy; /* as version 1 does: "blkio" */
	enum controller_place place;
	char mount[256]; /* LEGACY: where it is mounted; "" when nowhere */
};

enum { CONTROLLERS_MAX = 16 };
struct controllers {
	struct controller item[CONTROLLERS_MAX];
	size_t count;
};

/* Learns of every controller that version 2 knows.  Returns 0 or -1. */
int controllers_read(struct run *, const struct cgroup_tree *, struct controllers *);

/* The controller of this name, or NULL. */
const struct controller *controllers_find(const struct controllers *, const char *name);

/*
 * Says in a sentence why files of a controller are not in the group, or "" when they should be:
 * the place above, or the ancestor that does not pass it on.  Returns 0 or -1.
 */
int controller_explain(struct run *, const struct cgroup_tree *, const struct controller *,
		       const char *path, char reason[512]);

/* Whether a list of words separated by blanks (and a newline at its end) has the word. */
bool controller_is_listed(const char *list, const char *name);

#endif
