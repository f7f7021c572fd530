/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "outside.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/process.h"

/* What the helper can be asked. */
enum word { WORD_MAPS = 'm', WORD_FILES = 'f', WORD_COMMIT = 'c', WORD_UNDO = 'u' };

static int write_maps(struct run *run, struct outside *outside, pid_t pid)
{
	for (int kind = 0; kind < IDMAP_KINDS; kind++) {
		const struct idmap *map = &outside->maps[kind];
		int result = map->count == 0     ? 0
			     : outside->delegate ? idmap_delegate(run, pid, kind, map)
						 : idmap_write(run, pid, kind, map);

		if (result < 0) {
			return -1;
		}
	}
	return 0;
}

static void do_word(struct run *run, struct outside *outside, enum word word, pid_t pid)
{
	switch (word) {
	case WORD_MAPS: write_maps(run, outside, pid); break;
	case WORD_FILES: persist_bind(run, pid, outside->files); break;
	case WORD_UNDO: persist_undo(run, outside->files); break;
	case WORD_COMMIT: break;
	}
}

static int refuse_socket(struct run *run, const char *what, int error)
{
	return run_refuse(run, "%s: %s (%s)", what, strerrordesc_np(error), strerrorname_np(error));
}

/* A packet goes whole or not at all. */
static ssize_t say(int socket_fd, const void *what, size_t size)
{
	ssize_t n;

	do {
		n = send(socket_fd, what, size, MSG_NOSIGNAL);
	} while (n < 0 && errno == EINTR);
	return n;
}

/* The helper's whole life; pid is the process that makes the namespaces. */
static void serve(struct run *run, struct outside *outside, int socket_fd, pid_t pid)
{
	bool committed = false;
	char word;

	for (ssize_t n; (n = read(socket_fd, &word, 1)) != 0;) {
		if (n < 0) {
			if (errno != EINTR) {
				break;
			}
			continue;
		}
		do_word(run, outside, word, pid);
		committed = word == WORD_COMMIT;
		if (say(socket_fd, &run->failure, sizeof run->failure) < 0) {
			/* Who asked does not know that it was done, and gives up. */
			committed = false;
			break;
		}
		run->failure = (struct failure){ 0 };
	}
	if (!committed) {
		persist_undo(run, outside->files);
	}
	_exit(EXIT_SUCCESS);
}

/* It outlives the fork of a command that we become ourselves; so it must not be its child. */
static void detach_and_serve(struct run *run, struct outside *outside, int socket_fd, pid_t pid)
{
	int pidfd;
	pid_t child = kernel_fork(run, &pidfd);

	if (child > 0) {
		_exit(EXIT_SUCCESS);
	}
	if (child == 0) {
		serve(run, outside, socket_fd, pid);
	}
	say(socket_fd, &run->failure, sizeof run->failure);
	_exit(EXIT_TOOL_FAILED);
}

static void reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
	}
}

int outside_begin(struct run *run, struct outside *outside)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	pid_t self = getpid();
	int ends[2], pidfd;

	run_step(run, "fork a helper that stays outside of the new namespaces");
	outside->socket_fd = -1;
	if (run->dry) {
		return 0;
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
		return refuse_socket(run, "no pair of sockets can be made", errno);
	}
	outside->pid = kernel_fork(run, &pidfd);
	if (outside->pid == 0) {
		close(ends[0]);
		/* A terminal's signals end us, not it: it has to take back first. */
		for (int signal = 1; signal < 32; signal++) {
			if (signal != SIGCHLD) {
				sigaction(signal, &ignore, NULL);
			}
		}
		if (outside->keeps) {
			detach_and_serve(run, outside, ends[1], self);
		}
		serve(run, outside, ends[1], self);
	}
	close(ends[1]);
	outside->socket_fd = ends[0];
	if (outside->pid < 0) {
		return -1;
	}
	close(pidfd);
	if (outside->keeps) {
		reap(outside->pid);
	}
	return 0;
}

static int ask(struct run *run, struct outside *outside, enum word word)
{
	struct failure answer;
	char letter = (char)word;
	ssize_t n;

	if (run->dry) {
		do_word(run, outside, word, getpid());
		return run->failure.happened ? -1 : 0;
	}
	/* One that has ended may have left word why. */
	if (say(outside->socket_fd, &letter, 1) < 0 && errno != EPIPE) {
		return refuse_socket(run, "the helper outside cannot be asked", errno);
	}
	do {
		n = recv(outside->socket_fd, &answer, sizeof answer, 0);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		return refuse_socket(run, "the helper outside does not answer", errno);
	}
	if (n != sizeof answer) {
		return run_refuse(run, "the helper outside has ended");
	}
	if (answer.happened) {
		run->failure = answer;
		return -1;
	}
	return 0;
}

/* Without files to keep, the maps are all it is for. */
static void dismiss(struct outside *outside)
{
	close(outside->socket_fd);
	outside->socket_fd = -1;
	reap(outside->pid);
}

int outside_write_maps(struct run *run, struct outside *outside)
{
	int result = ask(run, outside, WORD_MAPS);

	if (!outside->keeps && !run->dry) {
		dismiss(outside);
	}
	return result;
}

int outside_keep_files(struct run *run, struct outside *outside)
{
	return ask(run, outside, WORD_FILES);
}

int outside_commit(struct run *run, struct outside *outside)
{
	return ask(run, outside, WORD_COMMIT);
}

void outside_undo(struct outside *outside)
{
	struct run quiet = { .tool = "" };

	if (outside->socket_fd >= 0) {
		ask(&quiet, outside, WORD_UNDO);
	}
}

void outside_leave(struct outside *outside)
{
	if (outside->socket_fd >= 0) {
		close(outside->socket_fd);
		outside->socket_fd = -1;
	}
}
