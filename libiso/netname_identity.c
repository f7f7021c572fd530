/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "netlink.h"
#include "netname.h"

/* Newer than the headers of some distributions (linux/nsfs.h, asm-generic/socket.h). */
#ifndef NS_GET_ID
#define NS_GET_ID _IOR(0xb7, 13, uint64_t)
#endif
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

int netname_identity(struct run *run, int namespace_fd, uint64_t *id)
{
	struct netlink inside;
	socklen_t size = sizeof *id;

	if (ioctl(namespace_fd, NS_GET_ID, id) == 0) {
		return 0;
	}
	/* Under --dry-run it may be a namespace that was never made. */
	if (run->dry) {
		*id = 0;
		return 0;
	}
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
