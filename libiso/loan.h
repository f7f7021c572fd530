/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loan - a link of the host that is lent to a namespace, and what it had here.
 *
 * The kernel gives a link that is moved no addresses and no routes, and one whose namespace ends
 * comes back (a device) or ends too (a veth).  So a record remembers its name, addresses and
 * routes from before it is moved until after all of them are there again.
 */
#ifndef LIBISO_LOAN_H
#define LIBISO_LOAN_H

#include <limits.h>

#include "link.h"
#include "state.h"

enum { LOAN_MAX = 16 };

struct loan {
	char name[NAME_MAX + 1]; /* of the namespace, as the user gave it */
	uint64_t namespace_id;
	char link[IFNAMSIZ];     /* in the namespace */
	char original[IFNAMSIZ]; /* here */
	uint8_t mac[6];
	bool up;
	struct address address[LOAN_MAX];
	unsigned addresses;
	struct link_route route[LOAN_MAX]; /* those by a gateway; the kernel makes the others */
	unsigned routes;
};

/* Fills in what the link has here, and records it. */
int loan_take(struct run *, const struct state *, struct netlink *, const struct link *,
	      struct loan *);
int loan_release(struct run *, const struct state *, const struct loan *);

/*
 * Brings the link back to the namespace own_fd, where netlink is, and gives it what it had; where
 * its name is taken, it has the same with a number.  namespace_fd is -1 when the namespace is gone:
 * then the link is looked for here, and one that ended with the namespace is no failure.
 */
struct loan_places {
	int own_fd, namespace_fd;
	struct netlink *netlink;
};
int loan_return(struct run *, const struct state *, const struct loan_places *,
		const struct loan *);

struct loan_list {
	struct loan *loan;
	size_t count;
};
int loan_list(struct run *, const struct state *, struct loan_list *);
void loan_list_free(struct loan_list *);

#endif
