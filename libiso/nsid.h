/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nsid - the numbers by which one network namespace knows others.
 *
 * A number is relative to the namespace that asks, and once given it stays.  See
 * network_namespaces(7) and NETLINK_LIST_ALL_NSID in netlink(7).
 */
#ifndef LIBISO_NSID_H
#define LIBISO_NSID_H

#include <stddef.h>

#include "netlink.h"

enum { NSID_NONE = -1, NSID_AUTO = -1 };

/* The number of a descriptor's namespace in *nsid, NSID_NONE when it has none yet. */
int nsid_find(struct run *, struct netlink *, int namespace_fd, int *nsid);

/* Gives it a number, or with NSID_AUTO the next free one. */
int nsid_set(struct run *, struct netlink *, int namespace_fd, int nsid);

/* All numbers given; as the namespace with the number target sees them unless that is NSID_NONE. */
struct nsid_pair {
	int nsid;    /* as target sees it */
	int current; /* as the caller sees it, NSID_NONE without target */
};
struct nsid_list {
	struct nsid_pair *pair;
	size_t count;
};
int nsid_list(struct run *, struct netlink *, int target, struct nsid_list *);
void nsid_list_free(struct nsid_list *);

#endif
