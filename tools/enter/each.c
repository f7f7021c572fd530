/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "each.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/process.h"
#include "process.h"
#include "target.h"
#include "text.h"

enum { AT_ONCE_MOST = 64, LINE = 4096 };

/* One that runs; its output comes through a pipe when it is to be tagged. */
struct slot {
	pid_t pid; /* 0: free */
	int fd;    /* -1: its output is not ours */
	char name[512];
	char line[LINE];
	size_t used;
};

struct each {
	struct run *run;
	const struct request *want;
	int (*enter)(struct run *, const struct request *);
	struct slot *slot;
	unsigned slots, running;
	int worst;
};

/* In the child, which has its own copy of all; it ends when we are asked to. */
static void run_child(const struct each *each, const struct slot *slot, int output_fd)
{
	struct request want = *each->want;
	int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null_fd < 0 || dup2(null_fd, STDIN_FILENO) < 0 ||
	    (output_fd >= 0 &&
	     (dup2(output_fd, STDOUT_FILENO) < 0 || dup2(output_fd, STDERR_FILENO) < 0))) {
		_exit(EXIT_TOOL_FAILED);
	}
	kernel_set_parent_death_signal(each->run, SIGTERM);
	want.target = slot->name;
	_exit(each->enter(each->run, &want));
}

static int begin(struct each *each, struct slot *slot, const char *name)
{
	int ends[2] = { -1, -1 }, pidfd;

	snprintf(slot->name, sizeof slot->name, "%s", name);
	run_step(each->run, "go into %s", name);
	if (each->want->tag && kernel_pipe(each->run, ends) < 0) {
		return -1;
	}
	slot->pid = each->run->dry ? 0 : kernel_fork(each->run, &pidfd);
	if (slot->pid < 0) {
		return -1;
	}
	if (slot->pid == 0 && !each->run->dry) {
		run_child(each, slot, ends[1]);
	}
	if (each->run->dry) {
		struct request want = *each->want;

		want.target = slot->name;
		each->enter(each->run, &want);
		each->run->failure.happened = false;
		return 0;
	}
	close(pidfd);
	if (ends[1] >= 0) {
		close(ends[1]);
	}
	slot->fd = ends[0];
	slot->used = 0;
	each->running++;
	return 0;
}

/* Prints the whole lines that are there, or all of it at the end, each behind its target's name. */
static void print_lines(struct slot *slot, bool ended)
{
	char name[1024];
	size_t done = 0;

	text_escape(name, sizeof name, slot->name);
	while (done < slot->used) {
		const char *start = slot->line + done;
		const char *end = memchr(start, '\n', slot->used - done);
		size_t length = end ? (size_t)(end - start) : slot->used - done;

		if (!end && !ended && slot->used < LINE) {
			break;
		}
		printf("%s: %.*s\n", name, (int)length, start);
		done += length + (end != NULL);
	}
	fflush(stdout);
	memmove(slot->line, slot->line + done, slot->used - done);
	slot->used -= done;
}

static void end(struct each *each, struct slot *slot)
{
	siginfo_t ended;

	if (slot->fd >= 0) {
		print_lines(slot, true);
		close(slot->fd);
		slot->fd = -1;
	}
	while (waitid(P_PID, (id_t)slot->pid, &ended, WEXITED) < 0 && errno == EINTR) {
	}
	int status = process_status(&ended);
	each->worst = status > each->worst ? status : each->worst;
	slot->pid = 0;
	each->running--;
}

static void read_output(struct each *each, struct slot *slot)
{
	ssize_t n = read(slot->fd, slot->line + slot->used, LINE - slot->used);

	if (n > 0) {
		slot->used += (size_t)n;
		print_lines(slot, false);
	} else if (n == 0 || errno != EINTR) {
		end(each, slot);
	}
}

static void wait_for_output(struct each *each)
{
	struct pollfd wait[AT_ONCE_MOST];

	for (unsigned i = 0; i < each->slots; i++) {
		wait[i].fd = each->slot[i].pid ? each->slot[i].fd : -1;
		wait[i].events = POLLIN;
	}
	if (poll(wait, each->slots, -1) <= 0) {
		return;
	}
	for (unsigned i = 0; i < each->slots; i++) {
		if (wait[i].fd >= 0 && wait[i].revents) {
			read_output(each, &each->slot[i]);
		}
	}
}

/* Until one has ended, so that its slot is free. */
static void wait_for_one(struct each *each)
{
	unsigned running = each->running;
	siginfo_t ended;

	while (each->want->tag && each->running == running) {
		wait_for_output(each);
	}
	if (each->want->tag || waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT) < 0) {
		return;
	}
	for (unsigned i = 0; i < each->slots; i++) {
		if (each->slot[i].pid == ended.si_pid) {
			end(each, &each->slot[i]);
		}
	}
}

static struct slot *free_slot(struct each *each)
{
	while (each->running == each->slots) {
		wait_for_one(each);
	}
	for (unsigned i = 0; i < each->slots; i++) {
		if (!each->slot[i].pid) {
			return &each->slot[i];
		}
	}
	return NULL;
}

int each_target(struct run *run, const struct request *want,
		int (*enter)(struct run *, const struct request *))
{
	struct each each = { .run = run, .want = want, .enter = enter };
	char name[512];
	int more;

	each.slots = want->parallel < 1 ? 1 : (unsigned)want->parallel;
	each.slot = calloc(each.slots, sizeof *each.slot);
	run_step(run, "read the list of targets");
	if (!each.slot) {
		run_refuse(run, "there is no memory");
		return run_failed(run);
	}
	while ((more = target_next(run, stdin, name, sizeof name)) > 0) {
		struct slot *slot = free_slot(&each);

		if (!slot || begin(&each, slot, name) < 0) {
			more = -1;
			break;
		}
	}
	while (each.running) {
		wait_for_one(&each);
	}
	free(each.slot);
	return more < 0 ? run_failed(run) : each.worst;
}
