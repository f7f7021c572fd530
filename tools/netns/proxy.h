/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proxy - ports published through a forwarder (forward.h), as "publish --proxy" does. */
#ifndef TOOLS_NETNS_PROXY_H
#define TOOLS_NETNS_PROXY_H

#include "forward.h"
#include "host.h"

struct table;

/* What a member has besides its rules: those of the ports that ::1 of the host is to lead to. */
int netns_proxy_member(struct run *, const struct host *, const struct connection *,
		       const struct port_list *);
int netns_proxy_drop_member(struct run *, const struct host *, const struct connection *,
			    const struct port_list *);

/* True for a port at ::1 alone, for which there are no rules. */
bool netns_proxy_is_all(const struct port *);

/* All of it, for a namespace that is not up. */
int netns_proxy_publish(struct run *, const char *name, const struct port_list *);
int netns_proxy_unpublish(struct run *, const char *name, const struct port_list *);

/* Calls back for each forwarded port: those of the host, and without root one's own. */
int netns_proxy_each(struct run *, const struct host *, struct table *,
		     void (*add)(struct table *, const struct forward_port *));

#endif
