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

int netns_find_drift(struct run *run, const struct host *host, const struct network *network,
		     const struct lease *lease, struct netns_drift *drift)
{
	struct lease_link name;
	struct link link;

	*drift = (struct netns_drift){ 0 };
	if (network->isolated) {
		run_step(run, "see that %s is isolated from its neighbours", lease->name);
		int found = link_find(run, host->tools.netlink, lease_link(&name, lease), &link);

		if (found < 0) {
			return -1;
		}
		drift->isolation = found > 0 && !link.isolated;
	}
	return find_limits(run, host, lease, drift);
}

int netns_mend_drift(struct run *run, const struct host *host, const struct lease *lease,
		     const struct netns_drift *drift)
{
	struct lease_link name;

	if (drift->isolation) {
		run_step(run, "isolate %s from its neighbours", lease->name);
		run_equivalent(run, "bridge link set dev %s isolated on", lease_link(&name, lease));
		if (link_isolate(run, host->tools.netlink, name.name) < 0 ||
		    netlink_send(run, host->tools.netlink) < 0) {
			return -1;
		}
	}
	if (drift->in && netns_limit_in(run, host, lease) < 0) {
		return -1;
	}
	return drift->out ? netns_limit_out(run, lease) : 0;
}
