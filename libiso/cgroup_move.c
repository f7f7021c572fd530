/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_move.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cgroup_make.h"
#include "cgroup_state.h"
#include "kernel/file.h"

/* The rules of version 2 for who may be where, each with its errno (cgroup-v2, "Organizing"). */
int cgroup_advise_move(struct run *run, const struct cgroup *group)
{
	switch (run->failure.error) {
	case EBUSY:
		return run_advise(run,
				  "%s passes controllers on to its children, so it can have no "
				  "processes itself; a group below it can",
				  group->path);
	case EOPNOTSUPP:
		return run_advise(run,
				  "%s is in a threaded part of the tree that is not valid for "
				  "whole processes, or for threads of another part; see its "
				  "cgroup.type",
				  group->path);
	case EACCES:
		return run_advise(run,
				  "moving needs the right to write cgroup.procs of this group and "
				  "of the nearest group above both it and the one left");
	default: return -1;
	}
}

int cgroup_move_process(struct run *run, const struct cgroup *to, pid_t pid)
{
	run_step(run, "move process %d into %s", pid, to->path);
	if (cgroup_attach(run, to, pid) == 0) {
		return 0;
	}
	return run->failure.error == EINVAL
		       ? run_advise(run, "threads of the kernel stay in the root")
		       : cgroup_advise_move(run, to);
}

int cgroup_move_thread(struct run *run, const struct cgroup *to, pid_t thread)
{
	char text[24];

	run_step(run, "move thread %d into %s", thread, to->path);
	snprintf(text, sizeof text, "%d", thread);
	return kernel_write_file(run, to->fd, "cgroup.threads", text) < 0
		       ? cgroup_advise_move(run, to)
		       : 0;
}

struct pids {
	pid_t *item;
	size_t count;
};

static int add(struct run *run, struct pids *pids, pid_t pid)
{
	pid_t *grown = reallocarray(pids->item, pids->count + 1, sizeof *grown);

	if (!grown) {
		return run_refuse(run, "no memory for the list of processes");
	}
	pids->item = grown;
	pids->item[pids->count++] = pid;
	return 0;
}

/* The children of one thread (CONFIG_PROC_CHILDREN); none when it has ended. */
static int add_children_of(struct run *run, struct pids *pids, int task_fd, const char *thread)
{
	char path[NAME_MAX + 16];
	int result = 0, child;

	snprintf(path, sizeof path, "%s/children", thread);
	int fd = openat(task_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return 0;
	}
	FILE *stream = fdopen(fd, "r");
	if (!stream) {
		close(fd);
		return run_refuse(run, "no memory for the list of processes");
	}
	while (result == 0 && fscanf(stream, "%d", &child) == 1) {
		result = add(run, pids, child);
	}
	fclose(stream);
	return result;
}

static int add_children(struct run *run, struct pids *pids, pid_t pid)
{
	char path[32];
	const struct dirent *entry;
	int result = 0;

	if (access("/proc/thread-self/children", F_OK) < 0) {
		return run_refuse(run, "this kernel does not list children (CONFIG_PROC_CHILDREN)");
	}
	snprintf(path, sizeof path, "/proc/%d/task", pid);
	DIR *tasks = opendir(path);
	while (tasks && result == 0 && (entry = readdir(tasks))) {
		if (entry->d_name[0] != '.') {
			result = add_children_of(run, pids, dirfd(tasks), entry->d_name);
		}
	}
	if (tasks) {
		closedir(tasks);
	}
	return result;
}

int cgroup_move_tree(struct run *run, const struct cgroup *to, pid_t root)
{
	struct pids pids = { 0 };
	int result = add(run, &pids, root);

	for (size_t i = 0; result == 0 && i < pids.count; i++) {
		result = cgroup_move_process(run, to, pids.item[i]);
		if (result < 0 && i > 0 && run->failure.error == ESRCH) {
			run_forgive(run);
			result = 0;
			continue;
		}
		result = result < 0 ? -1 : add_children(run, &pids, pids.item[i]);
	}
	free(pids.item);
	return result;
}

static int move_listed(struct run *run, const struct cgroup *to, const struct cgroup_pids *pids,
		       int (*move)(struct run *, const struct cgroup *, pid_t))
{
	for (size_t i = 0; i < pids->count; i++) {
		if (pids->item[i] <= 0) {
			return run_refuse(run, "a process of another PID namespace is in it");
		}
		if (move(run, to, pids->item[i]) == 0) {
			continue;
		}
		if (run->failure.error != ESRCH) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

/* A process that forks while it is moved leaves a child behind for the next round. */
int cgroup_move_all(struct run *run, const struct cgroup *from, const struct cgroup *to)
{
	enum { ROUNDS = 10000 };
	struct cgroup_pids pids;
	size_t left = 1;

	for (int i = 0; i < ROUNDS && left > 0; i++) {
		run_step(run, "list the processes of %s", from->path);
		int are_threads = cgroup_members_read(run, from, &pids);
		if (are_threads < 0) {
			return -1;
		}
		left = run->dry ? 0 : pids.count;
		int result = move_listed(run, to, &pids,
					 are_threads ? cgroup_move_thread : cgroup_move_process);
		cgroup_pids_free(&pids);
		if (result < 0) {
			return -1;
		}
	}
	return left ? run_refuse(run, "its processes fork faster than they can be moved") : 0;
}
