/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * forward_pair - two TCP connections made one: what comes on either leaves on the other.
 *
 * The bytes go through a pipe by splice(2) and are never copied to this process.  Nothing blocks:
 * edge-triggered events (epoll(7)) say when to go on.
 */
#ifndef LIBISO_FORWARD_PAIR_H
#define LIBISO_FORWARD_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "address.h"

/* One way: from a socket into the pipe, out of the pipe to the other socket. */
struct forward_way {
	int from_fd, to_fd;
	int pipe[2];
	size_t held; /* bytes in the pipe */
	bool ended;  /* nothing more comes */
	bool closed; /* and the other has been told */
};

enum { FORWARD_ADDRESSES = 2 };

/* Where connections go: the first address that answers. */
struct forward_goal {
	struct address address[FORWARD_ADDRESSES];
	unsigned count;
	uint16_t port;
};

struct forward_pair {
	int client_fd, server_fd;
	struct forward_goal goal;
	unsigned tried;
	bool connected;
	struct forward_way there, back;
};

/* Takes over the client's socket and begins to connect; NULL (the socket closed) when it cannot. */
struct forward_pair *forward_pair_open(int client_fd, const struct forward_goal *);

/* Goes on after an event on either socket.  False when it has ended; the caller then closes it. */
bool forward_pair_go_on(struct forward_pair *, int epoll_fd, void *tag);

void forward_pair_close(struct forward_pair *);

/* A socket address; returns its size. */
socklen_t forward_socket_address(const struct address *, uint16_t port, struct sockaddr_storage *);

#endif
