/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * process - a child that stands in for us: what we are sent reaches it, and what it ends
 * with we end with.
 *
 * Used where the kernel demands a fork (a new PID or time namespace) or where a clean-up
 * must outlive the command.  A child in a PID namespace of its own is that namespace's
 * PID 1, which the kernel spares every signal it has no handler for; a signal that would
 * have ended any other process ends it all the same (pid_namespaces(7)).
 */
#ifndef LIBISO_PROCESS_H
#define LIBISO_PROCESS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

#include "run.h"

struct process {
	pid_t pid;
	int pidfd;
	/* Said by the caller before the fork. */
	bool leads_namespace;    /* it will be PID 1 of a new namespace */
	int parent_death_signal; /* sent to it when we die; 0: it lives on */
	int cgroup_fd;           /* it is born in this cgroup (Linux 5.7); 0: in ours */
	/* Ours: what the child gets back, and what the terminal gets back. */
	sigset_t caller_mask;
	struct sigaction caller_child_action;
	int proc_fd;     /* our own /proc, should the child mount another over it */
	int terminal_fd; /* -1: none */
	pid_t foreground;
	int killed_for;   /* the signal that became SIGKILL, or 0 */
	int parent_pidfd; /* in the child: of its parent; -1 without parent_death_signal */
	siginfo_t ended;  /* after process_wait(): as waitid(2) tells it */
};

enum process_side { PROCESS_FAILED = -1, PROCESS_CHILD, PROCESS_PARENT };

/*
 * Forks.  The child has the caller's signal mask and dispositions again, and has already
 * ended if its parent did and parent_death_signal was asked for.  --dry-run goes on as
 * the child.
 */
enum process_side process_fork(struct run *, struct process *);

/*
 * In the child: has the kernel send parent_death_signal, and ends if the parent has ended
 * already.  A change of ids makes the kernel forget it, so it is asked for again then.
 */
int process_tie_to_parent(struct run *, const struct process *);

/*
 * In the parent: passes signals on (those that the terminal sends reach both anyway), stops
 * and continues with the child, waits for its end and gives the terminal back to the
 * process group that had it.  Returns the exit status: the child's, or 128 + its signal.
 */
int process_wait(struct run *, struct process *);

/*
 * The parts of process_wait(), for a parent that has more to do meanwhile: the signals that it
 * takes, which process_fork() blocked; passing one on; whether the child has ended (a stopped
 * child stops us, so that a shell's fg works on both); and what to do when it has.
 */
void process_fill_mask(sigset_t *);
void process_pass_on(struct process *, int signal);
bool process_has_ended(struct process *);
int process_finish(struct process *);

/* The exit status for what waitid(2) tells of an ended child. */
int process_status(const siginfo_t *);

#endif
