/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place - a namespace, or a link in one, as a verb's operands name it. */
#ifndef TOOLS_NETNS_PLACE_H
#define TOOLS_NETNS_PLACE_H

#include <net/if.h>

#include "link.h"
#include "option.h"
#include "target.h"

struct place {
	const char *namespace; /* a name under /run/netns, or a target */
	char link[IFNAMSIZ];
};

/*
 * Cuts NAME:LINK, in place, at its last colon: a name or a target may have some itself.  0, or the
 * status, the user told.
 */
int netns_place_read(const struct tool *, char *text, struct place *);

/* Opens a network namespace: of that name if there is one, else of the target. */
/* In a dry run of several verbs: one before this would have made the name. */
bool netns_is_rehearsed(const struct run *, const char *name);
void netns_rehearse(const struct run *, const char *name);

int netns_open(struct run *, const char *namespace);

/* True when there is such a name under /run/netns. */
bool netns_is_name(const char *text);

/* True for a text that stands for something that is there, and for no name of a new namespace. */
bool netns_is_target(const char *text);

/* Opens a namespace, and a socket in it; the caller closes that. */
int netns_open_inside(struct run *, const char *namespace, struct netlink *inside);

/* The index of a link of a namespace, or -1, refused. */
int netns_find_link(struct run *, struct netlink *inside, const char *link);

/*
 * The number of a namespace (netname.h).  Without root it may not be entered to be asked; then,
 * since Linux 6.18 or for its owner, as netname_identity(), else its inode.
 */
int netns_number(struct run *, int namespace_fd, uint64_t *id);

/* Ends the processes of ours that stay with a namespace: of a name, or with NULL of a number; of a
 * kind, or with NULL of all. */
struct state;
struct netns_of {
	const char *name;
	uint64_t namespace_id;
	const char *kind;
};
int netns_end_companions(struct run *, const struct state *, const struct netns_of *);

#endif
