/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * init - being PID 1 of a container.
 *
 * Orphans are reaped; every signal that can be passed on is; the command is no PID 1, so
 * signals that it has no handler for end it as anywhere.  It leads a process group of its
 * own in the terminal's foreground.  When it ends, init ends, and the kernel takes every
 * process that is left in the PID namespace along (pid_namespaces(7)).  When the process
 * that made the namespace ends, init ends too.
 */
#ifndef LIBISO_INIT_H
#define LIBISO_INIT_H

#include <sys/types.h>

#include "process.h"
#include "run.h"

struct init {
	pid_t pid; /* the command's */
	int pidfd;
	int signal_fd;    /* all signals: made before the command, which is not to run without */
	int parent_pidfd; /* of the process outside; -1: not watched */
	int terminal_fd;  /* -1: none, or not in its foreground */
	double grace;     /* seconds from a signal that ends to SIGKILL; 0: for ever */
	sigset_t caller_mask;
	siginfo_t ended; /* after init_live(): the command's end, as waitid(2) tells it */
};

/*
 * Forks the command from PID 1: returns PROCESS_CHILD in what is to become the command, with
 * the caller's signal mask, its own process group and the terminal.
 */
enum process_side init_fork(struct run *, struct init *);

/* PID 1's life.  Returns the exit status: the command's, or 128 + the signal that ended it. */
int init_live(struct init *);

#endif
