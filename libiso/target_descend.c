/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "target_descend.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "namespace.h"

enum { DEPTH_MAX = 32 };

/* Reads a file of a process without a word: processes come and go while one looks. */
static bool read_quietly(int proc_fd, const char *path, char *text, size_t size)
{
	int fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0) {
		close(fd);
	}
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* The only child of a process, or the first one of ours; 0: none, or none of them is meant. */
static pid_t child_of(int proc_fd, pid_t pid)
{
	char path[64], list[4096], name[32];
	int child = 0, end = 0;

	snprintf(path, sizeof path, "%d/task/%d/children", pid, pid);
	if (!read_quietly(proc_fd, path, list, sizeof list) ||
	    sscanf(list, "%d %n", &child, &end) != 1) {
		return 0;
	}
	snprintf(path, sizeof path, "%d/comm", pid);
	bool ours = read_quietly(proc_fd, path, name, sizeof name) && strncmp(name, "cns-", 4) == 0;

	return ours || list[end] == '\0' ? child : 0;
}

static bool is_same_file(int proc_fd, pid_t one, pid_t other, const char *name)
{
	char path[64];
	struct stat first, second;

	snprintf(path, sizeof path, "%d/%s", one, name);
	if (fstatat(proc_fd, path, &first, 0) < 0) {
		return true;
	}
	snprintf(path, sizeof path, "%d/%s", other, name);
	return fstatat(proc_fd, path, &second, 0) < 0 ||
	       (first.st_dev == second.st_dev && first.st_ino == second.st_ino);
}

static bool is_another_world(int proc_fd, pid_t one, pid_t other)
{
	char name[24];

	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		snprintf(name, sizeof name, "ns/%s", namespaces[kind].name);
		if (!is_same_file(proc_fd, one, other, name)) {
			return true;
		}
	}
	return !is_same_file(proc_fd, one, other, "root");
}

static bool is_member(int proc_fd, const struct target_search *search, pid_t pid)
{
	char path[32], cgroups[8192];

	snprintf(path, sizeof path, "%d/cgroup", pid);
	return read_quietly(proc_fd, path, cgroups, sizeof cgroups) &&
	       target_is_member(search, cgroups);
}

pid_t target_descend(struct run *run, int proc_fd, const struct target_search *search, pid_t pid)
{
	for (int depth = 0; depth < DEPTH_MAX; depth++) {
		pid_t child = child_of(proc_fd, pid);

		if (child <= 0 || !is_member(proc_fd, search, child) ||
		    !is_another_world(proc_fd, pid, child)) {
			break;
		}
		run_note(run, "process %d only waits for %d, which is further inside", pid, child);
		pid = child;
	}
	return pid;
}
