/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "init.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kernel/process.h"

static int find_terminal(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		/* 0: the group in the foreground is that of the processes outside, and so ours. */
		pid_t foreground = tcgetpgrp(fd);

		if (foreground == 0 || (foreground > 0 && foreground == getpgrp())) {
			return fd;
		}
	}
	return -1;
}

/* SIGTTOU would stop whoever takes the foreground from behind; the mask keeps it away. */
static int lead_foreground(struct run *run, const struct init *init)
{
	run_step(run, "give the command its own process group");
	if (kernel_lead_group(run) < 0) {
		return -1;
	}
	if (init->terminal_fd < 0) {
		return 0;
	}
	run_step(run, "put it in the foreground of the terminal");
	return kernel_take_foreground(run, init->terminal_fd, getpid());
}

enum process_side init_fork(struct run *run, struct init *init)
{
	struct sigaction by_default = { .sa_handler = SIG_DFL };
	struct sigaction caller_child_action;
	sigset_t all;

	sigfillset(&all);
	run_step(run, "be able to hear of the command and of signals as PID 1");
	init->signal_fd = kernel_signalfd(run, &all);
	if (init->signal_fd < 0) {
		return PROCESS_FAILED;
	}
	sigprocmask(SIG_SETMASK, &all, &init->caller_mask);
	sigaction(SIGCHLD, &by_default, &caller_child_action);
	init->terminal_fd = find_terminal();
	run_step(run, "fork the command from PID 1, which stays to reap and to forward");
	init->pid = kernel_fork(run, &init->pidfd);
	if (init->pid != 0) {
		return init->pid < 0 ? PROCESS_FAILED : PROCESS_PARENT;
	}
	if (lead_foreground(run, init) < 0) {
		return PROCESS_FAILED;
	}
	sigaction(SIGCHLD, &caller_child_action, NULL);
	sigprocmask(SIG_SETMASK, &init->caller_mask, NULL);
	return PROCESS_CHILD;
}

/* The command alone was stopped, by ^Z: so the whole job is, and a shell takes its terminal back.
 */
static void stop_job(const struct init *init, int signal)
{
	if (init->terminal_fd >= 0 && signal != SIGSTOP) {
		struct run quiet = { .tool = "" };

		kernel_kill_group(&quiet, 0, SIGSTOP);
	}
}

/* Reaps all that has ended; true when the command is among it. */
static bool reap(const struct init *init, siginfo_t *command)
{
	siginfo_t info = { 0 };
	bool ended = false;

	while (waitid(P_ALL, 0, &info, WEXITED | WSTOPPED | WNOHANG) == 0 && info.si_pid != 0) {
		if (info.si_code == CLD_STOPPED) {
			if (info.si_pid == init->pid) {
				stop_job(init, info.si_status);
			}
		} else if (info.si_pid == init->pid) {
			*command = info;
			ended = true;
		}
		info.si_pid = 0;
	}
	return ended;
}

static bool asks_for_end(int signal)
{
	return signal == SIGTERM || signal == SIGINT || signal == SIGQUIT || signal == SIGHUP;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void forward(const struct init *init, int signal)
{
	struct run quiet = { .tool = "" };

	if (signal == SIGCONT && init->terminal_fd >= 0) {
		kernel_take_foreground(&quiet, init->terminal_fd, init->pid);
		kernel_kill_group(&quiet, init->pid, SIGCONT);
		return;
	}
	kernel_pidfd_send_signal(&quiet, init->pidfd, signal);
}

/* Takes the signals that have come; true when the command has ended. */
static bool take_signals(const struct init *init, double *deadline, siginfo_t *command)
{
	struct signalfd_siginfo got[16];
	ssize_t n = read(init->signal_fd, got, sizeof got);
	bool ended = false;

	for (ssize_t i = 0; i < n / (ssize_t)sizeof got[0]; i++) {
		int signal = (int)got[i].ssi_signo;

		if (signal == SIGCHLD) {
			ended |= reap(init, command);
			continue;
		}
		forward(init, signal);
		if (init->grace > 0 && *deadline == 0 && asks_for_end(signal)) {
			*deadline = now() + init->grace;
		}
	}
	return ended;
}

/* Milliseconds until the deadline, for poll(2); -1 without one. */
static int time_left(double deadline)
{
	double left = deadline - now();

	return deadline == 0  ? -1
	       : left <= 0    ? 0
	       : left > 86400 ? 86400000
			      : (int)(left * 1000) + 1;
}

int init_live(struct init *init)
{
	struct run quiet = { .tool = "" };
	double deadline = 0;
	struct pollfd wait[] = {
		{ .fd = init->signal_fd, .events = POLLIN },
		{ .fd = init->parent_pidfd, .events = POLLIN },
	};
	for (;;) {
		int ready = poll(wait, 2, time_left(deadline));

		if (wait[1].revents) {
			return EXIT_TOOL_FAILED;
		}
		if (ready > 0 && take_signals(init, &deadline, &init->ended)) {
			return process_status(&init->ended);
		}
		if (deadline != 0 && time_left(deadline) == 0) {
			kernel_pidfd_send_signal(&quiet, init->pidfd, SIGKILL);
			deadline = 0;
		}
	}
}
