/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "pump.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/process.h"

static void add_pair(struct pump *pump, int from_fd, int to_fd)
{
	struct pump_pair *pair = &pump->pair[pump->count++];

	pair->from_fd = from_fd;
	pair->to_fd = to_fd;
	pair->start = pair->end = 0;
}

/* One file for output and errors stays one pipe, or their lines would change places. */
static bool shares_output(const struct pump *pump, int fd)
{
	struct stat output, error;

	return fd == STDERR_FILENO && pump->inside_fd[STDOUT_FILENO] >= 0 &&
	       fstat(STDOUT_FILENO, &output) == 0 && fstat(STDERR_FILENO, &error) == 0 &&
	       output.st_dev == error.st_dev && output.st_ino == error.st_ino;
}

static int replace_file(struct run *run, struct pump *pump, int fd)
{
	bool is_input = fd == STDIN_FILENO;
	int ends[2];

	run_step(run, "stand between the command and descriptor %d, a file", fd);
	if (shares_output(pump, fd)) {
		pump->inside_fd[fd] = pump->inside_fd[STDOUT_FILENO];
		return 0;
	}
	if (kernel_pipe(run, ends) < 0) {
		return -1;
	}
	fcntl(ends[!is_input ? 0 : 1], F_SETFL, O_NONBLOCK);
	pump->inside_fd[fd] = ends[is_input ? 0 : 1];
	add_pair(pump, is_input ? fd : ends[0], is_input ? ends[1] : fd);
	return 0;
}

static int look_at(struct run *run, const struct pump_wish *wish, struct pump *pump, int fd)
{
	struct stat file;

	pump->inside_fd[fd] = -1;
	if (fstat(fd, &file) < 0) {
		return 0;
	}
	if (wish->terminals && isatty(fd)) {
		pump->terminal_fds |= 1u << fd;
	} else if (wish->files && S_ISDIR(file.st_mode)) {
		run_step(run, "hand descriptor %d over", fd);
		return run_refuse(
			run, "it is a directory, through which a command could leave its root");
	} else if (wish->files && S_ISREG(file.st_mode)) {
		return replace_file(run, pump, fd);
	}
	return 0;
}

/* Where the terminal's output goes: the first of these that it replaces. */
static int output_of(const struct pump *pump)
{
	static const int order[] = { STDOUT_FILENO, STDERR_FILENO, STDIN_FILENO };

	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
		if (pump->terminal_fds >> order[i] & 1) {
			return order[i];
		}
	}
	return -1;
}

static int open_terminal(struct run *run, const struct pump_wish *wish, struct pump *pump)
{
	int output = output_of(pump);

	if (output < 0) {
		output = STDOUT_FILENO;
		pump->terminal_fds = 7;
		pump->terminal.ours_fd = -1;
	}
	int ours = isatty(STDIN_FILENO) ? STDIN_FILENO : isatty(output) ? output : -1;
	if (terminal_open(run, wish->root_fd, wish->owner, ours, &pump->terminal) < 0) {
		return -1;
	}
	if (pump->terminal_fds >> STDIN_FILENO & 1) {
		add_pair(pump, STDIN_FILENO, pump->terminal.master_fd);
	}
	add_pair(pump, pump->terminal.master_fd, output);
	return 0;
}

/* Whoever is in our session can open it as /dev/tty, whatever descriptors it has. */
static bool has_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd >= 0) {
		close(fd);
	}
	return fd >= 0;
}

static int open_signals(struct run *run, struct pump *pump)
{
	sigset_t mask;

	run_step(run, "be able to hear of signals while bytes are moved");
	process_fill_mask(&mask);
	pump->signal_fd = kernel_signalfd(run, &mask);
	return pump->signal_fd < 0 ? -1 : 0;
}

int pump_open(struct run *run, const struct pump_wish *wish, struct pump *pump)
{
	pump->count = 0;
	pump->terminal_fds = 0;
	pump->error = 0;
	pump->terminal = (struct terminal){ -1, -1, -1, false, { 0 } };
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (look_at(run, wish, pump, fd) < 0) {
			return -1;
		}
	}
	pump->leaves_session = wish->terminals && has_terminal();
	if ((pump->terminal_fds || wish->always) && open_terminal(run, wish, pump) < 0) {
		return -1;
	}
	return pump_is_needed(pump) ? open_signals(run, pump) : 0;
}

bool pump_is_needed(const struct pump *pump)
{
	return pump->count > 0 || pump->leaves_session;
}

static bool is_end_of(const struct pump *pump, int fd)
{
	return fd > STDERR_FILENO && fd != pump->terminal.master_fd;
}

static void close_ends(const struct pump *pump)
{
	for (unsigned i = 0; i < pump->count; i++) {
		const struct pump_pair *pair = &pump->pair[i];

		if (is_end_of(pump, pair->from_fd)) {
			close(pair->from_fd);
		}
		if (is_end_of(pump, pair->to_fd)) {
			close(pair->to_fd);
		}
	}
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (pump->inside_fd[fd] > STDERR_FILENO) {
			close(pump->inside_fd[fd]);
		}
	}
	close(pump->signal_fd);
}

int pump_hand_over(struct run *run, const struct pump *pump)
{
	if (pump->terminal_fds &&
	    terminal_hand_over(run, &pump->terminal, pump->terminal_fds) < 0) {
		return -1;
	}
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && !run->dry; fd++) {
		if (pump->inside_fd[fd] >= 0 && dup2(pump->inside_fd[fd], fd) < 0) {
			return run_refuse(run, "descriptor %d cannot be replaced", fd);
		}
	}
	if (pump_is_needed(pump) && !run->dry) {
		close_ends(pump);
	}
	return 0;
}

int pump_leave_session(struct run *run, const struct pump *pump)
{
	if (pump->terminal_fds) {
		return terminal_lead(run, pump->terminal_fds);
	}
	if (!pump->leaves_session) {
		return 0;
	}
	run_step(run, "lead a session that has no terminal");
	return kernel_setsid(run) < 0 ? -1 : 0;
}

/* The command's ends: the last copy must be the command's, for its end to be seen. */
static void leave_inside(struct pump *pump)
{
	for (int fd = STDERR_FILENO; fd >= STDIN_FILENO; fd--) {
		int end = pump->inside_fd[fd];

		pump->inside_fd[fd] = -1;
		if (end >= 0 && (fd != STDERR_FILENO || end != pump->inside_fd[STDOUT_FILENO])) {
			close(end);
		}
	}
	if (pump->terminal.peer_fd >= 0) {
		close(pump->terminal.peer_fd);
		pump->terminal.peer_fd = -1;
	}
}

/* The end is passed on: a reader sees it, a writer gets SIGPIPE.  Ours stay ours. */
static void end_pair(const struct pump *pump, struct pump_pair *pair)
{
	if (is_end_of(pump, pair->from_fd)) {
		close(pair->from_fd);
	}
	if (is_end_of(pump, pair->to_fd)) {
		close(pair->to_fd);
	}
	pair->from_fd = pair->to_fd = -1;
}

/*
 * A terminal that is gone and a reader that wants no more are ends like others.  Anything else
 * means that some of it is lost.
 */
static void fail_pair(struct pump *pump, struct pump_pair *pair, int fd)
{
	bool is_terminal = fd == pump->terminal.master_fd ||
			   (fd <= STDERR_FILENO && (pump->terminal_fds >> fd & 1));

	if (errno == EAGAIN || errno == EINTR) {
		return;
	}
	if (errno != EPIPE && !is_terminal && !pump->error) {
		pump->error = errno;
		pump->error_fd = fd;
	}
	end_pair(pump, pair);
}

static void fill(struct pump *pump, struct pump_pair *pair)
{
	ssize_t n = read(pair->from_fd, pair->data, sizeof pair->data);

	if (n > 0) {
		pair->start = 0;
		pair->end = (size_t)n;
	} else if (n == 0) {
		end_pair(pump, pair);
	} else {
		fail_pair(pump, pair, pair->from_fd);
	}
}

static void empty(struct pump *pump, struct pump_pair *pair)
{
	ssize_t n = write(pair->to_fd, pair->data + pair->start, pair->end - pair->start);

	if (n > 0) {
		pair->start += (size_t)n;
		pair->end = pair->start == pair->end ? 0 : pair->end;
		pair->start = pair->end ? pair->start : 0;
	} else if (n < 0) {
		fail_pair(pump, pair, pair->to_fd);
	}
}

/* To read our terminal from the background would stop us. */
static bool may_read(const struct pump *pump, const struct pump_pair *pair)
{
	return pair->from_fd != STDIN_FILENO || pump->terminal.ours_fd != STDIN_FILENO ||
	       tcgetpgrp(STDIN_FILENO) == getpgrp();
}

static void move_some(struct pump *pump)
{
	struct pollfd wait[5] = { { .fd = pump->signal_fd, .events = POLLIN } };

	for (unsigned i = 0; i < pump->count; i++) {
		struct pump_pair *pair = &pump->pair[i];

		wait[i + 1].fd = pair->end              ? pair->to_fd
				 : may_read(pump, pair) ? pair->from_fd
							: -1;
		wait[i + 1].events = pair->end ? POLLOUT : POLLIN;
	}
	if (poll(wait, pump->count + 1, -1) <= 0) {
		return;
	}
	for (unsigned i = 0; i < pump->count; i++) {
		if (!wait[i + 1].revents) {
			continue;
		}
		if (pump->pair[i].end) {
			empty(pump, &pump->pair[i]);
		} else {
			fill(pump, &pump->pair[i]);
		}
	}
}

/* What the command wrote last; those that it left behind are not waited for. */
static void drain(struct pump *pump)
{
	for (unsigned i = 0; i < pump->count; i++) {
		struct pump_pair *pair = &pump->pair[i];

		while (pair->from_fd > STDERR_FILENO) {
			if (!pair->end) {
				fill(pump, pair);
			}
			if (!pair->end) {
				break;
			}
			empty(pump, pair);
		}
	}
}

/* Ctrl-C at our terminal reaches the command, in a session of its own, only through us. */
static void take_signals(struct process *process, struct pump *pump)
{
	struct signalfd_siginfo got;

	while (read(pump->signal_fd, &got, sizeof got) == sizeof got) {
		int signal = (int)got.ssi_signo;

		if (signal == SIGWINCH && pump->terminal_fds) {
			terminal_copy_size(&pump->terminal);
		} else if (signal == SIGCONT) {
			terminal_copy_size(&pump->terminal);
			terminal_make_raw(&pump->terminal);
		} else if (signal != SIGCHLD &&
			   (pump->terminal_fds || pump->leaves_session || got.ssi_code <= 0)) {
			process_pass_on(process, signal);
		}
	}
}

/* Once, though there may be two children to wait for (relay.h). */
static int tell_loss(struct run *run, struct pump *pump)
{
	int fd = pump->error_fd;

	if (fd < 0) {
		return run->failed_status ? run->failed_status : EXIT_TOOL_FAILED;
	}
	pump->error_fd = -1;
	run_step(run, "pass on all that the command reads and writes");
	run_refuse(run, "descriptor %d: %s (%s)", fd, strerrordesc_np(pump->error),
		   strerrorname_np(pump->error));
	return run_failed(run);
}

int pump_wait(struct run *run, struct process *process, struct pump *pump)
{
	leave_inside(pump);
	if (pump->terminal_fds >> STDIN_FILENO & 1) {
		terminal_make_raw(&pump->terminal);
	}
	while (!process_has_ended(process)) {
		move_some(pump);
		take_signals(process, pump);
	}
	drain(pump);
	terminal_restore(&pump->terminal);
	int status = process_finish(process);
	return pump->error ? tell_loss(run, pump) : status;
}
