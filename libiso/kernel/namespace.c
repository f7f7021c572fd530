/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/namespace.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/notation.h"

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif

/* In strace's order. */
static const struct notation_flag clone_flags[] = {
	{ CLONE_NEWTIME, "CLONE_NEWTIME" },
	{ CLONE_NEWNS, "CLONE_NEWNS" },
	{ CLONE_NEWCGROUP, "CLONE_NEWCGROUP" },
	{ CLONE_NEWUTS, "CLONE_NEWUTS" },
	{ CLONE_NEWIPC, "CLONE_NEWIPC" },
	{ CLONE_NEWUSER, "CLONE_NEWUSER" },
	{ CLONE_NEWPID, "CLONE_NEWPID" },
	{ CLONE_NEWNET, "CLONE_NEWNET" },
	{ 0, NULL },
};

int kernel_unshare(struct run *run, int flags)
{
	char text[160];

	run_announce(run, "unshare(%s)",
		     notation_flags(text, sizeof text, (unsigned)flags, clone_flags));
	return run->dry ? 0 : (int)run_judge(run, unshare(flags));
}

int kernel_setns(struct run *run, int fd, int flags)
{
	struct notation_fd file;
	char text[160];

	run_announce(run, "setns(%s, %s)", notation_fd(&file, run, fd),
		     notation_flags(text, sizeof text, (unsigned)flags, clone_flags));
	return run->dry ? 0 : (int)run_judge(run, setns(fd, flags));
}

int kernel_pidfd_open(struct run *run, pid_t pid)
{
	run_announce(run, "pidfd_open(%d, 0)", pid);
	return (int)run_judge(run, syscall(SYS_pidfd_open, pid, 0));
}

int kernel_namespace_relative(struct run *run, int fd, unsigned request)
{
	struct notation_fd file;

	run_announce(run, "ioctl(%s, %s)", notation_fd(&file, run, fd),
		     request == NS_GET_USERNS ? "NS_GET_USERNS" : "NS_GET_PARENT");
	return (int)run_judge(run, ioctl(fd, request));
}

int kernel_pidfd_getfd(struct run *run, int pidfd, int fd)
{
	struct notation_fd process;

	run_announce(run, "pidfd_getfd(%s, %d, 0)", notation_fd(&process, run, pidfd), fd);
	return (int)run_judge(run, syscall(SYS_pidfd_getfd, pidfd, fd, 0));
}

int kernel_socket_namespace(struct run *run, int socket_fd)
{
	struct notation_fd socket;

	run_announce(run, "ioctl(%s, SIOCGSKNS)", notation_fd(&socket, run, socket_fd));
	return (int)run_judge(run, ioctl(socket_fd, SIOCGSKNS));
}

/* As linux/exportfs.h and linux/nsfs.h of later kernels have it. */
enum { NSFS_ROOT = -10003, NSFS_HANDLE_TYPE = 0xf1 };
struct nsfs_handle {
	uint64_t number;
	uint32_t type, inode; /* zero: whatever it is */
};

int kernel_open_namespace(struct run *run, uint64_t number)
{
	const struct nsfs_handle wanted = { .number = number };
	union {
		struct file_handle head;
		char bytes[sizeof(struct file_handle) + sizeof wanted];
	} handle = { .head = { .handle_bytes = sizeof wanted, .handle_type = NSFS_HANDLE_TYPE } };
	char digits[4 * sizeof wanted + 1] = "";

	memcpy(handle.bytes + sizeof handle.head, &wanted, sizeof wanted);
	for (size_t i = 0; i < sizeof wanted; i++) {
		snprintf(digits + 4 * i, 5, "\\x%02x", handle.bytes[sizeof handle.head + i] & 0xff);
	}
	run_announce(run,
		     "open_by_handle_at(%d, {handle_bytes=%zu, handle_type=%d, f_handle=\"%s\"}, "
		     "O_RDONLY|O_CLOEXEC)",
		     NSFS_ROOT, sizeof wanted, NSFS_HANDLE_TYPE, digits);
	return (int)run_judge(run,
			      open_by_handle_at(NSFS_ROOT, &handle.head, O_RDONLY | O_CLOEXEC));
}

int kernel_sethostname(struct run *run, const char *name)
{
	struct notation_text text;

	run_announce(run, "sethostname(%s, %zu)", notation_text(&text, name), strlen(name));
	return run->dry ? 0 : (int)run_judge(run, sethostname(name, strlen(name)));
}

int kernel_setdomainname(struct run *run, const char *name)
{
	struct notation_text text;

	run_announce(run, "setdomainname(%s, %zu)", notation_text(&text, name), strlen(name));
	return run->dry ? 0 : (int)run_judge(run, setdomainname(name, strlen(name)));
}
