/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * port - ports of the host that are published: which member of a network gets what comes there.
 *
 * Each is a record, named by what can be had only once: protocol, number and address of the host.
 */
#ifndef LIBISO_PORT_H
#define LIBISO_PORT_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "lease.h"
#include "state.h"

enum { PORT_FROM_MAX = 8 };

struct port {
	uint8_t protocol;  /* IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP */
	struct address at; /* of the host, or every one of its family; family 0: of both */
	uint16_t port;     /* of the host */
	uint16_t to_port;  /* of the member */
	uint16_t count;    /* so many, one after the other on both sides; at least 1 */
	struct address from[PORT_FROM_MAX]; /* who may reach it besides the host */
	unsigned from_count;                /* 0: everybody */
	/* Whose it is. */
	char network[NETWORK_NAME_SIZE];
	uint32_t number;
};

/* The same as what text says: [IP:]PORT[-PORT]:PORT[-PORT][/tcp|udp|sctp]; -1 when it says nothing.
 */
int port_read(const char *text, struct port *);

/* The same as a record's name says, PROTOCOL:PORT[:ADDRESS]. */
bool port_read_key(const char *text, struct port *);

struct port_text {
	char text[96];
};
const char *port_print(struct port_text *, const struct port *);

const char *port_protocol(uint8_t protocol);

/*
 * Whether programs of this host can be at the address: false when the host lacks it, and
 * net.ipv4.ip_nonlocal_bind, or that of ipv6, does not let them be there all the same.
 */
bool port_can_be_bound(const struct port *);

/*
 * Refuses one that is published already or that a program on the host listens on; else records it.
 * Each is of one port: its count is 1.
 */
int port_take(struct run *, const struct state *, const struct port *);
int port_release(struct run *, const struct state *, const struct port *);

struct port_list {
	struct port *port;
	size_t count;
};

/* Those of a lease, or with NULL all. */
int port_list(struct run *, const struct state *, const struct lease *, struct port_list *);
void port_list_free(struct port_list *);

/* Whether both could get the same packet. */
bool port_clashes(const struct port *, const struct port *);

/* Whether the same may reach both. */
bool port_has_same_sources(const struct port *, const struct port *);

/* The same port for the same member, whoever may reach it. */
bool port_is_same(const struct port *, const struct port *);

#endif
