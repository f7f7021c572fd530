/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/socket - the gate: descriptors handed from one process to another, unix(7). */
#ifndef LIBISO_KERNEL_SOCKET_H
#define LIBISO_KERNEL_SOCKET_H

#include <stddef.h>

#include "run.h"

/*
 * A SOCK_SEQPACKET socket, close-on-exec, that others connect to by a path (which must be free, and
 * that only its owner may use); and one that is connected to it.
 */
int kernel_socket_listen(struct run *, const char *path);
int kernel_socket_connect(struct run *, const char *path);

/* sendmsg(2) of the bytes, with a copy of the descriptor unless that is -1.  0 or -1. */
int kernel_socket_send(struct run *, int socket_fd, const void *data, size_t size, int fd);

#endif
