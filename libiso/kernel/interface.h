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

#endif
