/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "namespace_number.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel/namespace.h"
#include "mountinfo.h"
#include "text.h"

#ifndef NS_GET_ID
#define NS_GET_ID _IOR(0xb7, 13, uint64_t)
#endif

int namespace_number_of(int fd, uint64_t *number)
{
	return ioctl(fd, NS_GET_ID, number);
}

static bool has_numbers(void)
{
	uint64_t number;
	int fd = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	bool has = fd >= 0 && namespace_number_of(fd, &number) == 0;

	if (fd >= 0) {
		close(fd);
	}
	return has;
}

/* Opens a file if it is the one. */
static int open_if(int at_fd, const char *path, uint64_t wanted)
{
	uint64_t number;
	int fd = openat(at_fd, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd >= 0 && (namespace_number_of(fd, &number) < 0 || number != wanted)) {
		close(fd);
		return -1;
	}
	return fd;
}

static int open_of_process(int proc_fd, const char *pid, uint64_t wanted)
{
	char path[64];
	int fd = -1;

	for (int kind = 0; kind < NAMESPACE_KINDS && fd < 0; kind++) {
		snprintf(path, sizeof path, "%.20s/ns/%s", pid, namespaces[kind].name);
		fd = open_if(proc_fd, path, wanted);
	}
	return fd;
}

static int find_in_processes(uint64_t wanted)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	int fd = -1;

	while (proc && fd < 0 && (entry = readdir(proc))) {
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') {
			fd = open_of_process(dirfd(proc), entry->d_name, wanted);
		}
	}
	if (proc) {
		closedir(proc);
	}
	return fd;
}

static int find_in_mounts(struct run *run, uint64_t wanted)
{
	struct mountinfo mounts;
	int fd = -1;

	if (mountinfo_open(run, -1, &mounts) < 0) {
		return -1;
	}
	while (fd < 0 && mountinfo_next(&mounts)) {
		if (strcmp(mounts.type, "nsfs") == 0) {
			fd = open_if(AT_FDCWD, mounts.point, wanted);
		}
	}
	mountinfo_close(&mounts);
	return fd;
}

static int refuse_without_numbers(struct run *run)
{
	struct utsname system;

	uname(&system);
	run_refuse(run, "this kernel gives namespaces no numbers");
	return run_advise(run,
			  "they came with Linux 6.18, and this is %s; /proc/PID/ns/KIND and "
			  "PIDs name namespaces everywhere",
			  system.release);
}

int namespace_number_open(struct run *run, const char *text)
{
	uint64_t number;

	run_step(run, "open the namespace of the number %s", text);
	if (text_to_number(text, UINT64_MAX, &number) < 0 || number == 0) {
		return run_refuse(run, "a number from 1 was expected after the colon, and ./: "
				       "before a file's name that begins with one");
	}
	if (!has_numbers()) {
		return refuse_without_numbers(run);
	}
	int fd = kernel_open_namespace(run, number);
	if (fd >= 0 || (errno != ESTALE && errno != EOPNOTSUPP && errno != EPERM)) {
		return fd;
	}
	run_forgive(run);
	run_step(run, "look for it among the namespaces of processes, and those that are mounted");
	fd = find_in_processes(number);
	if (fd < 0) {
		fd = find_in_mounts(run, number);
	}
	if (fd < 0 && !run->failure.happened) {
		run_refuse(run,
			   "no process that can be seen is in it, and its file is not mounted");
		run_advise(run, "one that only a descriptor or a socket holds can be opened by its "
				"number since Linux 6.19");
	}
	return fd;
}
