/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "loopback.h"

#include <errno.h>
#include <net/if.h>
#include <unistd.h>

#include "kernel/interface.h"

int loopback_up(struct run *run)
{
	run_step(run, "bring the loopback link up");
	int fd = kernel_interface_socket(run);
	if (fd < 0) {
		return -1;
	}
	int flags = kernel_interface_flags(run, fd, "lo");
	int result = flags < 0 ? -1 : 0;
	if (flags >= 0 && (run->dry || !(flags & IFF_UP))) {
		result = kernel_interface_set_flags(run, fd, "lo", flags | IFF_UP);
	}
	int saved = errno;
	close(fd);
	errno = saved;
	return result;
}
