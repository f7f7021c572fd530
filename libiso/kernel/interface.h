/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/interface - the gate: the few netdevice(7) calls that need no netlink library.
 *
 * Each acts in the network namespace that the socket was made in.
 */
#ifndef LIBISO_KERNEL_INTERFACE_H
#define LIBISO_KERNEL_INTERFACE_H

#include "run.h"

/* A socket(2) to ask about interfaces with, close-on-exec; made under --dry-run too. */
int kernel_interface_socket(struct run *);

/* ioctl(SIOCGIFFLAGS): the IFF_* flags of the interface, or -1. */
int kernel_interface_flags(struct run *, int socket_fd, const char *name);

/* ioctl(SIOCSIFFLAGS): replaces them. */
int kernel_interface_set_flags(struct run *, int socket_fd, const char *name, int flags);

/* ioctl(SIOCGIFINDEX): the index of the interface, or -1. */
int kernel_interface_index(struct run *, int socket_fd, const char *name);

/*
 * ioctl(TUNSETIFF, TUNSETOWNER, TUNSETPERSIST) of an open /dev/net/tun: a tap link that stays when
 * the descriptor is closed.  In the namespace that it was opened in.
 */
int kernel_tap_make(struct run *, int tun_fd, const char *name);
int kernel_tap_set_owner(struct run *, int tun_fd, unsigned owner);
int kernel_tap_keep(struct run *, int tun_fd);

#endif
