/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gc - find and remove what a killed program, or a namespace that ended, left behind.
 *
 * Theory of operation.  Every part of a connection or a network has a record from before it is
 * made until after it is gone, and all of it happens under the lock that is held here; so a
 * record that is not complete is of a program that was killed.  One that is complete is
 * dead when the link that it tells of is gone, or it is of an earlier boot.  Nothing without
 * a record is ever touched: it could be of a program that sees another /run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "companion.h"
#include "forward.h"
#include "host.h"
#include "loan.h"
#include "netname.h"
#include "network_rules.h"
#include "place.h"
#include "table.h"
#include "verb.h"

enum { KIND, NAME, NETWORK, WHY };

static const struct table_column columns[] = {
	[KIND] = { "KIND", "lease, link, port, network, forward or uplink", TABLE_SHOWN },
	[NAME] = { "NAME", "whose it was", TABLE_SHOWN | TABLE_KEY },
	[NETWORK] = { "NETWORK", "the network it is of", TABLE_SHOWN },
	[WHY] = { "WHY", "how it is known to be left behind", TABLE_SHOWN },
	{ 0 },
};

struct search {
	struct host host;
	struct table *found; /* NULL: remove instead of listing */
};

static void tell(struct search *search, const char *kind, const char *name, const char *network,
		 const char *why)
{
	struct table_row *row = search->found ? table_add(search->found, NULL) : NULL;

	if (row) {
		table_set(row, KIND, "%s", kind);
		table_set(row, NAME, "%s", name);
		table_set(row, NETWORK, "%s", network);
		table_set(row, WHY, "%s", why);
	}
}

/* Why a lease is dead, or NULL when it is not; -1 in *result for a failure. */
static const char *why_dead(struct run *run, struct search *search, const struct lease *lease,
			    int *result)
{
	struct boot_id boot;

	if (state_boot_id(run, &boot) < 0) {
		*result = -1;
		return NULL;
	}
	if (strcmp(boot.text, lease->boot.text) != 0) {
		return "it is of an earlier boot";
	}
	if (!lease->complete) {
		return "the program that was at it was killed";
	}
	int there = connection_is_there(run, &search->host.tools, lease);
	*result = there < 0 ? -1 : 0;
	return there == 0 ? "its link is gone" : NULL;
}

static int search_leases(struct run *run, struct search *search)
{
	struct lease_list leases;
	int result = lease_list(run, &search->host.state, NULL, &leases);

	for (size_t i = 0; result == 0 && i < leases.count; i++) {
		const struct lease *lease = &leases.lease[i];
		const char *why = why_dead(run, search, lease, &result);

		if (!why || result < 0) {
			continue;
		}
		tell(search, "lease", lease->name, lease->network, why);
		if (!search->found) {
			result = netns_disconnect(run, &search->host, lease);
		}
	}
	lease_list_free(&leases);
	return result;
}

static bool has_lease(const struct lease_list *leases, const struct port *port)
{
	for (size_t i = 0; i < leases->count; i++) {
		if (leases->lease[i].number == port->number &&
		    strcmp(leases->lease[i].network, port->network) == 0) {
			return true;
		}
	}
	return false;
}

/* A port without its rules was about to be published, or just unpublished. */
static int check_port(struct run *run, struct search *search, const struct lease_list *leases,
		      const struct port *port)
{
	struct network network;
	struct port_text text;
	int found = network_load(run, &search->host.tools, port->network, &network);
	int has_rules = found > 0 ? network_has_rules(run, &search->host.tools, &network, port) : 1;
	bool owned = has_lease(leases, port);

	if (found < 0 || has_rules < 0) {
		return -1;
	}
	if (found && owned && has_rules) {
		return 0;
	}
	tell(search, "port", port_print(&text, port), port->network,
	     owned ? "it has no rules" : "nobody has its address");
	if (search->found) {
		return 0;
	}
	run_step(run, "forget port %s, which was left behind", port_print(&text, port));
	if (found && network_unpublish(run, &search->host.tools, &network, port) < 0) {
		return -1;
	}
	return port_release(run, &search->host.state, port);
}

static int search_ports(struct run *run, struct search *search)
{
	struct lease_list leases;
	struct port_list ports;
	int result = lease_list(run, &search->host.state, NULL, &leases);

	if (result == 0) {
		result = port_list(run, &search->host.state, NULL, &ports);
		for (size_t i = 0; result == 0 && i < ports.count; i++) {
			result = check_port(run, search, &leases, &ports.port[i]);
		}
		port_list_free(&ports);
	}
	lease_list_free(&leases);
	return result;
}

static int search_networks(struct run *run, struct search *search)
{
	struct network_list networks;
	int result = network_list(run, &search->host.state, &networks);

	for (size_t i = 0; result == 0 && i < networks.count; i++) {
		const struct network *network = &networks.network[i];
		struct lease_list members;

		result = lease_list(run, &search->host.state, network->name, &members);
		size_t count = members.count;
		lease_list_free(&members);
		if (result < 0 || count > 0 || (network->kept && network->complete)) {
			continue;
		}
		tell(search, "network", network->name, network->name,
		     network->complete ? "it has no member"
				       : "the program that was at it was killed");
		if (!search->found) {
			result = network_remove(run, &search->host.tools, network);
		}
	}
	network_list_free(&networks);
	return result;
}

/* Whether the link is where it was lent to: 1, 0 or -1. */
static int has_link(struct run *run, const struct loan *loan)
{
	struct netlink inside;
	struct link link;
	uint64_t id = 0;
	int fd = netns_open(run, loan->name), result;

	if (fd < 0) {
		run_forgive(run);
		return 0;
	}
	result = netname_identity(run, fd, &id);
	if (result == 0 && id == loan->namespace_id) {
		result = netlink_open_in(run, &inside, NETLINK_ROUTE, fd);
		if (result == 0) {
			result = link_find(run, &inside, loan->link, &link);
			netlink_close(&inside);
		}
	}
	close(fd);
	return result;
}

/* Lent to a namespace that is gone, or whose mover was killed before the link had moved. */
static int search_loans(struct run *run, struct search *search)
{
	struct loan_list loans;
	int result = loan_list(run, &search->host.state, &loans);

	for (size_t i = 0; result == 0 && i < loans.count; i++) {
		const struct loan *loan = &loans.loan[i];
		int there = has_link(run, loan);

		if (there != 0) {
			result = there < 0 ? -1 : 0;
			continue;
		}
		tell(search, "link", loan->original, "-", "it is not in the namespace that has it");
		if (!search->found) {
			result = netns_return_loan(run, &search->host, loan);
		}
	}
	loan_list_free(&loans);
	return result;
}

/* A forwarder ends with its last port: one without any was started for a port that never came. */
static bool is_idle(const struct companion *companion, const struct forward_list *ports)
{
	bool idle = strcmp(companion->kind, COMPANION_FORWARD) == 0;

	for (size_t i = 0; idle && i < ports->count; i++) {
		idle = ports->item[i].namespace_id != companion->namespace_id;
	}
	return idle;
}

static const char *why_companion_dead(const struct companion *companion,
				      const struct forward_list *ports)
{
	return !companion_is_alive(companion) ? "its process has ended"
	       : !companion->ready            ? "the program that started it was killed"
	       : is_idle(companion, ports)    ? "it forwards no port"
					      : NULL;
}

/* Processes that have ended, were never ready, or have nothing to do. */
static int search_companions(struct run *run, struct search *search)
{
	struct companion_list list;
	struct forward_list ports;

	if (forward_list(run, &search->host.state, &ports) < 0) {
		return -1;
	}
	int result = companion_list(run, &search->host.state, &list);
	for (size_t i = 0; result == 0 && i < list.count; i++) {
		const struct companion *one = &list.companion[i];
		const char *why = why_companion_dead(one, &ports);

		if (!why) {
			continue;
		}
		tell(search, one->kind, one->name, "-", why);
		if (!search->found) {
			result = netns_end_companions(run, &search->host.state,
						      &(struct netns_of){ NULL, one->namespace_id,
									  one->kind });
		}
	}
	companion_list_free(&list);
	forward_list_free(&ports);
	return result;
}

/* A forwarder that is there may have been told of the port already. */
static int drop_forward(struct run *run, const struct state *state, const struct forward_port *item,
			bool forwarded)
{
	if (!forwarded) {
		return forward_release(run, state, item);
	}
	return forward_unpublish(run, state, item->namespace_id, &item->port) < 0 ? -1 : 0;
}

static int search_forwards(struct run *run, struct search *search)
{
	struct forward_list list;
	int result = forward_list(run, &search->host.state, &list);

	for (size_t i = 0; result == 0 && i < list.count; i++) {
		const struct forward_port *item = &list.item[i];
		struct companion companion;
		struct port_text text;
		int found = companion_find(run, &search->host.state, COMPANION_FORWARD,
					   item->namespace_id, &companion);

		if (found < 0 || (found > 0 && item->complete)) {
			result = found < 0 ? -1 : 0;
			continue;
		}
		tell(search, "port", port_print(&text, &item->port), "-", "nothing forwards it");
		if (!search->found) {
			result = drop_forward(run, &search->host.state, item, found > 0);
		}
	}
	forward_list_free(&list);
	return result;
}

/* A record that was being written when its writer was killed. */
static int drop_new(struct run *run, struct search *search)
{
	struct record_list records;
	int result = state_read(run, &search->host.state, "new", &records);

	for (size_t i = 0; result == 0 && !search->found && i < records.count; i++) {
		run_step(run, "remove a record that was never finished");
		result = state_remove(run, &search->host.state, records.record[i].name);
	}
	record_list_free(&records);
	return result;
}

static int search_all(struct run *run, struct search *search)
{
	if (netns_host_open(run, &search->host, STATE_IF_THERE) < 0) {
		return -1;
	}
	int result = drop_new(run, search);
	if (result == 0) {
		result = search_leases(run, search);
	}
	if (result == 0) {
		result = search_forwards(run, search);
	}
	if (result == 0) {
		result = search_companions(run, search);
	}
	if (result == 0) {
		result = search_loans(run, search);
	}
	if (result == 0) {
		result = search_ports(run, search);
	}
	if (result == 0) {
		result = search_networks(run, search);
	}
	netns_host_close(run, &search->host);
	if (result == 0 && !search->found) {
		result = netname_tidy(run);
	}
	return result < 0 ? -1 : 0;
}

int netns_orphans(struct run *run, int argc, char **argv)
{
	struct table_format format = { 0 };
	struct search search = { 0 };
	struct option_row options[TABLE_OPTIONS + 1] = { 0 };
	const struct tool tool = {
		.name = "cns-netns orphans",
		.summary = "List what a killed program or an ended namespace left behind.",
		.operands = "",
		.rows = options,
	};

	table_options(options, &format);
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	search.found = table_new(run, "orphans", columns, &format);
	if (!search.found) {
		return run->failure.happened ? run_failed(run) : option_answered(run);
	}
	if (search_all(run, &search) < 0) {
		table_free(search.found);
		return run_failed(run);
	}
	return table_print(run, search.found);
}

int netns_gc(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns gc",
		.summary = "Remove what \"orphans\" lists.",
		.operands = "",
	};
	struct search search = { 0 };
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	return search_all(run, &search) < 0 ? run_failed(run) : 0;
}
