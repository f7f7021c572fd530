/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_state.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/namespace.h"
#include "kernel/process.h"

/* The value behind "EVENT " in the text of cgroup.events, or -1. */
static int event_in(const char *text, const char *event)
{
	size_t length = strlen(event);

	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, event, length) == 0 && line[length] == ' ') {
			return line[length + 1] == '1';
		}
	}
	return -1;
}

int cgroup_event(struct run *run, const struct cgroup *cgroup, const char *event)
{
	char text[256];

	if (kernel_read_record(run, cgroup->fd, "cgroup.events", text, sizeof text) < 0) {
		return -1;
	}
	int value = event_in(text, event);
	return value < 0 ? run_refuse(run, "its cgroup.events has no '%s'", event) : value;
}

static long now_in_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* 1: the goal is reached; 0: not yet; -1: refused.  A group that is gone is empty and thawed. */
static int is_reached(struct run *run, int fd, const struct cgroup_goal *goal)
{
	char text[256];
	ssize_t length = pread(fd, text, sizeof text - 1, 0);

	if (length < 0 && errno == ENODEV) {
		return goal->value == 0 ? 1 : run_refuse(run, "the group is gone");
	}
	if (length < 0) {
		return run_refuse(run, "its cgroup.events cannot be read: %s",
				  strerrordesc_np(errno));
	}
	text[length] = '\0';
	return event_in(text, goal->event) == goal->value;
}

/* The removal of a group wakes nobody who polls its files: it has to be looked for. */
enum { LOOK_EVERY = 1000 };

static int wait_on(struct run *run, int fd, const struct cgroup_goal *goal)
{
	long end = now_in_milliseconds() + goal->milliseconds;
	struct pollfd events = { .fd = fd, .events = POLLPRI };
	int reached;

	while ((reached = is_reached(run, fd, goal)) == 0) {
		long left = goal->milliseconds < 0 ? -1 : end - now_in_milliseconds();

		if (goal->milliseconds >= 0 && left <= 0) {
			run_refuse(run, "it took more than %d ms", goal->milliseconds);
			errno = ETIMEDOUT;
			return -1;
		}
		int pause = left < 0 || left > LOOK_EVERY ? LOOK_EVERY : (int)left;
		if (poll(&events, 1, pause) < 0 && errno != EINTR) {
			return run_refuse(run, "poll: %s", strerrordesc_np(errno));
		}
	}
	return reached < 0 ? -1 : 0;
}

int cgroup_wait(struct run *run, const struct cgroup *cgroup, const struct cgroup_goal *goal)
{
	run_step(run, "wait until %s is %s%s", cgroup->path, goal->value ? "" : "not ",
		 goal->event);
	if (run->dry) {
		return 0;
	}
	int fd = kernel_open(run, cgroup->fd, "cgroup.events", O_RDONLY);
	if (fd < 0) {
		return -1;
	}
	int result = wait_on(run, fd, goal);
	int saved = errno;
	close(fd);
	errno = saved;
	return result;
}

static int refuse_root(struct run *run, const struct cgroup *cgroup, const char *what)
{
	if (faccessat(cgroup->fd, "cgroup.events", F_OK, 0) == 0 || run->dry) {
		return 0;
	}
	if (errno != ENOENT) {
		return run_refuse_errno(run, "%s cannot be looked at", cgroup->path);
	}
	return run_refuse(run, "%s is the root of the tree, which cannot be %s", cgroup->path,
			  what);
}

/* Neither cgroup.freeze nor cgroup.kill is among the files that are delegated. */
static int order(struct run *run, const struct cgroup *cgroup, const char *file, const char *value)
{
	if (kernel_write_file(run, cgroup->fd, file, value) == 0) {
		return 0;
	}
	return run->failure.error == EACCES
		       ? run_advise(run,
				    "this is up to who is above the group; who was given it can "
				    "do so with groups below it")
		       : -1;
}

static int advise_patience(struct run *run, const char *what)
{
	return run_advise(run,
			  "a process that waits for a disk or another machine (state D in "
			  "cns-cgctl ps) %s only when that answers",
			  what);
}

/* Freezes or thaws, and waits for it.  When the time is over, cgroup.freeze is as before. */
static int reach(struct run *run, const struct cgroup *cgroup, const struct cgroup_goal *goal)
{
	char before[8];

	if (refuse_root(run, cgroup, goal->value ? "frozen" : "thawed") < 0 ||
	    kernel_read_record(run, cgroup->fd, "cgroup.freeze", before, sizeof before) < 0 ||
	    order(run, cgroup, "cgroup.freeze", goal->value ? "1" : "0") < 0) {
		return -1;
	}
	if (cgroup_wait(run, cgroup, goal) == 0) {
		return 0;
	}
	if (errno == ETIMEDOUT && goal->value) {
		advise_patience(run, "stops");
	} else if (errno == ETIMEDOUT) {
		run_advise(run, "a group above it may be frozen, which freezes all below it");
	}
	run_step(run, "set it back to what it was");
	kernel_write_file(run, cgroup->fd, "cgroup.freeze", *before == '1' ? "1" : "0");
	return -1;
}

int cgroup_freeze(struct run *run, const struct cgroup *cgroup, int milliseconds)
{
	const struct cgroup_goal frozen = { "frozen", 1, milliseconds };

	run_step(run, "freeze the cgroup %s", cgroup->path);
	return reach(run, cgroup, &frozen);
}

int cgroup_thaw(struct run *run, const struct cgroup *cgroup, int milliseconds)
{
	const struct cgroup_goal thawed = { "frozen", 0, milliseconds };

	run_step(run, "thaw the cgroup %s", cgroup->path);
	return reach(run, cgroup, &thawed);
}

int cgroup_pids_read(struct run *run, const struct cgroup *cgroup, const char *file,
		     struct cgroup_pids *pids)
{
	size_t room = 0;
	int pid;

	*pids = (struct cgroup_pids){ 0 };
	int fd = kernel_open(run, cgroup->fd, file, O_RDONLY);
	if (fd < 0) {
		return -1;
	}
	FILE *stream = fdopen(fd, "r");
	if (!stream) {
		close(fd);
		return run_refuse(run, "no memory for the list of processes");
	}
	while (fscanf(stream, "%d", &pid) == 1) {
		if (pids->count == room) {
			room = room ? room * 2 : 64;
			pid_t *grown = reallocarray(pids->item, room, sizeof *pids->item);
			if (!grown) {
				fclose(stream);
				return run_refuse(run, "no memory for the list of processes");
			}
			pids->item = grown;
		}
		pids->item[pids->count++] = pid;
	}
	int failed = ferror(stream) ? errno : 0;
	fclose(stream);
	if (failed && failed != ENODEV) {
		errno = failed;
		return run_refuse_errno(run, "%s cannot be read", file);
	}
	return 0;
}

int cgroup_members_read(struct run *run, const struct cgroup *cgroup, struct cgroup_pids *pids)
{
	if (cgroup_pids_read(run, cgroup, "cgroup.procs", pids) == 0) {
		return 0;
	}
	if (run->failure.error != EOPNOTSUPP) {
		return -1;
	}
	run_forgive(run);
	cgroup_pids_free(pids);
	return cgroup_pids_read(run, cgroup, "cgroup.threads", pids) < 0 ? -1 : 1;
}

void cgroup_pids_free(struct cgroup_pids *pids)
{
	free(pids->item);
	*pids = (struct cgroup_pids){ 0 };
}

/* Asked of a process that has meanwhile ended, a signal is as good as delivered. */
static int signal_one(struct run *run, pid_t pid, int signal)
{
	int pidfd = pid > 0 ? kernel_pidfd_open(run, pid) : -1;
	int result = pidfd < 0 ? -1 : kernel_pidfd_send_signal(run, pidfd, signal);

	if (pidfd >= 0) {
		close(pidfd);
	}
	if (pid <= 0) {
		return run_refuse(run, "a process of another PID namespace is in it");
	}
	if (result < 0 && run->failure.error == ESRCH) {
		run_forgive(run);
		return 0;
	}
	return result < 0 ? -1 : 1;
}

/* A threaded group does not tell its processes (cgroups(7)): the domain above it does. */
static int signal_group(struct run *run, const struct cgroup_tree *tree,
			const struct cgroup_entry *entry, int signal)
{
	struct cgroup_pids pids = { 0 };
	struct cgroup group;
	int sent = 0;

	if (cgroup_open_path(run, tree, entry->path, &group) < 0) {
		return -1;
	}
	int result = cgroup_pids_read(run, &group, "cgroup.procs", &pids);
	cgroup_close(&group);
	if (result < 0 && entry->depth > 0 && run->failure.error == EOPNOTSUPP) {
		run_forgive(run);
		result = 0;
	}
	for (size_t i = 0; result >= 0 && i < pids.count; i++) {
		result = signal_one(run, pids.item[i], signal);
		sent += result > 0;
	}
	cgroup_pids_free(&pids);
	return result < 0 ? -1 : sent;
}

int cgroup_signal(struct run *run, const struct cgroup_tree *tree, const struct cgroup *cgroup,
		  int signal)
{
	struct cgroup_list list;
	int sent = 0;

	if (cgroup_list_read(run, tree, cgroup->path, UINT_MAX, &list) < 0) {
		return -1;
	}
	run_step(run, "signal every process of %s and below it", cgroup->path);
	for (size_t i = 0; sent >= 0 && i < list.count; i++) {
		int result = signal_group(run, tree, &list.item[i], signal);

		sent = result < 0 ? -1 : sent + result;
	}
	cgroup_list_free(&list);
	return sent;
}

/* Before Linux 5.14: frozen, nobody can fork while the list is worked through. */
static int kill_each(struct run *run, const struct cgroup_tree *tree, const struct cgroup *cgroup,
		     int milliseconds)
{
	if (cgroup_freeze(run, cgroup, milliseconds) < 0) {
		return -1;
	}
	int sent = cgroup_signal(run, tree, cgroup, SIGKILL);
	run_step(run, "thaw it, so that they end");
	if (kernel_write_file(run, cgroup->fd, "cgroup.freeze", "0") < 0) {
		return -1;
	}
	return sent < 0 ? -1 : 0;
}

int cgroup_kill(struct run *run, const struct cgroup_tree *tree, const struct cgroup *cgroup,
		int milliseconds)
{
	const struct cgroup_goal empty = { "populated", 0, milliseconds };

	run_step(run, "kill every process of %s and below it", cgroup->path);
	if (refuse_root(run, cgroup, "killed") < 0) {
		return -1;
	}
	int result = order(run, cgroup, "cgroup.kill", "1");
	if (result < 0 && run->failure.error == ENOENT) {
		run_forgive(run);
		result = kill_each(run, tree, cgroup, milliseconds);
	}
	if (result < 0 && run->failure.error == EOPNOTSUPP) {
		return run_advise(run, "it is a threaded group, and only whole processes can be "
				       "killed: kill the domain above it");
	}
	if (result == 0 && cgroup_wait(run, cgroup, &empty) < 0) {
		result = errno == ETIMEDOUT ? advise_patience(run, "ends") : -1;
	}
	return result < 0 ? -1 : 0;
}
