/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drift - what of a connection somebody else has changed: found by check, put back by repair. */
#include <unistd.h>

#include "host.h"

static bool is_limited(const struct link_quality *quality)
{
	return quality->rate || quality->delay || quality->loss;
}

/* Whether the link is limited otherwise than so. */
static int find_other_limit(struct run *run, struct netlink *netlink, const char *name,
			    const struct link_quality *wish)
{
	struct link_quality now;
	struct link link;
	int found = link_find(run, netlink, name, &link);

	if (found <= 0) {
		return found;
	}
	if (link_read_limit(run, netlink, link.index, &now) < 0) {
		return -1;
	}
	return now.rate != wish->rate || now.delay != wish->delay || now.loss != wish->loss;
}

static int find_inside(struct run *run, const struct lease *lease, int namespace_fd)
{
	struct netlink inside;

	if (netlink_open_in(run, &inside, NETLINK_ROUTE, namespace_fd) < 0) {
		return -1;
	}
	int found = find_other_limit(run, &inside, lease->interface, &lease->out);
	netlink_close(&inside);
	return found;
}

static int find_limits(struct run *run, const struct host *host, const struct lease *lease,
		       struct netns_drift *drift)
{
	struct lease_link name;
	int in = 0, out = 0;

	run_step(run, "look at the limits of %s", lease->name);
	if (is_limited(&lease->in)) {
		in = find_other_limit(run, host->tools.netlink, lease_link(&name, lease),
				      &lease->in);
	}
	int fd = is_limited(&lease->out) ? connection_open_namespace(run, lease) : -1;
	if (fd >= 0) {
		out = find_inside(run, lease, fd);
		close(fd);
	} else {
		/* A name that is gone is told of by itself. */
		run_forgive(run);
	}
	drift->in = in > 0;
	drift->out = out > 0;
	return in < 0 || out < 0 ? -1 : 0;
}

/* A link that is no port of its bridge is nothing else that a port can be. */
static int find_port(struct run *run, const struct host *host, const struct network *network,
		     const struct lease *lease, struct netns_drift *drift)
{
	struct lease_link name;
	struct link link;

	run_step(run, "look at the link of %s as a port of its bridge", lease->name);
	int found = link_find(run, host->tools.netlink, lease_link(&name, lease), &link);
	if (found <= 0) {
		return found;
	}
	drift->down = !(link.flags & IFF_UP);
	drift->port = link.master != network->index;
	drift->hairpin = !drift->port && !link.hairpin;
	drift->isolation = !drift->port && network->isolated && !link.isolated;
	return 0;
}

int netns_find_drift(struct run *run, const struct host *host, const struct network *network,
		     const struct lease *lease, struct netns_drift *drift)
{
	*drift = (struct netns_drift){ 0 };
	return find_port(run, host, network, lease, drift) < 0
		       ? -1
		       : find_limits(run, host, lease, drift);
}

/* In this order: what a port is it is only once it is one. */
static int mend_port(struct run *run, const struct host *host, const struct network *network,
		     const struct lease *lease, const struct netns_drift *drift)
{
	struct netlink *netlink = host->tools.netlink;
	struct lease_link name;
	const char *link = lease_link(&name, lease);

	run_step(run, "make the link of %s the port of its bridge that it was", lease->name);
	if (drift->port) {
		run_equivalent(run, "ip link set %s master %s", link, network->bridge);
		if (link_join(run, netlink, link, network->index) < 0) {
			return -1;
		}
	}
	if (drift->down) {
		run_equivalent(run, "ip link set %s up", link);
		if (link_raise(run, netlink, link) < 0) {
			return -1;
		}
	}
	if ((drift->port || drift->hairpin) && link_set_hairpin(run, netlink, link) < 0) {
		return -1;
	}
	if ((drift->isolation || (drift->port && network->isolated)) &&
	    link_isolate(run, netlink, link) < 0) {
		return -1;
	}
	return netlink_send(run, netlink);
}

int netns_mend_drift(struct run *run, const struct host *host, const struct network *network,
		     const struct lease *lease, const struct netns_drift *drift)
{
	if ((drift->port || drift->down || drift->hairpin || drift->isolation) &&
	    mend_port(run, host, network, lease, drift) < 0) {
		return -1;
	}
	if (drift->in && netns_limit_in(run, host, lease) < 0) {
		return -1;
	}
	return drift->out ? netns_limit_out(run, lease) : 0;
}
