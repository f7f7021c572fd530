/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/process - the gate: calls that make, signal and replace processes. */
#ifndef LIBISO_KERNEL_PROCESS_H
#define LIBISO_KERNEL_PROCESS_H

#include <signal.h>
#include <sys/types.h>

#include "run.h"

/*
 * clone(CLONE_PIDFD|SIGCHLD), which is fork(2) that also gives a close-on-exec pidfd (Linux 5.2).
 * Returns 0 in the child, its PID in the parent, or -1.  --dry-run plays the child: 0.
 */
pid_t kernel_fork(struct run *, int *pidfd);

/*
 * clone(CLONE_VM|CLONE_PIDFD|SIGCHLD): a child that has the caller's memory, of which nothing is
 * copied, and runs function(context) on a stack of its own, of which this is the end.  It has the
 * caller's errno, too, so its calls are to be such as do not fail.  Returns its PID, or -1.
 */
pid_t kernel_fork_sharing(struct run *, int *pidfd, int (*function)(void *), void *context,
			  void *stack_end);

/* The same into the cgroup of a descriptor: clone3(CLONE_INTO_CGROUP) (Linux 5.7). */
pid_t kernel_fork_into_cgroup(struct run *, int *pidfd, int cgroup_fd);

/*
 * clone(CLONE_PARENT|SIGCHLD): a sibling, a child of our parent.  0 in the sibling, its PID here.
 * --dry-run plays the sibling.
 */
pid_t kernel_fork_sibling(struct run *);

/*
 * mmap(2) of memory that this process and its children to come share; all zeros, never unmapped.
 * --dry-run makes it too.  NULL on failure.
 */
void *kernel_share_memory(struct run *, size_t size);

/* signalfd(2), close-on-exec and not blocking; --dry-run makes it too. */
int kernel_signalfd(struct run *, const sigset_t *mask);

/* pidfd_send_signal(2). */
int kernel_pidfd_send_signal(struct run *, int pidfd, int signal);

/* kill(-group, signal); group 0 is the caller's own, with members in any PID namespace. */
int kernel_kill_group(struct run *, pid_t group, int signal);

/* prctl(PR_SET_PDEATHSIG), PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER. */
int kernel_set_parent_death_signal(struct run *, int signal);
int kernel_set_dumpable(struct run *, int dumpable);
int kernel_set_child_subreaper(struct run *);

/* setpgid(0, 0), setsid(2), ioctl(fd, TIOCSPGRP). */
int kernel_lead_group(struct run *);
int kernel_setsid(struct run *);
int kernel_take_foreground(struct run *, int terminal_fd, pid_t group);

/*
 * execve(2) and execveat(fd, "", AT_EMPTY_PATH) with the environment given.  Return only on
 * failure; under --dry-run 0, as if the command had run and succeeded.
 */
int kernel_execve(struct run *, const char *path, char *const argv[], char *const envp[]);
int kernel_execveat(struct run *, int fd, char *const argv[], char *const envp[]);

#endif
