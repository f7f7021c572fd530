/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/interface.h"

#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "kernel/notation.h"

/* In strace's order. */
static const struct notation_flag interface_flags[] = {
	{ IFF_UP, "IFF_UP" },
	{ IFF_BROADCAST, "IFF_BROADCAST" },
	{ IFF_DEBUG, "IFF_DEBUG" },
	{ IFF_LOOPBACK, "IFF_LOOPBACK" },
	{ IFF_POINTOPOINT, "IFF_POINTOPOINT" },
	{ IFF_NOTRAILERS, "IFF_NOTRAILERS" },
	{ IFF_RUNNING, "IFF_RUNNING" },
	{ IFF_NOARP, "IFF_NOARP" },
	{ IFF_PROMISC, "IFF_PROMISC" },
	{ IFF_ALLMULTI, "IFF_ALLMULTI" },
	{ IFF_MULTICAST, "IFF_MULTICAST" },
	{ 0, NULL },
};

int kernel_interface_socket(struct run *run)
{
	run_announce(run, "socket(AF_UNIX, SOCK_DGRAM|SOCK_CLOEXEC, 0)");
	return (int)run_judge(run, socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
}

static struct ifreq request_for(const char *name)
{
	struct ifreq request = { 0 };

	snprintf(request.ifr_name, sizeof request.ifr_name, "%s", name);
	return request;
}

int kernel_interface_flags(struct run *run, int socket_fd, const char *name)
{
	struct ifreq request = request_for(name);
	struct notation_fd fd;

	run_announce(run, "ioctl(%s, SIOCGIFFLAGS, {ifr_name=\"%s\"})",
		     notation_fd(&fd, run, socket_fd), request.ifr_name);
	if (run_judge(run, ioctl(socket_fd, SIOCGIFFLAGS, &request)) < 0) {
		return -1;
	}
	return (unsigned short)request.ifr_flags;
}

int kernel_interface_set_flags(struct run *run, int socket_fd, const char *name, int flags)
{
	struct ifreq request = request_for(name);
	struct notation_fd fd;
	char text[160];

	request.ifr_flags = (short)flags;
	run_announce(run, "ioctl(%s, SIOCSIFFLAGS, {ifr_name=\"%s\", ifr_flags=%s})",
		     notation_fd(&fd, run, socket_fd), request.ifr_name,
		     notation_flags(text, sizeof text, (unsigned)flags, interface_flags));
	return run->dry ? 0 : (int)run_judge(run, ioctl(socket_fd, SIOCSIFFLAGS, &request));
}

int kernel_interface_index(struct run *run, int socket_fd, const char *name)
{
	struct ifreq request = request_for(name);
	struct notation_fd fd;

	run_announce(run, "ioctl(%s, SIOCGIFINDEX, {ifr_name=\"%s\"})",
		     notation_fd(&fd, run, socket_fd), request.ifr_name);
	if (run_judge(run, ioctl(socket_fd, SIOCGIFINDEX, &request)) < 0) {
		return -1;
	}
	return request.ifr_ifindex;
}

int kernel_tap_make(struct run *run, int tun_fd, const char *name)
{
	struct ifreq request = request_for(name);
	struct notation_fd fd;

	request.ifr_flags = IFF_TAP | IFF_NO_PI;
	run_announce(run, "ioctl(%s, TUNSETIFF, {ifr_name=\"%s\", ifr_flags=IFF_TAP|IFF_NO_PI})",
		     notation_fd(&fd, run, tun_fd), request.ifr_name);
	return run->dry ? 0 : (int)run_judge(run, ioctl(tun_fd, TUNSETIFF, &request));
}

int kernel_tap_set_owner(struct run *run, int tun_fd, unsigned owner)
{
	struct notation_fd fd;

	run_announce(run, "ioctl(%s, TUNSETOWNER, %u)", notation_fd(&fd, run, tun_fd), owner);
	return run->dry ? 0 : (int)run_judge(run, ioctl(tun_fd, TUNSETOWNER, (unsigned long)owner));
}

int kernel_tap_keep(struct run *run, int tun_fd)
{
	struct notation_fd fd;

	run_announce(run, "ioctl(%s, TUNSETPERSIST, 1)", notation_fd(&fd, run, tun_fd));
	return run->dry ? 0 : (int)run_judge(run, ioctl(tun_fd, TUNSETPERSIST, 1UL));
}
