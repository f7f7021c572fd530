/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firewall_foreign - what the tables of others do to forwarded packets: read, never changed. */
#ifndef LIBISO_FIREWALL_FOREIGN_H
#define LIBISO_FIREWALL_FOREIGN_H

#include "firewall.h"

/* A chain at the hook for forwarding whose policy is to drop. */
struct firewall_drop {
	const char *family; /* "ip", "ip6" or "inet" */
	char table[128], chain[128];
};
struct firewall_drop_list {
	struct firewall_drop *drop;
	size_t count;
};

/* All such chains in the tables of IPv4, IPv6 and both; the caller frees list->drop. */
int firewall_list_drops(struct run *, struct firewall *, struct firewall_drop_list *);

#endif
