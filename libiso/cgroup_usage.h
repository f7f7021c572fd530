/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup_usage - what the processes of a cgroup use and may use, whichever version holds it.
 *
 * Every file is opened beneath the mount of its hierarchy.  Read the kernel's
 * admin-guide/cgroup-v2 and cgroup-v1 beside this file.
 */
#ifndef LIBISO_CGROUP_USAGE_H
#define LIBISO_CGROUP_USAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "cgroup.h"

#define CGROUP_USAGE_UNKNOWN   UINT64_MAX
#define CGROUP_USAGE_UNLIMITED (UINT64_MAX - 1)

struct cgroup_usage {
	uint64_t memory, memory_max; /* bytes */
	uint64_t pids, pids_max;
	uint64_t cpu_time;    /* microseconds */
	uint64_t cpu_percent; /* of one CPU that it may have */
	char pressure[3][96]; /* cpu, memory, io: the line "some" of version 2, or "" */
};

/* A mount of a hierarchy, opened. */
struct cgroup_usage_source {
	struct cgroup_mounts mounts;
	int *mount_fd; /* of each; -1 where it cannot be opened */
};

int cgroup_usage_open(struct run *, struct cgroup_usage_source *);
void cgroup_usage_close(struct cgroup_usage_source *);

/*
 * Reads it for the groups in the text of a /proc/PID/cgroup, those left out that are in the text
 * around, too: what others use says nothing of one.  What cannot be read is unknown.
 */
struct cgroup_usage_groups {
	const char *own;
	const char *around; /* "" leaves none out */
};
void cgroup_usage_read(const struct cgroup_usage_source *, const struct cgroup_usage_groups *,
		       struct cgroup_usage *);

/* Whether one of these groups is frozen, with all that is in it. */
bool cgroup_usage_is_frozen(const struct cgroup_usage_source *, const struct cgroup_usage_groups *);

#endif
