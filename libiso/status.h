/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * status - what the kernel says of a process in /proc/PID/status: who it is, and what it may do.
 *
 * Ids are as the user namespace of the reader has them.  Read proc(5) and capabilities(7)
 * beside this file.
 */
#ifndef LIBISO_STATUS_H
#define LIBISO_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "run.h"

struct status {
	uid_t uid;     /* effective */
	gid_t gid;     /* effective */
	gid_t *groups; /* supplementary; allocated */
	size_t group_count;
	/* Bit n for capability n. */
	uint64_t inheritable, permitted, effective, bounding, ambient;
	bool no_new_privs;
	unsigned seccomp_mode; /* 0 none, 1 strict, 2 filter */
	unsigned umask;
};

/*
 * Reads the status of the process whose folder of /proc is open; -1 when a field is not there.
 * The caller ends with status_free().
 */
int status_read(struct run *, int proc_fd, struct status *);
void status_free(struct status *);

#endif
