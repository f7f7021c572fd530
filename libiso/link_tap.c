/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/interface.h"
#include "link.h"
#include "namespace.h"

static int make(struct run *run, const struct link_tap *tap)
{
	int tun_fd = kernel_open(run, AT_FDCWD, "/dev/net/tun", O_RDWR);

	if (tun_fd < 0) {
		return run->failure.error == ENOENT || run->failure.error == ENXIO
			       ? run_advise(run, "this kernel has no links of kind tap here; "
						 "perhaps modprobe tun")
			       : -1;
	}
	int result = kernel_tap_make(run, tun_fd, tap->name);
	if (result == 0 && tap->owner != LINK_NO_OWNER) {
		result = kernel_tap_set_owner(run, tun_fd, tap->owner);
	}
	if (result == 0) {
		result = kernel_tap_keep(run, tun_fd);
	}
	close(tun_fd);
	return result;
}

/* The link is of the namespace that the device was opened in. */
int link_make_tap(struct run *run, const struct link_tap *tap)
{
	int own_fd = kernel_open(run, AT_FDCWD, "/proc/self/ns/net", O_RDONLY), result = -1;

	if (own_fd < 0) {
		return -1;
	}
	if (namespace_join(run, NAMESPACE_NET, tap->namespace_fd) == 0) {
		result = make(run, tap);
		if (namespace_join(run, NAMESPACE_NET, own_fd) < 0) {
			result = -1;
		}
	}
	close(own_fd);
	return result;
}
