/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repair - make anew what somebody else took away: rules, settings of links, processes of ours. */
#include <string.h>
#include <sys/socket.h>

#include "companions.h"
#include "host.h"
#include "network_forwarding.h"
#include "network_rules.h"
#include "verb.h"

/* One whose link is gone, or that was left half done, gc takes apart and up makes anew. */
static int repair_member(struct run *run, const struct host *host, const struct lease *lease)
{
	struct network network;
	struct netns_drift drift;
	int found = lease->complete ? network_load(run, &host->tools, lease->network, &network) : 0;

	if (found <= 0) {
		return found;
	}
	return netns_find_drift(run, host, &network, lease, &drift) < 0
		       ? -1
		       : netns_mend_drift(run, host, &network, lease, &drift);
}

static int repair_members(struct run *run, const struct host *host)
{
	struct lease_list leases;
	int result = lease_list(run, &host->state, NULL, &leases);

	for (size_t i = 0; result == 0 && i < leases.count; i++) {
		result = repair_member(run, host, &leases.lease[i]);
	}
	lease_list_free(&leases);
	return result;
}

static int repair_bridge(struct run *run, const struct host *host, const char *name)
{
	struct network network;
	struct network_drift drift;
	int found = network_load(run, &host->tools, name, &network);

	if (found <= 0 || !network.complete) {
		return found < 0 ? -1 : 0;
	}
	if (network_find_drift(run, &host->tools, &network, &drift) < 0) {
		return -1;
	}
	return drift.gone || drift.down || drift.lacks.family || drift.lacks6.family
		       ? network_mend_drift(run, &host->tools, &network, &drift)
		       : 0;
}

static int repair_bridges(struct run *run, const struct host *host)
{
	struct network_list networks;
	int result = network_list(run, &host->state, &networks);

	for (size_t i = 0; result == 0 && i < networks.count; i++) {
		result = repair_bridge(run, host, networks.network[i].name);
	}
	network_list_free(&networks);
	return result;
}

static int repair(struct run *run, const struct host *host)
{
	run_step(run, "make bridges whole again");
	if (repair_bridges(run, host) < 0) {
		return -1;
	}
	run_step(run, "make the tables of rules anew that are missing, or lack something");
	if (network_repair_rules(run, &host->tools) < 0) {
		return -1;
	}
	run_step(run, "switch forwarding on again where it is off");
	if (network_restore_forwarding(run, &host->tools) < 0 || repair_members(run, host) < 0) {
		return -1;
	}
	run_step(run, "start forwarders and uplinks anew that have ended");
	return netns_each_state(run, host, netns_restore_companions, NULL);
}

int netns_repair(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns repair",
		.summary = "Make anew what somebody took away: rules, settings, processes of ours.",
		.operands = "",
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct host host;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (netns_host_open(run, &host, STATE_IF_THERE) < 0) {
		return run_failed(run);
	}
	int result = repair(run, &host);
	netns_host_close(run, &host);
	return result < 0 ? run_failed(run) : 0;
}
