/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "namespace.h"

#include <errno.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/namespace.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

const struct namespace_info namespaces[NAMESPACE_KINDS] = {
	[NAMESPACE_MNT] = { "mnt", "ns/mnt", "mount", 'm', CLONE_NEWNS, "the mount table",
			    "2.4.19" },
	[NAMESPACE_UTS] = { "uts", "ns/uts", "uts", 'u', CLONE_NEWUTS, "host and domain name",
			    "2.6.19" },
	[NAMESPACE_IPC] = { "ipc", "ns/ipc", "ipc", 'i', CLONE_NEWIPC,
			    "System V IPC, message queues", "2.6.19" },
	[NAMESPACE_NET] = { "net", "ns/net", "net", 'n', CLONE_NEWNET, "links, addresses, routes",
			    "2.6.29" },
	[NAMESPACE_PID] = { "pid", "ns/pid", "pid", 'p', CLONE_NEWPID, "process ids", "2.6.24" },
	[NAMESPACE_USER] = { "user", "ns/user", "user", 'U', CLONE_NEWUSER, "ids and capabilities",
			     "3.8" },
	[NAMESPACE_CGROUP] = { "cgroup", "ns/cgroup", "cgroup", 'C', CLONE_NEWCGROUP,
			       "the cgroup root", "4.6" },
	[NAMESPACE_TIME] = { "time", "ns/time", "time", 'T', CLONE_NEWTIME,
			     "monotonic and boot clocks", "5.6" },
};

char *namespace_list(char *text, size_t size, unsigned set)
{
	size_t used = 0;

	text[0] = '\0';
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		unsigned later = set >> kind >> 1;

		if (!(set & NAMESPACE_BIT(kind))) {
			continue;
		}
		used += (size_t)snprintf(text + used, size - used, "%s%s", namespaces[kind].name,
					 later == 0              ? ""
					 : (later & (later - 1)) ? ", "
								 : " and ");
		if (used >= size) {
			break;
		}
	}
	return text;
}

/* EINVAL does not say which kind the kernel lacks; its own list does. */
static int name_the_missing(struct run *run, unsigned set)
{
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		char path[40];

		snprintf(path, sizeof path, "/proc/self/ns/%s", namespaces[kind].name);
		if ((set & NAMESPACE_BIT(kind)) && access(path, F_OK) < 0 && errno == ENOENT) {
			return run_advise(
				run, "this kernel has no %s namespaces (they came with Linux %s)",
				namespaces[kind].name, namespaces[kind].since);
		}
	}
	return -1;
}

int namespace_make(struct run *run, unsigned set)
{
	char list[80];
	int flags = 0, last = 0;

	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		if (set & NAMESPACE_BIT(kind)) {
			flags |= namespaces[kind].clone_flag;
			last = kind;
		}
	}
	if (flags == 0) {
		return 0;
	}
	namespace_list(list, sizeof list, set);
	if ((set & (set - 1)) == 0) {
		run_step(run, "make a new %s namespace (%s)", list, namespaces[last].holds);
	} else {
		run_step(run, "make new %s namespaces", list);
	}
	if (kernel_unshare(run, flags) < 0) {
		return run->failure.error == EINVAL ? name_the_missing(run, set) : -1;
	}
	return 0;
}

int namespace_join(struct run *run, enum namespace_kind kind, int fd)
{
	return kernel_setns(run, fd, namespaces[kind].clone_flag);
}

int namespace_kind_of(int fd)
{
	int flag = ioctl(fd, NS_GET_NSTYPE);

	for (int kind = 0; flag > 0 && kind < NAMESPACE_KINDS; kind++) {
		if (namespaces[kind].clone_flag == flag) {
			return kind;
		}
	}
	errno = flag < 0 && errno != EINVAL ? errno : ENOTTY;
	return -1;
}

int namespace_identify(int fd, struct namespace_id *id)
{
	struct stat file;

	if (namespace_kind_of(fd) < 0 || fstat(fd, &file) < 0) {
		return -1;
	}
	*id = (struct namespace_id){ file.st_dev, file.st_ino };
	return 0;
}

bool namespace_is_same(struct namespace_id one, struct namespace_id other)
{
	return one.device == other.device && one.inode == other.inode;
}
