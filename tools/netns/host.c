/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host - the host's side of networks, opened and closed. */
#include "host.h"

#include <string.h>
#include <unistd.h>

#include "companion.h"
#include "hosts.h"
#include "namespace.h"
#include "netname.h"
#include "place.h"

int netns_host_open(struct run *run, struct host *host, enum state_wish wish)
{
	*host = (struct host){ .own_fd = -1, .netlink.fd = -1, .firewall.netlink.fd = -1 };
	host->tools = (struct network_tools){ &host->state, &host->netlink, &host->firewall };
	if (state_open(run, &host->state, wish) < 0) {
		return -1;
	}
	host->own_fd = netname_open_own(run);
	run_step(run, "open the kernel's tables of links and of rules");
	if (host->own_fd < 0 || netlink_open(run, &host->netlink, NETLINK_ROUTE) < 0 ||
	    firewall_open(run, &host->firewall) < 0) {
		netns_host_close(run, host);
		return -1;
	}
	return 0;
}

void netns_host_return(struct run *run, const struct host *host)
{
	struct namespace_id own, now;
	int fd = netname_open_own(run);

	if (fd < 0 || namespace_identify(fd, &now) < 0 ||
	    namespace_identify(host->own_fd, &own) < 0 || !namespace_is_same(own, now)) {
		run_step(run, "return to the network namespace of the host");
		namespace_join(run, NAMESPACE_NET, host->own_fd);
	}
	if (fd >= 0) {
		close(fd);
	}
}

void netns_host_close(struct run *run, struct host *host)
{
	if (host->own_fd >= 0) {
		close(host->own_fd);
	}
	netlink_close(&host->netlink);
	firewall_close(&host->firewall);
	state_close(run, &host->state);
}

static int tidy_network(struct run *run, const struct host *host, const struct network *network)
{
	struct lease_list members;

	run_step(run, "look for other members of the network %s", network->name);
	if (lease_list(run, &host->state, network->name, &members) < 0) {
		return -1;
	}
	size_t count = members.count;
	lease_list_free(&members);
	return count > 0 || network->kept ? hosts_write(run, &host->state, network)
					  : network_remove(run, &host->tools, network);
}

static int break_one(struct run *run, const struct host *host, const struct network *network,
		     const struct lease *lease)
{
	if ((lease->made_name && netns_return_loans(run, host, lease->name, NULL) < 0)) {
		return -1;
	}
	/* A forwarder leads to the member's address; an uplink is of the namespace itself. */
	const struct netns_of of = { NULL, lease->namespace_id,
				     lease->made_name ? NULL : COMPANION_FORWARD };
	if (netns_end_companions(run, &host->state, &of) < 0) {
		return -1;
	}
	return connection_break(run, &host->tools, network, lease);
}

int netns_disconnect(struct run *run, const struct host *host, const struct lease *lease)
{
	struct network network;
	int found = network_load(run, &host->tools, lease->network, &network);

	if (found < 0 || break_one(run, host, found ? &network : NULL, lease) < 0) {
		return -1;
	}
	return found ? tidy_network(run, host, &network) : 0;
}

int netns_free_dead_leases(struct run *run, const struct host *host, const struct network *network,
			   uint32_t number)
{
	struct lease_list leases;
	int freed = 0;

	if (lease_list(run, &host->state, network->name, &leases) < 0) {
		return -1;
	}
	for (size_t i = 0; freed >= 0 && i < leases.count; i++) {
		const struct lease *lease = &leases.lease[i];
		/* One that is not complete may be of the call that asks. */
		bool asked = lease->complete && (number == 0 || lease->number == number);
		int there = asked ? connection_is_there(run, &host->tools, lease) : 1;

		if (there < 0 ||
		    (there == 0 && connection_break(run, &host->tools, network, lease) < 0)) {
			freed = -1;
		} else {
			freed += there == 0;
		}
	}
	lease_list_free(&leases);
	return freed;
}

/* The leases of one network, which the first of them names: from first up to the next of another.
 */
static size_t end_of_network(const struct lease_list *leases, size_t first)
{
	size_t end = first;

	while (end < leases->count &&
	       strcmp(leases->lease[end].network, leases->lease[first].network) == 0) {
		end++;
	}
	return end;
}

static int tell(struct run *run)
{
	int status = run_failed(run);

	run->failure = (struct failure){ 0 };
	return status;
}

/* Whether a network is to end with these members: it has no others, and nobody keeps it. */
static int ends_with(struct run *run, const struct host *host, const struct network *network,
		     const struct lease_list *members)
{
	struct lease_list all;

	run_step(run, "look for other members of the network %s", network->name);
	if (network->kept || lease_list(run, &host->state, network->name, &all) < 0) {
		return network->kept ? 0 : -1;
	}
	size_t count = all.count;
	lease_list_free(&all);
	return count == members->count;
}

/* Returns 0, or the status of the last failure. */
static int empty_network(struct run *run, const struct host *host, struct lease_list *members)
{
	struct network network;
	int status = 0,
	    found = network_load(run, &host->tools, members->lease[0].network, &network);
	int ends = found > 0 ? ends_with(run, host, &network, members) : 0;

	if (found < 0 || ends < 0) {
		return tell(run);
	}
	connection_begin_break(run, &host->tools, ends ? &network : NULL, members);
	for (size_t i = 0; i < members->count; i++) {
		if (break_one(run, host, found ? &network : NULL, &members->lease[i]) < 0) {
			status = tell(run);
		}
	}
	return found && tidy_network(run, host, &network) < 0 ? tell(run) : status;
}

int netns_disconnect_all(struct run *run, const struct host *host, const struct lease_list *leases)
{
	int status = 0;

	for (size_t first = 0, end; first < leases->count; first = end) {
		end = end_of_network(leases, first);
		struct lease_list members = { leases->lease + first, end - first };
		int result = empty_network(run, host, &members);

		status = result ? result : status;
	}
	return status;
}
