/* SPDX-License-Identifier: GPL-2.0-or-later */
/* network_subnet - a subnet for a new network that nothing on the host leads to yet. */
#ifndef LIBISO_NETWORK_SUBNET_H
#define LIBISO_NETWORK_SUBNET_H

#include "network.h"

/*
 * Chooses the subnets that are not set: 10.88.0.0/24 or the next /24 behind it that no route of any
 * table and no other network overlaps; and of IPv6, where the host has it, a /64 that is unique to
 * this machine (RFC 4193).  Refuses a set one that a route overlaps.
 */
int network_choose_subnets(struct run *, const struct network_tools *, struct network *);

/* The hardware address of a member: locally administered, and unique in the network. */
void network_mac(const struct network *, uint32_t number, uint8_t mac[6]);

#endif
