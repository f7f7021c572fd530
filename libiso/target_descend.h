/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target_descend - from a process that waits outside of a container to the one inside.
 *
 * The oldest process of a cgroup is often not the container but who made it: a program that
 * forked into a new PID namespace and waits, or a PID 1 that only reaps.  Such a process has
 * one child, in the same cgroup, and that child lives in another world: other namespaces or
 * another root.  Ours may have adopted orphans, too; their first child is meant.
 */
#ifndef LIBISO_TARGET_DESCEND_H
#define LIBISO_TARGET_DESCEND_H

#include <sys/types.h>

#include "run.h"
#include "target_find.h"

/* The process that is meant when pid is the oldest of the group; pid itself when in doubt. */
pid_t target_descend(struct run *, int proc_fd, const struct target_search *, pid_t pid);

#endif
