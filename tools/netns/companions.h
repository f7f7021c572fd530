/* SPDX-License-Identifier: GPL-2.0-or-later */
/* companions - the processes of ours that stay with namespaces (companion.h): those of the host,
 * and without root one's own. */
#ifndef TOOLS_NETNS_COMPANIONS_H
#define TOOLS_NETNS_COMPANIONS_H

#include "companion.h"
#include "host.h"

/* Does it with the records of the host, and then with one's own where those are others. */
typedef int netns_state_work(struct run *, const struct state *, void *context);
int netns_each_state(struct run *, const struct host *, netns_state_work *, void *context);

/* Hears of each forwarded port and each uplink: whose it is, and what is wrong with it, or NULL. */
struct netns_listener {
	void (*hear)(void *context, const char *name, const char *wrong);
	void *context;
};

/* Work for netns_each_state(); the context of the first is a struct netns_listener. */
int netns_look_at_companions(struct run *, const struct state *, void *context);

/* Starts anew those that have ended while their namespaces are there. */
int netns_restore_companions(struct run *, const struct state *, void *context);

#endif
