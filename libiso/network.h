/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * network - a bridge of the host with a subnet, in which namespaces have their addresses.
 *
 * The bridge has address number 1 of the subnet and is the members' gateway.  What leaves
 * for elsewhere is masqueraded, unless the network is internal.  Whatever was changed on the
 * host for a network is in its record, and undone with it.
 */
#ifndef LIBISO_NETWORK_H
#define LIBISO_NETWORK_H

#include "address.h"
#include "firewall.h"
#include "lease.h"
#include "link.h"
#include "state.h"

enum { NETWORK_GATEWAY = 1 };

struct network {
	char name[NETWORK_NAME_SIZE];
	char bridge[IFNAMSIZ];
	struct address subnet;  /* of IPv4; family 0: none */
	struct address subnet6; /* of IPv6; family 0: none */
	bool internal;          /* no way out, no ports */
	bool isolated;          /* members reach each other, and other networks, by ports alone */
	bool kept;              /* stays without members */
	bool complete;          /* made to the end, and not being removed */
	bool unlinked;          /* its bridge is known to be gone; not recorded */
	char forwarding[256];   /* links whose forwarding was switched on, each before a blank */
	char forwarding6[256];
	int index; /* of the bridge */
};

/* What a change of networks needs at hand. */
struct network_tools {
	struct state *state;
	struct netlink *netlink; /* of the host */
	struct firewall *firewall;
};

/* True for a name that a network may have: as a namespace's, without a colon, at most 11. */
bool network_is_name(const char *name);

/* Reads the record of the network of this name: 1, 0 when there is none, or -1. */
int network_load(struct run *, const struct network_tools *, const char *name, struct network *);

struct network_list {
	struct network *network;
	size_t count;
};
int network_list(struct run *, const struct state *, struct network_list *);
void network_list_free(struct network_list *);

/*
 * Makes what a request (name, internal, kept, subnets where the user chose them) describes, and
 * fills in the rest: a subnet that no route of the host leads to, the bridge's name.  On failure
 * all is as it was.
 */
int network_make(struct run *, const struct network_tools *, struct network *);

/* Records that it is being removed: before the first part goes. */
int network_begin_remove(struct run *, const struct network_tools *, struct network *);

/* Removes it and undoes what was changed for it.  What is gone already is no failure. */
int network_remove(struct run *, const struct network_tools *, const struct network *);

/* What somebody has changed of the bridge of a network that is loaded, and putting it back. */
struct network_drift {
	bool gone, down;
	struct address lacks, lacks6; /* family 0: it has it */
};
int network_find_drift(struct run *, const struct network_tools *, const struct network *,
		       struct network_drift *);
int network_mend_drift(struct run *, const struct network_tools *, struct network *,
		       const struct network_drift *);

/* Our table in the firewall with all networks and ports in it, should it be missing. */
int network_restore_rules(struct run *, const struct network_tools *);

/* Number of the last address that a member may have. */
uint32_t network_last(const struct network *);

/* The address number n of the subnet; of family 0 where the network has none. */
struct address network_address(const struct network *, int family, uint32_t number);

#endif
