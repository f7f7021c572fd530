/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup_move - processes and threads brought from one group to another.
 *
 * A process takes all its threads along.  What it forks afterwards is born in its new group, so a
 * tree of processes that is moved from its root down loses nobody.
 * Read the "Organizing Processes and Threads" part of the kernel's admin-guide/cgroup-v2.
 */
#ifndef LIBISO_CGROUP_MOVE_H
#define LIBISO_CGROUP_MOVE_H

#include "cgroup.h"

/* One process, or one thread into a threaded group.  0 or -1, the rule that is broken told. */
int cgroup_move_process(struct run *, const struct cgroup *to, pid_t);
int cgroup_move_thread(struct run *, const struct cgroup *to, pid_t thread);

/* Adds the rule that is broken to a failure to get into the group; returns -1. */
int cgroup_advise_move(struct run *, const struct cgroup *group);

/* A process and all below it.  Who has ended meanwhile is left out. */
int cgroup_move_tree(struct run *, const struct cgroup *to, pid_t root);

/*
 * Every process that is in a group (not below it), also those that are forked meanwhile; of a
 * threaded group every thread, which goes only where another group of the same domain is.
 */
int cgroup_move_all(struct run *, const struct cgroup *from, const struct cgroup *to);

#endif
