/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host - what verbs that change networks hold while they do: the lock, and two ways to the kernel.
 */
#ifndef TOOLS_NETNS_HOST_H
#define TOOLS_NETNS_HOST_H

#include "connection.h"
#include "firewall.h"
#include "network.h"
#include "state.h"

struct host {
	int own_fd; /* the namespace of the host */
	struct state state;
	struct netlink netlink;
	struct firewall firewall;
	struct network_tools tools; /* the three above */
};

int netns_host_open(struct run *, struct host *, enum state_wish);
void netns_host_close(struct run *, struct host *);

/*
 * Enters the namespace of the host again, should a failure have left us in another: its settings
 * under /proc/sys are those of whoever writes.  Before undoing.
 */
void netns_host_return(struct run *, const struct host *);

/*
 * Breaks a connection, and removes its network when that has no other member and is not kept.
 * Told to run as steps; the first failure stays.
 */
/*
 * Gives back what is leased, in this network, to members whose link is gone, as the end of a
 * namespace leaves it: the address with this number, or with 0 all.  Returns how many, or -1.
 */
int netns_free_dead_leases(struct run *, const struct host *, const struct network *,
			   uint32_t number);

int netns_disconnect(struct run *, const struct host *, const struct lease *);

/*
 * Breaks them all, in the order of their networks.  Each is tried, and a failure is told of here;
 * returns 0, or the status of the last failure.
 */
int netns_disconnect_all(struct run *, const struct host *, const struct lease_list *);

/*
 * Brings back what was lent to a namespace by this name: one link, or with NULL all.  Returns how
 * many there were, or -1.  And a single one, also when its namespace is gone.
 */
struct loan;
int netns_return_loans(struct run *, const struct host *, const char *name, const char *link);
int netns_return_loan(struct run *, const struct host *, const struct loan *);

/* How much may pass a link each way, in bytes a second (0: no limit), how late, and how whole. */
struct netns_rates {
	bool in_given, out_given;
	uint64_t in, out;
	uint64_t delay; /* in nanoseconds, each way */
	uint32_t loss;  /* of 2^32 - 1 packets, each way */
};
int netns_rate_read(const char *text, uint64_t *rate);

/* Writes them to a lease, which says what each way is limited to; and limits that way so. */
void netns_limit_wish(struct lease *, const struct netns_rates *);
int netns_limit_in(struct run *, const struct host *, const struct lease *);
int netns_limit_out(struct run *, const struct lease *);

/* What of a connection somebody else has changed since, that can be put back. */
struct netns_drift {
	bool port, down, hairpin, isolation; /* of the host's end of its link */
	bool in, out;                        /* of its limits */
};
int netns_find_drift(struct run *, const struct host *, const struct network *,
		     const struct lease *, struct netns_drift *);
int netns_mend_drift(struct run *, const struct host *, const struct network *,
		     const struct lease *, const struct netns_drift *);

#endif
