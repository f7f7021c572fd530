/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check - whether each connection is still as "up" made it. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "companion.h"
#include "forward.h"
#include "host.h"
#include "netname.h"
#include "network_rules.h"
#include "place.h"
#include "verb.h"

struct check {
	struct host host;
	unsigned complaints;
	/* The connection at hand. */
	struct lease lease;
	struct network network;
};

static void complain(struct check *check, const char *what)
{
	netns_print_plain(check->lease.name);
	printf(": %s\n", what);
	check->complaints++;
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

static int check_forwards(struct run *run, struct check *check)
{
	struct companion companion;
	struct forward_list list;
	int found = companion_find(run, &check->host.state, COMPANION_FORWARD,
				   check->lease.namespace_id, &companion);

	if (found < 0 || (found > 0 && companion_is_alive(&companion))) {
		return found < 0 ? -1 : 0;
	}
	int result = forward_list(run, &check->host.state, &list);
	for (size_t i = 0; result == 0 && i < list.count; i++) {
		struct port_text text;
		char words[160];

		if (list.item[i].namespace_id == check->lease.namespace_id) {
			snprintf(words, sizeof words, "the forwarder of its port %s has ended",
				 port_print(&text, &list.item[i].port));
			complain(check, words);
		}
	}
	forward_list_free(&list);
	return result;
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
		complain(check, "rules of its network are gone");
	}
	return whole < 0 ? -1 : 0;
}

static int check_drift(struct run *run, struct check *check)
{
	struct netns_drift drift;

	if (netns_find_drift(run, &check->host, &check->network, &check->lease, &drift) < 0) {
		return -1;
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
		complain(check, "the bridge of its network is gone");
		return 0;
	}
	int there = connection_is_there(run, &check->host.tools, &check->lease);
	if (there == 0 || !check->lease.complete) {
		complain(check, there ? "it was left half done" : "its link is gone");
		return 0;
	}
	if (there < 0 || check_tables(run, check) < 0 || check_ports(run, check) < 0 ||
	    check_drift(run, check) < 0 || check_forwards(run, check) < 0) {
		return -1;
	}
	return check_namespace(run, check);
}

static bool is_meant(const struct netns_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (strcmp(names->name[i], name) == 0) {
			return true;
		}
	}
	return names->count == 0;
}

static int check_all(struct run *run, struct check *check, const struct netns_names *names)
{
	struct lease_list leases;
	size_t met = 0;
	int result = lease_list(run, &check->host.state, NULL, &leases);

	for (size_t i = 0; result == 0 && i < leases.count; i++) {
		if (is_meant(names, leases.lease[i].name)) {
			check->lease = leases.lease[i];
			result = check_one(run, check);
			met++;
		}
	}
	lease_list_free(&leases);
	if (result == 0 && met < names->count) {
		run_step(run, "check every name that was given");
		return run_refuse(run, "not all of them are up");
	}
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
	struct netns_names names;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (netns_names_read(run, &asked, &names) < 0 ||
	    netns_host_open(run, &check.host, STATE_IF_THERE) < 0) {
		return run_failed(run);
	}
	int result = check_all(run, &check, &names);
	netns_host_close(run, &check.host);
	netns_names_free(&names);
	if (result < 0) {
		return run_failed(run);
	}
	int status = option_answered(run);
	return status ? status : check.complaints ? EXIT_VERB_FAILED : 0;
}
