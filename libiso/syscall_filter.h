/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * syscall_filter - the seccomp filters of another process, copied from it and loaded into ours.
 *
 * The kernel shows them only to a tracer that has CAP_SYS_ADMIN and is itself not filtered, and
 * only where it is built for checkpoints.  Read seccomp(2) and ptrace(2) beside this file.
 */
#ifndef LIBISO_SYSCALL_FILTER_H
#define LIBISO_SYSCALL_FILTER_H

#include <linux/filter.h>

#include "run.h"
#include "target.h"

enum { FILTER_MOST = 32 };

struct filters {
	unsigned count;
	struct sock_fprog item[FILTER_MOST]; /* the newest first */
};

/* Stops the process for a moment and copies them.  -1 where that is not permitted. */
int filters_copy(struct run *, const struct target *, struct filters *);

/* Loads them, the oldest first; needs no_new_privs or CAP_SYS_ADMIN. */
int filters_load(struct run *, const struct filters *);

#endif
