/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "kernel/file.h"
#include "netlink.h"
#include "netname.h"

/* Newer than the headers of some distributions (linux/nsfs.h, asm-generic/socket.h). */
#ifndef NS_GET_ID
#define NS_GET_ID _IOR(0xb7, 13, uint64_t)
#endif
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

int netname_open_own(struct run *run)
{
	run_step(run, "remember the network namespace of this process");
	return kernel_open(run, AT_FDCWD, "/proc/self/ns/net", O_RDONLY);
}

int netname_open_of(struct run *run, pid_t pid)
{
	char path[40];

	snprintf(path, sizeof path, "/proc/%d/ns/net", pid);
	run_step(run, "open the network namespace of process %d", pid);
	int fd = kernel_open(run, AT_FDCWD, path, O_RDONLY);
	return fd < 0 && run->failure.error == ENOENT
		       ? run_advise(run, "there is no process %d", pid)
		       : fd;
}

/* The cookie of a socket in the namespace is its number, for kernels whose nsfs does not tell it.
 */
static int ask_inside(struct run *run, int namespace_fd, uint64_t *id)
{
	struct netlink inside;
	socklen_t size = sizeof *id;

	run_step(run, "ask a socket in the namespace for the namespace's number");
	if (netlink_open_in(run, &inside, NETLINK_ROUTE, namespace_fd) < 0) {
		return -1;
	}
	int result = getsockopt(inside.fd, SOL_SOCKET, SO_NETNS_COOKIE, id, &size);
	netlink_close(&inside);
	return result < 0
		       ? run_refuse(run,
				    "this kernel numbers no network namespaces (Linux 5.14 does)")
		       : 0;
}

int netname_identity(struct run *run, int namespace_fd, uint64_t *id)
{
	if (ioctl(namespace_fd, NS_GET_ID, id) == 0) {
		return 0;
	}
	if (!run->dry) {
		return ask_inside(run, namespace_fd, id);
	}
	/* Asking changes nothing, but it may be a namespace that was never made: that has no
	 * number. */
	struct run quiet = { 0 };
	if (ask_inside(&quiet, namespace_fd, id) < 0) {
		*id = 0;
	}
	return 0;
}
