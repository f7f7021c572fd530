/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check - whether each connection is still as "up" made it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "companions.h"
#include "host.h"
#include "netname.h"
#include "network_rules.h"
#include "place.h"
#include "verb.h"

struct check {
	struct host host;
	struct netns_names names; /* that are asked about; none: all */
	bool *met;                /* each of them */
	unsigned complaints;
	/* The connection at hand. */
	struct lease lease;
	struct network network;
};

static void complain_of(struct check *check, const char *name, const char *what)
{
	netns_print_plain(name);
	printf(": %s\n", what);
	check->complaints++;
}

static void complain(struct check *check, const char *what)
{
	complain_of(check, check->lease.name, what);
}

static bool has_address(const struct link_address_list *list, const struct address *wanted,
			int index)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->item[i].index == index &&
		    address_is_same(&list->item[i].address, wanted)) {
			return true;
		}
	}
	return false;
}

static int check_addresses(struct run *run, struct check *check, struct netlink *inside, int index)
{
	static const int families[] = { AF_INET, AF_INET6 };
	struct link_address_list list;

	if (link_list_addresses(run, inside, &list) < 0) {
		return -1;
	}
	for (int i = 0; i < 2; i++) {
		struct address own = network_address(&check->network, families[i],
						     check->lease.number);
		struct address_text text;
		char words[128];

		if (own.family && !has_address(&list, &own, index)) {
			snprintf(words, sizeof words, "its address %s is gone",
				 address_print(&text, &own));
			complain(check, words);
		}
	}
	link_address_list_free(&list);
	return 0;
}

static int check_inside(struct run *run, struct check *check, int namespace_fd)
{
	struct netlink inside;
	struct link link;

	run_step(run, "look at the links of %s", check->lease.name);
	if (netlink_open_in(run, &inside, NETLINK_ROUTE, namespace_fd) < 0) {
		return -1;
	}
	int result = link_find(run, &inside, check->lease.interface, &link);
	if (result == 0) {
		complain(check, "its link inside has another name");
	} else if (result > 0 && !(link.flags & IFF_UP)) {
		complain(check, "its link inside is down");
	}
	if (result > 0) {
		result = check_addresses(run, check, &inside, link.index);
	}
	netlink_close(&inside);
	return result < 0 ? -1 : 0;
}

static int check_namespace(struct run *run, struct check *check)
{
	uint64_t id;
	int fd = netns_open(run, check->lease.name);

	if (fd < 0) {
		run_forgive(run);
		complain(check, "its name is gone");
		return 0;
	}
	int result = netname_identity(run, fd, &id);
	if (result == 0 && id != check->lease.namespace_id) {
		complain(check, "its name is of another namespace now");
	} else if (result == 0) {
		result = check_inside(run, check, fd);
	}
	close(fd);
	return result;
}

static int check_ports(struct run *run, struct check *check)
{
	struct port_list ports;
	int result = port_list(run, &check->host.state, &check->lease, &ports);

	for (size_t i = 0; result >= 0 && i < ports.count; i++) {
		struct port_text text;
		char words[160];

		result = network_has_rules(run, &check->host.tools, &check->network,
					   &ports.port[i]);
		if (result == 0) {
			snprintf(words, sizeof words, "the rules of its port %s are gone",
				 port_print(&text, &ports.port[i]));
			complain(check, words);
		}
	}
	port_list_free(&ports);
	return result < 0 ? -1 : 0;
}

/* Of a network its members tell; of one without any it is told by itself. */
static bool is_member(const struct check *check)
{
	return check->lease.network[0] != '\0';
}

static void complain_of_bridge(struct check *check, const char *what)
{
	char words[128];

	snprintf(words, sizeof words, "%s %s",
		 is_member(check) ? "the bridge of its network" : "its bridge", what);
	complain(check, words);
}

static int check_bridge(struct run *run, struct check *check)
{
	struct network_drift drift;

	if (network_find_drift(run, &check->host.tools, &check->network, &drift) < 0) {
		return -1;
	}
	if (drift.down) {
		complain_of_bridge(check, "is down");
	}
	const struct address *lacks[] = { &drift.lacks, &drift.lacks6 };
	for (int i = 0; i < 2; i++) {
		struct address_text text;
		char words[96];

		if (lacks[i]->family) {
			snprintf(words, sizeof words, "has no address %s",
				 address_print(&text, lacks[i]));
			complain_of_bridge(check, words);
		}
	}
	return 0;
}

static int check_tables(struct run *run, struct check *check)
{
	static const int families[] = { AF_INET, AF_INET6 };

	for (int i = 0; i < 2; i++) {
		struct address subnet = network_address(&check->network, families[i], 0);
		int there = subnet.family
				    ? firewall_has_table(run, &check->host.firewall, families[i])
				    : 1;

		if (there < 0) {
			return -1;
		}
		if (!there) {
			complain(check, families[i] == AF_INET ? "the table ip cns is gone"
							       : "the table ip6 cns is gone");
		}
	}
	int whole = network_is_ruled(run, &check->host.tools, &check->network);
	if (whole == 0) {
		complain(check,
			 is_member(check) ? "rules of its network are gone" : "its rules are gone");
	}
	return whole < 0 ? -1 : 0;
}

static int check_drift(struct run *run, struct check *check)
{
	struct netns_drift drift;

	if (netns_find_drift(run, &check->host, &check->network, &check->lease, &drift) < 0) {
		return -1;
	}
	if (drift.port) {
		complain(check, "its link is no port of the bridge any more");
	}
	if (drift.down) {
		complain(check, "its link is down");
	}
	if (drift.hairpin) {
		complain(check, "its own published ports do not reach it where the bridge "
				"translates addresses");
	}
	if (drift.isolation) {
		complain(check, "it is not isolated from its neighbours any more");
	}
	if (drift.in) {
		complain(check, "what it receives is not limited as it was");
	}
	if (drift.out) {
		complain(check, "what it sends is not limited as it was");
	}
	return 0;
}

static int check_one(struct run *run, struct check *check)
{
	int found = network_load(run, &check->host.tools, check->lease.network, &check->network);

	if (found < 0) {
		return -1;
	}
	if (!found || !check->network.index) {
		complain_of_bridge(check, "is gone");
		return 0;
	}
	int there = connection_is_there(run, &check->host.tools, &check->lease);
	if (there == 0 || !check->lease.complete) {
		complain(check, there ? "it was left half done" : "its link is gone");
		return 0;
	}
	if (there < 0 || check_bridge(run, check) < 0 || check_tables(run, check) < 0 ||
	    check_ports(run, check) < 0 || check_drift(run, check) < 0) {
		return -1;
	}
	return check_namespace(run, check);
}

/* Whether the name is asked about; then it is met. */
static bool is_meant(struct check *check, const char *name)
{
	for (size_t i = 0; i < check->names.count; i++) {
		if (strcmp(check->names.name[i], name) == 0) {
			check->met[i] = true;
			return true;
		}
	}
	return check->names.count == 0;
}

static void hear_companion(void *context, const char *name, const char *wrong)
{
	struct check *check = context;

	if (is_meant(check, name) && wrong) {
		complain_of(check, name, wrong);
	}
}

static int check_leases(struct run *run, struct check *check)
{
	struct lease_list leases;
	int result = lease_list(run, &check->host.state, NULL, &leases);

	for (size_t i = 0; result == 0 && i < leases.count; i++) {
		if (is_meant(check, leases.lease[i].name)) {
			check->lease = leases.lease[i];
			result = check_one(run, check);
		}
	}
	lease_list_free(&leases);
	return result;
}

static bool has_members(const struct lease_list *leases, const struct network *network)
{
	for (size_t i = 0; i < leases->count; i++) {
		if (strcmp(leases->lease[i].network, network->name) == 0) {
			return true;
		}
	}
	return false;
}

static int check_memberless(struct run *run, struct check *check, const char *name)
{
	check->lease = (struct lease){ 0 };
	snprintf(check->lease.name, sizeof check->lease.name, "network %s", name);
	int found = network_load(run, &check->host.tools, name, &check->network);
	if (found <= 0) {
		return found;
	}
	if (!check->network.index || !check->network.complete) {
		complain_of_bridge(check, check->network.index ? "was left half done" : "is gone");
		return 0;
	}
	return check_bridge(run, check) < 0 ? -1 : check_tables(run, check);
}

/* Where no names are asked about. */
static int check_networks(struct run *run, struct check *check)
{
	struct network_list networks;
	struct lease_list leases;

	if (network_list(run, &check->host.state, &networks) < 0) {
		return -1;
	}
	int result = lease_list(run, &check->host.state, NULL, &leases);
	for (size_t i = 0; result == 0 && i < networks.count; i++) {
		if (!has_members(&leases, &networks.network[i])) {
			result = check_memberless(run, check, networks.network[i].name);
		}
	}
	lease_list_free(&leases);
	network_list_free(&networks);
	return result;
}

/* A name may be none of "up", and have a forwarder or an uplink. */
static int check_all(struct run *run, struct check *check)
{
	struct netns_listener listener = { hear_companion, check };

	check->met = calloc(check->names.count + 1, sizeof *check->met);
	if (!check->met) {
		return run_refuse(run, "there is no memory for %zu names", check->names.count);
	}
	int result = check_leases(run, check);
	if (result == 0 && check->names.count == 0) {
		result = check_networks(run, check);
	}
	if (result == 0) {
		result = netns_each_state(run, &check->host, netns_look_at_companions, &listener);
	}
	for (size_t i = 0; result == 0 && i < check->names.count; i++) {
		if (!check->met[i]) {
			run_step(run, "check %s", check->names.name[i]);
			result = run_refuse(
				run, "it is not up, and has neither a forwarder nor an uplink");
		}
	}
	free(check->met);
	return result;
}

int netns_check(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns check",
		.summary = "Tell what is no longer as \"up\" made it; status 1 when something is.",
		.operands = "[NAME]...",
		.operands_max = -1,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct check check = { 0 };

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (netns_names_read(run, &asked, &check.names) < 0 ||
	    netns_host_open(run, &check.host, STATE_IF_THERE) < 0) {
		return run_failed(run);
	}
	int result = check_all(run, &check);
	netns_host_close(run, &check.host);
	netns_names_free(&check.names);
	if (result < 0) {
		return run_failed(run);
	}
	int status = option_answered(run);
	return status ? status : check.complaints ? EXIT_VERB_FAILED : 0;
}
