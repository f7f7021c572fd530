/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup_guard - a group that does not outlive the program that made it, not even its SIGKILL.
 *
 * A guard is a small child that sleeps until its parent has ended and then kills and removes the
 * group.  It blocks every signal and leads a session of its own, so that what is sent to the
 * terminal's or the caller's process group does not reach it.  In the usual case the parent does
 * the work itself and ends the guard.
 */
#ifndef LIBISO_CGROUP_GUARD_H
#define LIBISO_CGROUP_GUARD_H

#include "cgroup.h"

struct cgroup_guard {
	int pid;
	int pidfd;
};

/* Starts it; the caller is the parent.  --dry-run only says so. */
int cgroup_guard_start(struct run *, const struct cgroup_tree *, const struct cgroup *,
		       struct cgroup_guard *);

/* Kills what is left in the group, removes it and ends the guard.  Returns 0 or -1. */
int cgroup_guard_finish(struct run *, const struct cgroup_tree *, const struct cgroup *,
			struct cgroup_guard *);

/* Ends the guard, which then does nothing. */
int cgroup_guard_cancel(struct run *, struct cgroup_guard *);

#endif
