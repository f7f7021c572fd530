/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firewall_foreign - what the tables of others do to forwarded packets: read, never changed. */
#ifndef LIBISO_FIREWALL_FOREIGN_H
#define LIBISO_FIREWALL_FOREIGN_H

#include "firewall.h"

/*
 * A chain at the hook for forwarding that drops or rejects what no rule of it accepts: by its
 * policy, or by a rule about all packets.  Chains that it jumps to are not looked into.
 */
struct firewall_drop {
	const char *family; /* "ip", "ip6" or "inet" */
	char table[128], chain[128];
	bool drops, settled;    /* what becomes of the rest; and no rule behind says otherwise */
	bool lets_in, lets_out; /* before that all from, or to, links of ours is accepted */
};
struct firewall_drop_list {
	struct firewall_drop *drop;
	size_t count;
};

/*
 * All such chains in the tables of IPv4, IPv6 and both, but those that let pass all that comes from
 * and goes to our links; the caller frees list->drop.
 */
int firewall_list_drops(struct run *, struct firewall *, struct firewall_drop_list *);

#endif
