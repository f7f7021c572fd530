/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target - which running thing does the user mean?
 *
 * A process is pinned by a pidfd before anything else is asked about it.  Its folder of /proc
 * is opened next and checked against that pidfd: from then on both stand for the same
 * process, and what is read through proc_fd is that process's or an error, never that of
 * another one that got its PID.  Read pidfd_open(2) and proc(5) beside this file.
 */
#ifndef LIBISO_TARGET_H
#define LIBISO_TARGET_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "namespace.h"
#include "run.h"

struct target {
	const char *text; /* as the user wrote it; borrowed */
	pid_t pid;        /* 0: not a process, but a namespace alone */
	int pid_fd;       /* -1 without a process */
	int proc_fd;      /* its /proc/PID (O_PATH), or -1 */
	int namespace_fd; /* where the text names a namespace; else -1 */
};

/*
 * Finds what the text stands for:
 *	PID, PID:INODE            a process (INODE as stat(2) of its pidfd has it, Linux 6.9)
 *	@CGROUP                   the first process of a cgroup: its path, or the end of it
 *	fd:N                      an inherited pidfd, or the descriptor of a namespace
 *	/path                     a namespace's file, or a process's folder of /proc
 *	:NUMBER                   a namespace by its number (namespace_number.h)
 *	anything else             a systemd unit or a container: its id, a unique start of it
 *	                          (at least 3 characters), or its name as cgroups have it; failing
 *	                          that, a network namespace by its name under /run/netns
 * Returns 0, and the caller closes it; -1 when nothing or more than one thing is meant.
 */
int target_open(struct run *, const char *text, struct target *);

/* The same, and a name under /run/netns comes before units and containers. */
int target_open_network(struct run *, const char *text, struct target *);

/* -1 when the process has ended: what was read about it may then be of no one. */
int target_check(struct run *, const struct target *);

/*
 * A new descriptor of one of its namespaces, or -1; the caller's to close.  A target that is
 * a namespace alone has only its own kind.
 */
int target_open_namespace(struct run *, const struct target *, enum namespace_kind);

void target_close(struct target *);

/*
 * The next target of a list, one a line, blanks around it dropped and empty lines left out.
 * Returns 1, 0 at the end, or -1 when a line is longer than size - 1 or cannot be read.
 */
int target_next(struct run *, FILE *list, char *text, size_t size);

#endif
