/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * connection - a namespace's place in a network: a link, an address, a way out, ports.
 *
 * A lease tells of each from before its first part is made until its last is gone.  The end of
 * the link that the namespace has is born there: nothing is moved, and when the namespace
 * ends both ends do.
 */
#ifndef LIBISO_CONNECTION_H
#define LIBISO_CONNECTION_H

#include "lease.h"
#include "network.h"
#include "port.h"

struct connection {
	const struct network *network;
	struct lease lease;
	int namespace_fd;
	char where[NAME_MAX + 1]; /* the namespace as ip(8) names it: a name, a PID or a path */
	unsigned mtu;             /* 0: the kernel's */
	uint8_t mac[6];           /* all zero: by the address */
	bool no_gateway;          /* no default route */
};

/* Makes the link of a lease that is taken, and in the namespace all that belongs to it, lo
 * included. */
int connection_make(struct run *, const struct network_tools *, const struct connection *);

/* Publishes these ports of the member, besides those that it has; all or none. */
int connection_publish(struct run *, const struct network_tools *, const struct connection *,
		       const struct port_list *);

/* Takes these ports of the member back.  Refuses, before any is gone, when one is not its own. */
int connection_unpublish(struct run *, const struct network_tools *, const struct connection *,
			 const struct port_list *);

/* Takes all ports of the member back; network is NULL when it is unknown. */
int connection_unpublish_all(struct run *, const struct network_tools *, const struct network *,
			     const struct lease *);

/*
 * Before leases are broken: records that for each, and removes their links in one go, with the
 * bridge of a network that ends with them (or NULL).  The kernel takes no longer for that than for
 * one link.  What fails here is left to connection_break() and network_remove(), which tell of it.
 */
void connection_begin_break(struct run *, const struct network_tools *, struct network *ending,
			    struct lease_list *);

/*
 * Removes all that belongs to the lease, and then the lease: also when the namespace is gone, or
 * parts are missing.  network is NULL when it is unknown; its rules are then gone with it.
 */
int connection_break(struct run *, const struct network_tools *, const struct network *,
		     const struct lease *);

/* Opens the namespace that the lease is of; refuses when the name, or the target, is another's now.
 */
int connection_open_namespace(struct run *, const struct lease *);

/* Whether the host's end of the link is there: 1, 0 or -1. */
int connection_is_there(struct run *, const struct network_tools *, const struct lease *);

#endif
