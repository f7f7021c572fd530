/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * companion - a process of ours that stays with a namespace: one that forwards connections, or one
 * that guards an uplink.
 *
 * It is a record from before it does anything until after it has ended, so one whose starter was
 * killed is found; and it ends by itself with the namespace's name or process.  It needs no
 * clean-up of its own to be ended with, so SIGKILL ends it.
 */
#ifndef LIBISO_COMPANION_H
#define LIBISO_COMPANION_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "state.h"

#define COMPANION_FORWARD "forward"
#define COMPANION_UPLINK  "uplink"

struct companion {
	char kind[12];
	uint64_t namespace_id;
	char name[NAME_MAX + 1]; /* of the namespace, as the user gave it */
	char program[16];        /* of an uplink: pasta or slirp4netns */
	pid_t pid;
	uint64_t started; /* in clock ticks since boot: with the PID it is one process's alone */
	bool ready;
};

/* What it has in its hands: it says through report_fd that it is ready, or why it cannot be. */
struct companion_life {
	int report_fd;
	int watch_fd; /* companion_watch.h; -1: it ends only when told to */
	const struct companion *self;
};
void companion_report(const struct companion_life *, const char *failure);

/* Its work, done in the new process; what it returns that ends with.  The descriptors that it needs
 * are named; all others are closed. */
struct companion_work {
	int (*work)(struct run *, const struct companion_life *, void *context);
	void *context;
	int fds[4];
	unsigned fd_count;
};

/* Starts it, and waits until it is ready; fills in pid and started.  -1, refused, with its reason.
 */
int companion_start(struct run *, const struct state *, struct companion *,
		    const struct companion_work *);

/* Whether the process of the record is alive. */
bool companion_is_alive(const struct companion *);

/* Ends it and its children, waits for that, and forgets it. */
int companion_end(struct run *, const struct state *, const struct companion *);

/* In the companion itself, when the namespace has ended: takes the lock, and forgets itself. */
void companion_leave(struct run *, const char *folder, const struct companion *);

struct companion_list {
	struct companion *companion;
	size_t count;
};
int companion_list(struct run *, const struct state *, struct companion_list *);
void companion_list_free(struct companion_list *);

/* The one of a kind and a namespace: 1, 0 or -1. */
int companion_find(struct run *, const struct state *, const char *kind, uint64_t namespace_id,
		   struct companion *);

#endif
