/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netlink - messages to the kernel's network side, gathered and sent in one call.
 *
 * Read netlink(7) and rtnetlink(7) beside this file.  link and firewall write the messages;
 * this room only keeps them in order until they are sent.
 */
#ifndef LIBISO_NETLINK_H
#define LIBISO_NETLINK_H

#include <libmnl/libmnl.h>
#include <stddef.h>
#include <stdint.h>

#include "run.h"

/* A message may be this long; each has so much room when it is begun. */
enum { NETLINK_MESSAGE_MAX = 8192 };

struct netlink {
	int fd;
	uint32_t sequence;
	char *messages; /* gathered, not sent yet */
	size_t used, size;
	size_t last; /* where the one begun last starts */
};

/* Opens a socket of NETLINK_ROUTE or NETLINK_NETFILTER in the caller's network namespace. */
int netlink_open(struct run *, struct netlink *, int protocol);

/* The same in the network namespace of a descriptor; the caller is then where it was. */
int netlink_open_in(struct run *, struct netlink *, int protocol, int namespace_fd);

void netlink_close(struct netlink *);

/*
 * Begins the next message: its header, with NLM_F_REQUEST, and the zeroed header of its family at
 * *payload.  Valid until the next one is begun.  NULL (recorded) without memory.
 */
struct nlmsghdr *netlink_begin(struct run *, struct netlink *, uint16_t type, uint16_t flags,
			       size_t payload_size, void **payload);

/* Sends all that was gathered, which is then forgotten.  0 when there was nothing. */
int netlink_send(struct run *, struct netlink *);

/* Forgets what was gathered and not sent: after a failure, before undoing. */
void netlink_forget(struct netlink *);

/* Sends the one message begun, which asks, and hears the answer (see kernel_netlink_ask()). */
int netlink_ask(struct run *, struct netlink *, mnl_cb_t heard, void *data);

#endif
