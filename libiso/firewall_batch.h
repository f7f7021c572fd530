/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * firewall_batch - one change of our tables, gathered message by message: all of it or none.
 *
 * What firewall.c, firewall_set.c and firewall_element.c share; and how what is there is asked for.
 */
#ifndef LIBISO_FIREWALL_BATCH_H
#define LIBISO_FIREWALL_BATCH_H

#include <stdint.h>

#include "firewall.h"

/* NFPROTO_* of AF_INET or AF_INET6, and the word that nft(8) has for it. */
uint16_t firewall_protocol(int family);
const char *firewall_family(int family);

/* Refuses for want of memory: -1. */
int firewall_no_memory(struct run *);

/* Begins a message (NFT_MSG_*) of the batch, which itself begins with the first one; or NULL. */
struct nlmsghdr *firewall_begin(struct run *, struct firewall *, int family, unsigned type,
				unsigned flags);

/*
 * Asks for all that is in our table of a family: rules (NFT_MSG_GETRULE), or the elements of a set
 * (NFT_MSG_GETSETELEM).  Where there is none nothing is heard.
 */
struct firewall_question {
	unsigned type;
	int family;
	const char *set; /* or NULL */
};
int firewall_ask(struct run *, struct firewall *, const struct firewall_question *, mnl_cb_t heard,
		 void *data);

/* An interval of keys of several parts, from all parts' first values to all their last. */
struct firewall_interval {
	uint8_t first[40], last[40];
	size_t used;
};

/* The key that lets this subnet reach the port; without a subnet, that only some may. */
struct firewall_interval firewall_restriction(const struct firewall_port *,
					      const struct address *from);

/* The sets and maps of a table. */
int firewall_put_sets(struct run *, struct firewall *, int family);

#endif
