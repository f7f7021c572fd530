/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pump - what stands between the standard descriptors of a command that is not trusted and ours.
 *
 * A terminal is replaced by a pseudo-terminal (terminal.h).  A regular file is replaced by a pipe:
 * through /proc/self/fd a command could open it again, with rights that the descriptor does not
 * have.  Everything else (pipes, sockets, devices) is handed over as it is, and costs nothing.
 */
#ifndef LIBISO_PUMP_H
#define LIBISO_PUMP_H

#include <stdbool.h>
#include <stddef.h>

#include "process.h"
#include "run.h"
#include "terminal.h"

struct pump_pair {
	int from_fd, to_fd; /* -1: it has ended */
	size_t start, end;  /* of what was read and not yet written */
	char data[4096];
};

struct pump {
	struct terminal terminal;
	unsigned terminal_fds; /* those of 0, 1 and 2 that the terminal replaces */
	bool leaves_session;   /* so that our terminal cannot be opened as /dev/tty */
	int inside_fd[3];      /* the command's end of a pipe; -1: nothing is replaced */
	int signal_fd;         /* where the parent hears of signals while it moves bytes */
	int error, error_fd;   /* what was read or written on which descriptor is lost; or 0 */
	unsigned count;
	struct pump_pair pair[4];
};

struct pump_wish {
	bool terminals, files; /* replace them */
	bool always;           /* make a terminal even where we have none */
	int root_fd;           /* whose devpts; -1: ours */
	uid_t owner;           /* of the terminal, as we see it */
};

/* Looks at 0, 1 and 2 and makes what replaces them.  A directory among them is refused. */
int pump_open(struct run *, const struct pump_wish *, struct pump *);

/* Whether there is anything to do, which needs a parent that does it. */
bool pump_is_needed(const struct pump *);

/*
 * In the child, before anyone inside can see it: its standard descriptors become the command's, and
 * neither ours nor the pump's other ends stay open.
 */
int pump_hand_over(struct run *, const struct pump *);

/* In the process that becomes the command: leaves our session for one of its own. */
int pump_leave_session(struct run *, const struct pump *);

/*
 * In the parent: process_wait(), and meanwhile moves what is read and written.  Ends with the
 * tool's own failure, and says so, where some of that was lost: the disk is full, a file cannot be
 * read.
 */
int pump_wait(struct run *, struct process *, struct pump *);

#endif
