/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lease - which address of a network is whose.
 *
 * A lease is a record named by the network and the number of the address in it, so that the
 * kernel's refusal of a name twice is what keeps two from having one address.  It tells the
 * namespace by the id that the kernel gives to no other until the next boot, and the boot.
 */
#ifndef LIBISO_LEASE_H
#define LIBISO_LEASE_H

#include <limits.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "link.h"
#include "state.h"

enum { NETWORK_NAME_SIZE = 32 };

struct lease {
	char network[NETWORK_NAME_SIZE];
	uint32_t number;         /* of the address in the network's subnets */
	char name[NAME_MAX + 1]; /* of the namespace, as the user gave it */
	uint64_t namespace_id;
	char interface[IFNAMSIZ]; /* in the namespace */
	struct boot_id boot;
	bool made_name; /* the name was made with it, and goes with it */
	bool complete;  /* all that it tells of is made, and none of it being removed */
	bool target;    /* the name is a target's text, as cns-enter(1) has it */
	bool hosts;     /* its hosts was made with it, and goes with it */
	bool names;     /* its resolv.conf was made with it, and goes with it */
	struct link_quality in, out; /* what its link may receive and send; all zero: no limit */
	bool unlinked;               /* its link is known to be gone; not recorded */
};

/*
 * Takes lease->number, or with 0 the lowest from 2 to last that is free.  -1 with EEXIST when the
 * one wanted is taken, and a refusal when none is free.
 */
int lease_take(struct run *, const struct state *, struct lease *, uint32_t last);

/* Records whether it is complete: a killed program leaves one that is not. */
int lease_mark(struct run *, const struct state *, struct lease *, bool complete);

/* Records what else of it has changed. */
int lease_record(struct run *, const struct state *, const struct lease *);

int lease_release(struct run *, const struct state *, const struct lease *);

struct lease_list {
	struct lease *lease;
	size_t count;
};

/* The leases of a network, or with NULL of all. */
int lease_list(struct run *, const struct state *, const char *network, struct lease_list *);
void lease_list_free(struct lease_list *);

/*
 * The host's end of the link that belongs to the lease: its name says the namespace's id, so no
 * link of another namespace is ever taken for it.
 */
struct lease_link {
	char name[IFNAMSIZ];
};
const char *lease_link(struct lease_link *, const struct lease *);

#endif
