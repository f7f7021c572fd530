/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/netns_id - the gate: the number that our network namespace has for another one.
 *
 * Without a netlink library, for tools that are linked statically; ip-netns(8) shows the same.
 */
#ifndef LIBISO_KERNEL_NETNS_ID_H
#define LIBISO_KERNEL_NETNS_ID_H

#include "run.h"

/* A NETLINK_ROUTE socket, close-on-exec, or -1. */
int kernel_netns_id_socket(struct run *);

/* Asks for the number (RTM_GETNSID) of the namespace of a descriptor; -1: it has none. */
int kernel_netns_id(struct run *, int socket_fd, int namespace_fd);

#endif
