/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/namespace.h"
#include "kernel/process.h"

/* Not those that our own faults raise: blocked, they would kill without a word. */
void process_fill_mask(sigset_t *mask)
{
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS };

	sigfillset(mask);
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		sigdelset(mask, faults[i]);
	}
}

/* The first of the standard descriptors that is our controlling terminal. */
static void remember_terminal(struct process *process)
{
	process->terminal_fd = -1;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		process->foreground = tcgetpgrp(fd);
		if (process->foreground >= 0) {
			process->terminal_fd = fd;
			return;
		}
	}
}

static void prepare(struct process *process)
{
	struct sigaction by_default = { .sa_handler = SIG_DFL };
	sigset_t mask;

	process_fill_mask(&mask);
	sigprocmask(SIG_SETMASK, &mask, &process->caller_mask);
	/* Inherited as ignored, it would make the kernel reap the child behind our back. */
	sigaction(SIGCHLD, &by_default, &process->caller_child_action);
	remember_terminal(process);
	process->proc_fd = process->leads_namespace
				   ? open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC)
				   : -1;
	process->killed_for = 0;
}

static void restore(const struct process *process)
{
	if (process->caller_child_action.sa_handler != SIG_DFL) {
		sigaction(SIGCHLD, &process->caller_child_action, NULL);
	}
	sigprocmask(SIG_SETMASK, &process->caller_mask, NULL);
}

/*
 * The kernel sends the signal only for deaths after the prctl(2), and across a PID namespace
 * getppid(2) is 0 either way: so the child asks the parent's pidfd, afterwards.
 */
int process_tie_to_parent(struct run *run, const struct process *process)
{
	struct pollfd parent = { .fd = process->parent_pidfd, .events = POLLIN };

	if (process->parent_pidfd < 0) {
		return 0;
	}
	run_step(run, "end this child when its parent ends");
	if (kernel_set_parent_death_signal(run, process->parent_death_signal) < 0) {
		return -1;
	}
	if (!run->dry && poll(&parent, 1, 0) > 0) {
		_exit(EXIT_TOOL_FAILED);
	}
	return 0;
}

enum process_side process_fork(struct run *run, struct process *process)
{
	process->parent_pidfd = -1;
	if (process->parent_death_signal) {
		run_step(run, "watch for the end of the parent");
		process->parent_pidfd = kernel_pidfd_open(run, getpid());
		if (process->parent_pidfd < 0) {
			return PROCESS_FAILED;
		}
	}
	prepare(process);
	run_step(run, process->leads_namespace ? "fork the first process of the new PID namespace"
					       : "fork a child to become the command");
	process->pid = process->cgroup_fd > 0
			       ? kernel_fork_into_cgroup(run, &process->pidfd, process->cgroup_fd)
			       : kernel_fork(run, &process->pidfd);
	if (process->pid > 0) {
		return PROCESS_PARENT;
	}
	restore(process);
	if (process->pid < 0 || process_tie_to_parent(run, process) < 0) {
		return PROCESS_FAILED;
	}
	return PROCESS_CHILD;
}

/* Whether the child would do nothing about the signal: its masks in /proc/PID/status. */
static bool is_deaf_to(const struct process *process, int signal)
{
	unsigned long long heard = 0, set;
	char path[40], line[256];

	snprintf(path, sizeof path, "%d/status", process->pid);
	int fd = openat(process->proc_fd, path, O_RDONLY | O_CLOEXEC);
	FILE *status = fd < 0 ? NULL : fdopen(fd, "r");
	if (!status) {
		return false;
	}
	while (fgets(line, sizeof line, status)) {
		if (sscanf(line, "SigBlk: %llx", &set) == 1 ||
		    sscanf(line, "SigIgn: %llx", &set) == 1 ||
		    sscanf(line, "SigCgt: %llx", &set) == 1) {
			heard |= set;
		}
	}
	fclose(status);
	return !(heard >> (signal - 1) & 1);
}

static bool ends_by_default(int signal)
{
	switch (signal) {
	case SIGCHLD:
	case SIGCONT:
	case SIGURG:
	case SIGWINCH:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU: return false;
	default: return true;
	}
}

/*
 * Not announced: it would be read as a step of ours, long after the last one.  A sibling that
 * another child forked (relay.h) has no pidfd yet; unreaped, its PID cannot be another's.
 */
static void send_signal(const struct process *process, int signal)
{
	struct run quiet = { .tool = "" };
	int pidfd = process->pidfd;

	if (pidfd < 0) {
		pidfd = kernel_pidfd_open(&quiet, process->pid);
	}
	kernel_pidfd_send_signal(&quiet, pidfd, signal);
	if (pidfd >= 0 && pidfd != process->pidfd) {
		close(pidfd);
	}
}

void process_pass_on(struct process *process, int signal)
{
	if (process->leads_namespace && ends_by_default(signal) && is_deaf_to(process, signal)) {
		process->killed_for = signal;
		signal = SIGKILL;
	}
	send_signal(process, signal);
}

bool process_has_ended(struct process *process)
{
	siginfo_t *info = &process->ended;

	info->si_pid = 0;
	if (waitid(P_PID, (id_t)process->pid, info, WEXITED | WSTOPPED | WNOHANG) < 0) {
		info->si_code = CLD_EXITED;
		info->si_status = EXIT_TOOL_FAILED;
		return errno != EINTR;
	}
	if (info->si_pid == 0) {
		return false;
	}
	if (info->si_code == CLD_STOPPED) {
		raise(SIGSTOP);
		send_signal(process, SIGCONT);
		return false;
	}
	return info->si_code != CLD_CONTINUED && info->si_code != CLD_TRAPPED;
}

int process_status(const siginfo_t *info)
{
	return info->si_code == CLD_EXITED ? info->si_status : EXIT_SIGNALLED + info->si_status;
}

static void give_terminal_back(const struct process *process)
{
	struct run quiet = { .tool = "" };

	if (process->terminal_fd >= 0 && process->foreground > 0 &&
	    process->foreground == getpgrp() &&
	    tcgetpgrp(process->terminal_fd) != process->foreground) {
		kernel_take_foreground(&quiet, process->terminal_fd, process->foreground);
	}
}

int process_finish(struct process *process)
{
	siginfo_t *ended = &process->ended;

	give_terminal_back(process);
	if (process->killed_for && ended->si_code == CLD_KILLED && ended->si_status == SIGKILL) {
		ended->si_status = process->killed_for;
	}
	return process_status(ended);
}

int process_wait(struct run *run, struct process *process)
{
	siginfo_t got;
	sigset_t mask;

	(void)run;
	process_fill_mask(&mask);
	while (!process_has_ended(process)) {
		int signal = sigwaitinfo(&mask, &got);

		if (signal > 0 && signal != SIGCHLD && got.si_code <= 0) {
			process_pass_on(process, signal);
		}
	}
	return process_finish(process);
}
