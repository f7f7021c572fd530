/* SPDX-License-Identifier: GPL-2.0-or-later */
/* net - networks made, removed and listed on their own. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "host.h"
#include "table.h"
#include "verb.h"

struct request {
	const char *subnet, *subnet6;
	bool internal, isolated;
	struct network network;
};

static int read_subnet(const struct tool *tool, const char *text, int family,
		       struct address *subnet)
{
	struct address read, network;

	if (!text || strcmp(text, "auto") == 0) {
		return 0;
	}
	if (address_read(text, &read) < 0 || read.family != family ||
	    read.prefix > address_bits(family) - 2 || read.prefix == 0) {
		return option_complain(
			tool, "a subnet of IPv%d with room for a member is wanted, as %s, not '%s'",
			family == AF_INET6 ? 6 : 4,
			family == AF_INET6 ? "fd00:1::/64" : "10.1.0.0/24", text);
	}
	network = address_network(&read);
	if (!address_is_same(&network, &read)) {
		return option_complain(tool, "%s has bits set behind its prefix", text);
	}
	*subnet = read;
	return 0;
}

static int read_create(struct request *want, struct run *run, int argc, char **argv,
		       struct option_outcome *asked)
{
	const struct option_row options[] = {
		{ 0, "subnet", "ADDRESS", "its IPv4 subnet; else one that is free",
		  .text = &want->subnet },
		{ 0, "subnet6", "ADDRESS", "its IPv6 subnet; else one that is free",
		  .text = &want->subnet6 },
		{ 0, "internal", NULL, "no way out of it, and no ports", .flag = &want->internal },
		{ 0, "isolated", NULL, "its members reach no other member but by published ports",
		  .flag = &want->isolated },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns net create",
		.summary = "Make a network that stays without members.",
		.operands = "NAME",
		.operands_min = 1,
		.operands_max = 1,
		.rows = options,
	};

	*asked = option_parse(&tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	if (!network_is_name(asked->operand[0])) {
		asked->status = option_complain(
			&tool, "a network's name is 1 to 11 letters, digits and _.+@- , not '%s'",
			asked->operand[0]);
	}
	asked->status = asked->status
				? asked->status
				: read_subnet(&tool, want->subnet, AF_INET, &want->network.subnet);
	asked->status = asked->status ? asked->status
				      : read_subnet(&tool, want->subnet6, AF_INET6,
						    &want->network.subnet6);
	strncat(want->network.name, asked->operand[0], sizeof want->network.name - 1);
	want->network.internal = want->internal;
	want->network.isolated = want->isolated;
	want->network.kept = true;
	return asked->status ? -1 : 0;
}

static int create(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked;
	struct network there;
	struct host host;

	if (read_create(&want, run, argc, argv, &asked) < 0) {
		return asked.status;
	}
	if (netns_host_open(run, &host, STATE_MAKE) < 0) {
		return run_failed(run);
	}
	int result = network_load(run, &host.tools, want.network.name, &there);
	if (result > 0) {
		run_step(run, "make the network %s", want.network.name);
		result = run_refuse(run,
				    "there is one of this name; cns-netns net rm %s removes it",
				    want.network.name);
	} else if (result == 0) {
		result = network_make(run, &host.tools, &want.network);
	}
	netns_host_close(run, &host);
	return result < 0 ? run_failed(run) : 0;
}

static int remove_one(struct run *run, const struct host *host, const char *name)
{
	struct network network;
	struct lease_list members;
	int found = network_load(run, &host->tools, name, &network);

	if (found < 0 || lease_list(run, &host->state, name, &members) < 0) {
		return -1;
	}
	size_t count = members.count;
	lease_list_free(&members);
	run_step(run, "remove the network %s", name);
	if (!found) {
		return run_refuse(run, "there is no network of this name");
	}
	if (count > 0) {
		run_refuse(run, "it has %zu member%s", count, count > 1 ? "s" : "");
		return run_advise(run, "cns-netns down --all --net %s disconnects them", name);
	}
	return network_remove(run, &host->tools, &network);
}

static int rm(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns net rm",
		.summary = "Remove networks that have no members.",
		.operands = "NAME...",
		.operands_min = 1,
		.operands_max = -1,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct host host;
	int status = 0;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (netns_host_open(run, &host, STATE_IF_THERE) < 0) {
		return run_failed(run);
	}
	for (int i = 0; i < asked.count; i++) {
		if (remove_one(run, &host, asked.operand[i]) < 0) {
			status = run_failed(run);
			run->failure = (struct failure){ 0 };
		}
	}
	netns_host_close(run, &host);
	return status;
}

enum { NAME, BRIDGE, SUBNET, SUBNET6, MEMBERS, INTERNAL, ISOLATED, KEPT };

static const struct table_column columns[] = {
	[NAME] = { "NAME", "name of the network", TABLE_SHOWN | TABLE_KEY },
	[BRIDGE] = { "BRIDGE", "its bridge", TABLE_SHOWN },
	[SUBNET] = { "SUBNET", "its IPv4 subnet", TABLE_SHOWN },
	[SUBNET6] = { "SUBNET6", "its IPv6 subnet", TABLE_SHOWN },
	[MEMBERS] = { "MEMBERS", "how many namespaces are on it", TABLE_SHOWN | TABLE_NUMBER },
	[INTERNAL] = { "INTERNAL", "no way out", TABLE_BOOLEAN },
	[ISOLATED] = { "ISOLATED", "its members reach no other member", TABLE_BOOLEAN },
	[KEPT] = { "KEPT", "stays without members", TABLE_BOOLEAN },
	{ 0 },
};

static int list_all(struct run *run, const struct host *host, struct table *table)
{
	struct network_list networks;

	if (network_list(run, &host->state, &networks) < 0) {
		return -1;
	}
	for (size_t i = 0; i < networks.count; i++) {
		const struct network *network = &networks.network[i];
		struct table_row *row = table_add(table, NULL);
		struct address_text text;
		struct lease_list members;

		table_set(row, NAME, "%s", network->name);
		table_set(row, BRIDGE, "%s", network->bridge);
		if (network->subnet.family) {
			table_set(row, SUBNET, "%s", address_print(&text, &network->subnet));
		}
		if (network->subnet6.family) {
			table_set(row, SUBNET6, "%s", address_print(&text, &network->subnet6));
		}
		if (lease_list(run, &host->state, network->name, &members) == 0) {
			table_set_number(row, MEMBERS, members.count);
			lease_list_free(&members);
		}
		table_set(row, INTERNAL, "%d", network->internal);
		table_set(row, ISOLATED, "%d", network->isolated);
		table_set(row, KEPT, "%d", network->kept);
	}
	network_list_free(&networks);
	return run->failure.happened ? -1 : 0;
}

static int list(struct run *run, int argc, char **argv)
{
	return netns_print_table(run, argc, argv,
				 &(struct netns_listing){
					 .name = "cns-netns net list",
					 .summary = "List the networks.",
					 .key = "networks",
					 .columns = columns,
					 .fill = list_all,
				 });
}

int netns_net(struct run *run, int argc, char **argv)
{
	static const struct verb verbs[] = {
		{ "list", "list the networks", "", list },
		{ "create", "make one that stays without members", "NAME", create },
		{ "rm", "remove those without members", "NAME...", rm },
		{ 0 },
	};
	static const struct tool tool = {
		.name = "cns-netns net",
		.summary = "Make, remove and list networks.",
		.operands = "[VERB [ARGUMENT]...]",
		.operands_max = -1,
		.verbs = verbs,
	};

	return option_run_verb(&tool, run, argc, argv);
}
