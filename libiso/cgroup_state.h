/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup_state - what goes on in a group: its processes, frozen or not, ended, awaited.
 *
 * Freezing and killing only begin with the write; cgroup.events says when they are done, and
 * poll(2) wakes with POLLPRI when it changes.  Events coalesce, so the file is always read again.
 * A group that is removed meanwhile has nobody in it: ENODEV counts as that.
 */
#ifndef LIBISO_CGROUP_STATE_H
#define LIBISO_CGROUP_STATE_H

#include "cgroup.h"

enum { CGROUP_WAIT_FOREVER = -1 };

/* A line of cgroup.events: "populated" or "frozen".  Returns 0 or 1, or -1. */
int cgroup_event(struct run *, const struct cgroup *, const char *event);

/*
 * Waits until cgroup.events has the event at value, at most milliseconds; a group that is removed
 * meanwhile is empty and thawed, and for another goal refused.
 * Returns 0; -1 when refused, and with errno ETIMEDOUT when the time is over.
 */
struct cgroup_goal {
	const char *event;
	int value;
	int milliseconds;
};
int cgroup_wait(struct run *, const struct cgroup *, const struct cgroup_goal *);

/*
 * Freezes all processes of the group and below it, and waits for it.  When the time is over, the
 * group is as before, and the advice says what keeps it so.
 */
int cgroup_freeze(struct run *, const struct cgroup *, int milliseconds);

/* Thaws likewise.  A frozen group above keeps it frozen: refused, saying so. */
int cgroup_thaw(struct run *, const struct cgroup *, int milliseconds);

/*
 * Ends every process of the group and below it with SIGKILL (cgroup.kill, Linux 5.14; before: each
 * of them, frozen meanwhile) and waits until they are gone.
 */
int cgroup_kill(struct run *, const struct cgroup_tree *, const struct cgroup *, int milliseconds);

/* Sends a signal to every process of the group and below it.  Returns how many, or -1. */
int cgroup_signal(struct run *, const struct cgroup_tree *, const struct cgroup *, int signal);

/* The PIDs in a group (file "cgroup.procs") or its threads ("cgroup.threads"); not below it. */
struct cgroup_pids {
	pid_t *item;
	size_t count;
};
int cgroup_pids_read(struct run *, const struct cgroup *, const char *file, struct cgroup_pids *);
void cgroup_pids_free(struct cgroup_pids *);

/*
 * Reads the processes of a group, or the threads where it is a threaded one, which is asked for its
 * processes in vain.  Returns 0, 1 for threads, or -1.
 */
int cgroup_members_read(struct run *, const struct cgroup *, struct cgroup_pids *);

#endif
