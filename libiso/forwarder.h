/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * forwarder - the process that forwards connections into a network namespace.
 *
 * It lives in that namespace, with no rights at all: whoever publishes a port makes the socket that
 * listens outside, and hands it over with an order.  So new ports need no way back out.
 */
#ifndef LIBISO_FORWARDER_H
#define LIBISO_FORWARDER_H

#include "companion.h"
#include "forward_pair.h"

enum forward_wish { FORWARD_TAKE, FORWARD_DROP };

/* What is said on the socket of orders, with the listening socket where one is to be taken; the
 * answer is an int: 0, or errno. */
struct forward_order {
	enum forward_wish wish;
	uint8_t protocol;  /* IPPROTO_TCP or IPPROTO_UDP */
	uint16_t port;     /* outside */
	struct address at; /* outside, as it was asked for; family 0: any */
	struct forward_goal goal;
};

struct forwarder {
	char folder[STATE_FOLDER_SIZE]; /* of the records */
	int namespace_fd;
	int user_fd; /* the user namespace to be joined first, or -1 */
};

/* The work of a companion (COMPANION_FORWARD); context is a struct forwarder. */
int forwarder_work(struct run *, const struct companion_life *, void *context);

#endif
