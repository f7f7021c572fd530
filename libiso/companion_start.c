/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Theory of operation.  The process is forked first and waits for a word; its record is made; then
 * it gets the word and does its work, and says when it is ready.  So at no time does it do
 * anything without a record, and when its starter is killed in between it ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "companion.h"
#include "companion_record.h"
#include "companion_watch.h"
#include "kernel/file.h"
#include "kernel/process.h"

enum { READY_MS = 30000 };

struct wires {
	int go[2], report[2]; /* to the new process, and from it */
};

void companion_report(const struct companion_life *life, const char *failure)
{
	char text[400];

	snprintf(text, sizeof text, "%c%s", failure ? '-' : '+', failure ? failure : "");
	while (write(life->report_fd, text, strlen(text)) < 0 && errno == EINTR) {
	}
	close(life->report_fd);
}

static int compare(const void *one, const void *other)
{
	return *(const int *)one - *(const int *)other;
}

/* All descriptors but these: one of a lock would hold it, one of a namespace keep that alive. */
static void close_others(struct run *run, int *kept, size_t count)
{
	unsigned first = STDERR_FILENO + 1;

	qsort(kept, count, sizeof *kept, compare);
	for (size_t i = 0; i < count; i++) {
		if (kept[i] >= (int)first) {
			if (kept[i] > (int)first) {
				kernel_close_range(run, first, (unsigned)kept[i] - 1, 0);
			}
			first = (unsigned)kept[i] + 1;
		}
	}
	kernel_close_range(run, first, ~0u, 0);
}

static void handle(int signal, void (*how)(int))
{
	struct sigaction action = { .sa_handler = how };

	sigaction(signal, &action, NULL);
}

static void leave_the_starter(struct run *run)
{
	sigset_t none;
	int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	run->explain = false;
	kernel_setsid(run);
	sigemptyset(&none);
	handle(SIGPIPE, SIG_IGN);
	handle(SIGHUP, SIG_DFL);
	handle(SIGINT, SIG_DFL);
	handle(SIGCHLD, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		dup2(null_fd, fd);
	}
	(void)!chdir("/");
}

static ssize_t read_all(int fd, char *text, size_t size)
{
	ssize_t length;

	while ((length = read(fd, text, size)) < 0 && errno == EINTR) {
	}
	return length;
}

static _Noreturn void live(struct run *run, const struct wires *wires, struct companion *self,
			   const struct companion_work *work)
{
	struct companion_life life = { wires->report[1], -1, self };
	int kept[8] = { wires->go[0], wires->report[1] };
	char word;

	memcpy(kept + 2, work->fds, work->fd_count * sizeof kept[0]);
	leave_the_starter(run);
	close_others(run, kept, 2 + work->fd_count);
	if (read_all(wires->go[0], &word, 1) != 1) {
		_exit(0);
	}
	close(wires->go[0]);
	self->pid = getpid();
	self->started = companion_start_time(self->pid);
	life.watch_fd = companion_watch(self->name);
	_exit(work->work(run, &life, work->context));
}

/* Waits for "+", or for "-" and why it could not get ready. */
static int hear(struct run *run, const struct companion *companion, int report_fd)
{
	struct pollfd said = { .fd = report_fd, .events = POLLIN };
	char text[400];
	int ready;

	run_step(run, "wait until the process %d (%s) of %s is ready", companion->pid,
		 companion->kind, companion->name);
	while ((ready = poll(&said, 1, READY_MS)) < 0 && errno == EINTR) {
	}
	if (ready == 0) {
		return run_refuse(run, "it is not ready after %d seconds", READY_MS / 1000);
	}
	ssize_t length = read_all(report_fd, text, sizeof text - 1);
	text[length > 0 ? length : 0] = '\0';
	if (text[0] == '+') {
		return 0;
	}
	return run_refuse(run, "%s", text[0] == '-' ? text + 1 : "it ended");
}

/* It may have ended meanwhile: that is a failure, and no reason for us to end by SIGPIPE. */
static int wake(struct run *run, const struct companion *companion, int go_fd)
{
	ssize_t sent;

	run_step(run, "let the process %d (%s) of %s begin", companion->pid, companion->kind,
		 companion->name);
	while ((sent = send(go_fd, "!", 1, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
	}
	return sent == 1 ? 0 : run_refuse_errno(run, "it does not hear us");
}

static int note_ready(struct run *run, const struct state *state, struct companion *companion)
{
	char name[NAME_MAX], text[1024];

	companion->ready = true;
	companion_record_name(companion, name, sizeof name);
	companion_record_text(companion, text, sizeof text);
	run_step(run, "record that it is ready");
	return state_replace(run, state, name, text);
}

static int let_live(struct run *run, const struct state *state, struct companion *companion,
		    const struct wires *wires)
{
	char name[NAME_MAX], text[1024];

	companion->started = companion_start_time(companion->pid);
	companion_record_name(companion, name, sizeof name);
	companion_record_text(companion, text, sizeof text);
	run_step(run, "record the process %d (%s) of %s", companion->pid, companion->kind,
		 companion->name);
	if (state_make(run, state, name, text) < 0) {
		return -1;
	}
	if (wake(run, companion, wires->go[1]) < 0 || hear(run, companion, wires->report[0]) < 0 ||
	    note_ready(run, state, companion) < 0) {
		struct run undo = *run;

		undo.failure = (struct failure){ 0 };
		companion_end(&undo, state, companion);
		return -1;
	}
	return 0;
}

static int make_wires(struct run *run, struct wires *wires)
{
	/* No pipe: what is written to one whose reader has ended is a SIGPIPE, which is blocked
	 * here, and comes when it is not. */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, wires->go) < 0) {
		return run_refuse_errno(run, "there is no way to talk to it");
	}
	if (pipe2(wires->report, O_CLOEXEC) < 0) {
		close(wires->go[0]);
		close(wires->go[1]);
		return run_refuse_errno(run, "there is no way to hear it");
	}
	return 0;
}

int companion_start(struct run *run, const struct state *state, struct companion *companion,
		    const struct companion_work *work)
{
	struct wires wires;
	int pidfd = -1;

	run_step(run, "start a process (%s) that stays with %s", companion->kind, companion->name);
	if (run->dry) {
		return 0;
	}
	if (make_wires(run, &wires) < 0) {
		return -1;
	}
	companion->pid = kernel_fork(run, &pidfd);
	if (companion->pid == 0) {
		live(run, &wires, companion, work);
	}
	close(wires.go[0]);
	close(wires.report[1]);
	int result = companion->pid < 0 ? -1 : let_live(run, state, companion, &wires);
	close(wires.go[1]);
	close(wires.report[0]);
	if (pidfd >= 0) {
		close(pidfd);
	}
	if (result < 0 && companion->pid > 0) {
		waitpid(companion->pid, NULL, 0);
	}
	return result;
}

void companion_leave(struct run *run, const char *folder, const struct companion *companion)
{
	struct record_list ports;
	struct state state;
	char name[NAME_MAX], start[NAME_MAX];

	run->failure = (struct failure){ 0 };
	if (state_open_at(run, &state, folder, STATE_IF_THERE) < 0) {
		return;
	}
	snprintf(start, sizeof start, "%s:%llu:", companion->kind,
		 (unsigned long long)companion->namespace_id);
	if (state_read(run, &state, start, &ports) == 0) {
		for (size_t i = 0; i < ports.count; i++) {
			state_remove(run, &state, ports.record[i].name);
		}
		record_list_free(&ports);
	}
	if (strcmp(companion->kind, COMPANION_FORWARD) == 0) {
		snprintf(name, sizeof name, "socket:%llu",
			 (unsigned long long)companion->namespace_id);
		state_remove(run, &state, name);
	}
	companion_record_name(companion, name, sizeof name);
	state_remove(run, &state, name);
	state_close(run, &state);
}
