/* SPDX-License-Identifier: GPL-2.0-or-later */
/* publish - ports published and unpublished while a namespace is up, and listed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "host.h"
#include "network_rules.h"
#include "table.h"
#include "verb.h"

struct request {
	const char *network;
	const char *name;
	struct option_list from;
	struct port_list ports;
};

static int read_request(struct request *want, const struct tool *tool, struct run *run, int argc,
			char **argv, struct option_outcome *asked)
{
	*asked = option_parse(tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	want->name = asked->operand[0];
	asked->status = netns_ports_read(tool, asked->operand + 1, &want->ports);
	asked->status = asked->status ? asked->status
				      : netns_from_read(tool, &want->from, &want->ports);
	return asked->status ? -1 : 0;
}

/* The lease and the network of a name that is up. */
static int find(struct run *run, const struct host *host, const struct request *want,
		struct connection *connection, struct network *network)
{
	struct lease_list leases;
	int found = network_load(run, &host->tools, want->network, network);

	if (found < 0 || lease_list(run, &host->state, want->network, &leases) < 0) {
		return -1;
	}
	bool is_up = false;
	for (size_t i = 0; i < leases.count && !is_up; i++) {
		is_up = leases.lease[i].complete && strcmp(leases.lease[i].name, want->name) == 0;
		connection->lease = leases.lease[i];
	}
	lease_list_free(&leases);
	connection->network = network;
	if (!found || !is_up) {
		run_step(run, "find %s in the network %s", want->name, want->network);
		run_refuse(run, "it is not up");
		return run_advise(run, "cns-netns up %s connects it", want->name);
	}
	for (size_t i = 0; i < want->ports.count; i++) {
		memcpy(want->ports.port[i].network, network->name, NETWORK_NAME_SIZE);
		want->ports.port[i].number = connection->lease.number;
	}
	return 0;
}

static int add(struct run *run, const struct host *host, const struct request *want)
{
	struct connection connection = { 0 };
	struct network network;

	if (find(run, host, want, &connection, &network) < 0 ||
	    network_restore_rules(run, &host->tools) < 0) {
		return -1;
	}
	return connection_publish(run, &host->tools, &connection, &want->ports);
}

static int take_away(struct run *run, const struct host *host, const struct request *want)
{
	struct connection connection = { 0 };
	struct network network;

	if (find(run, host, want, &connection, &network) < 0) {
		return -1;
	}
	return connection_unpublish(run, &host->tools, &connection, &want->ports);
}

static int change(struct run *run, const struct request *want,
		  int (*work)(struct run *, const struct host *, const struct request *))
{
	struct host host;

	if (netns_host_open(run, &host, STATE_IF_THERE) < 0) {
		return run_failed(run);
	}
	int result = work(run, &host, want);
	netns_host_close(run, &host);
	free(want->ports.port);
	return result < 0 ? run_failed(run) : 0;
}

int netns_publish(struct run *run, int argc, char **argv)
{
	struct request want = { .network = "default" };
	const struct option_row options[] = {
		{ 0, "net", "TEXT", "in this network (default)", .text = &want.network },
		{ 0, "from", "ADDRESS",
		  "let only the host and this address or subnet reach them; may be repeated",
		  .list = &want.from },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns publish",
		.summary = "Publish ports of a namespace that is up, besides those it has.",
		.operands = "NAME PORT...",
		.operands_min = 2,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome asked;

	return read_request(&want, &tool, run, argc, argv, &asked) < 0 ? asked.status
								       : change(run, &want, add);
}

int netns_unpublish(struct run *run, int argc, char **argv)
{
	struct request want = { .network = "default" };
	const struct option_row options[] = {
		{ 0, "net", "TEXT", "in this network (default)", .text = &want.network },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns unpublish",
		.summary = "Take published ports of a namespace back.",
		.operands = "NAME PORT...",
		.operands_min = 2,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome asked;

	return read_request(&want, &tool, run, argc, argv, &asked) < 0
		       ? asked.status
		       : change(run, &want, take_away);
}

enum { NAME, PROTOCOL, ADDRESS, PORT, TO, TO_PORT, NETWORK, FROM, RULES };

static const struct table_column columns[] = {
	[NAME] = { "NAME", "the namespace that gets it", TABLE_SHOWN },
	[PROTOCOL] = { "PROTOCOL", "tcp, udp or sctp", TABLE_SHOWN },
	[ADDRESS] = { "ADDRESS", "of the host; * for any", TABLE_SHOWN },
	[PORT] = { "PORT", "of the host", TABLE_SHOWN | TABLE_NUMBER | TABLE_KEY },
	[TO] = { "TO", "address of the namespace", TABLE_SHOWN },
	[TO_PORT] = { "TO-PORT", "port of the namespace", TABLE_SHOWN | TABLE_NUMBER },
	[NETWORK] = { "NETWORK", "the network they meet in", TABLE_SHOWN },
	[FROM] = { "FROM", "who may reach it besides the host; empty: everybody", TABLE_LIST },
	[RULES] = { "RULES", "whether the firewall has the rules", TABLE_BOOLEAN },
	{ 0 },
};

static const char *owner(const struct lease_list *leases, const struct port *port)
{
	for (size_t i = 0; i < leases->count; i++) {
		if (leases->lease[i].number == port->number &&
		    strcmp(leases->lease[i].network, port->network) == 0) {
			return leases->lease[i].name;
		}
	}
	return "-";
}

static void fill_sources(struct table_row *row, const struct port *port)
{
	char list[640] = "";

	for (unsigned i = 0; i < port->from_count; i++) {
		size_t used = strlen(list);
		struct address_text text;

		snprintf(list + used, sizeof list - used, "%s%s", i ? " " : "",
			 address_print(&text, &port->from[i]));
	}
	table_set(row, FROM, "%s", list);
}

static int fill_row(struct run *run, const struct host *host, struct table *table,
		    const struct port *port, const struct lease_list *leases)
{
	struct table_row *row = table_add(table, NULL);
	struct network network = { 0 };
	struct address_text text;

	if (network_load(run, &host->tools, port->network, &network) < 0) {
		return -1;
	}
	struct address to = network_address(&network, port->at.family ? port->at.family : AF_INET,
					    port->number);
	table_set(row, NAME, "%s", owner(leases, port));
	table_set(row, PROTOCOL, "%s", port_protocol(port->protocol));
	table_set(row, ADDRESS, "%s", port->at.family ? address_print_host(&text, &port->at) : "*");
	table_set_number(row, PORT, port->port);
	table_set(row, TO, "%s", address_print_host(&text, &to));
	table_set_number(row, TO_PORT, port->to_port);
	table_set(row, NETWORK, "%s", port->network);
	fill_sources(row, port);
	if (table_wants(table, RULES)) {
		int there = network_has_rules(run, &host->tools, &network, port);

		table_set(row, RULES, "%d", there > 0);
		return there < 0 ? -1 : 0;
	}
	return 0;
}

static int list_all(struct run *run, const struct host *host, struct table *table)
{
	struct lease_list leases;
	struct port_list ports;
	int result = lease_list(run, &host->state, NULL, &leases);

	if (result == 0) {
		result = port_list(run, &host->state, NULL, &ports);
		for (size_t i = 0; result == 0 && i < ports.count; i++) {
			result = fill_row(run, host, table, &ports.port[i], &leases);
		}
		port_list_free(&ports);
	}
	lease_list_free(&leases);
	return result;
}

int netns_ports(struct run *run, int argc, char **argv)
{
	return netns_print_table(run, argc, argv,
				 &(struct netns_listing){
					 .name = "cns-netns ports",
					 .summary = "List the published ports.",
					 .key = "ports",
					 .columns = columns,
					 .fill = list_all,
				 });
}
