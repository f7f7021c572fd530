/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * firewall - address translation for our networks: one nf_tables table of our own per family.
 *
 *     nft list table ip cns
 *
 * The rules never change.  What does are elements: a network is one of the set "networks" (and of
 * "isolated"), or of "internal" with its bridge, which has no way out ("within" it all pass); a
 * published port one of the map "ports" (or "ports_at", for one address of the host alone); one
 * that not everybody may reach is in "restricted", and who may in "allowed". So adding and taking
 * away is by key, and one batch does it, wholly or not at all.  No other table is read or touched.
 */
#ifndef LIBISO_FIREWALL_H
#define LIBISO_FIREWALL_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "netlink.h"

struct firewall {
	struct netlink netlink;
};

struct firewall_port {
	uint8_t protocol;  /* IPPROTO_TCP, IPPROTO_UDP or IPPROTO_SCTP */
	struct address at; /* of the host; family 0: any */
	uint16_t port;     /* of the host */
	struct address to; /* the member that gets it */
	uint16_t to_port;
	const struct address *from; /* who may reach it besides the host; borrowed */
	size_t from_count;          /* 0: everybody */
};

struct firewall_network {
	struct address subnet;
	bool isolated; /* its members reach no member of any network but by published ports */
	const char *internal; /* its bridge, when nothing passes that; else NULL; borrowed */
};

/* Opens the way to the kernel's tables; whoever opened closes. */
int firewall_open(struct run *, struct firewall *);
void firewall_close(struct firewall *);

/* Whether our table of the family (AF_INET, AF_INET6) is there: 1, 0, or -1. */
int firewall_has_table(struct run *, struct firewall *, int family);

/* Whether all of our rules are in our table, which is there; and all that is of a network: 1, 0,
 * -1.
 */
int firewall_has_rules(struct run *, struct firewall *, int family);
int firewall_has_network(struct run *, struct firewall *, const struct firewall_network *);

/* Whether who may reach a published port is limited as it says. */
int firewall_has_restrictions(struct run *, struct firewall *, const struct firewall_port *);

/* The published ports as the kernel has them in our table of the family. */
struct firewall_port_list {
	struct firewall_port *port;
	size_t count;
};
int firewall_list_ports(struct run *, struct firewall *, int family, struct firewall_port_list *);
void firewall_port_list_free(struct firewall_port_list *);

/* Whether two rules are for the same port of the same address of the host, or of any. */
bool firewall_port_is_same(const struct firewall_port *, const struct firewall_port *);

/*
 * These gather; firewall_commit() does all of them or none.  What is taken away must be there, and
 * a table must not be there when it is made.
 */
int firewall_make_table(struct run *, struct firewall *, int family);
int firewall_remove_table(struct run *, struct firewall *, int family);
int firewall_add_network(struct run *, struct firewall *, const struct firewall_network *);
int firewall_remove_network(struct run *, struct firewall *, const struct firewall_network *);
int firewall_publish(struct run *, struct firewall *, const struct firewall_port *);
int firewall_unpublish(struct run *, struct firewall *, const struct firewall_port *);
int firewall_commit(struct run *, struct firewall *);

/* Of one that is there in part: how many parts it has, and one of them alone. */
size_t firewall_port_parts(const struct firewall_port *);
int firewall_unpublish_part(struct run *, struct firewall *, const struct firewall_port *,
			    size_t part);

#endif
