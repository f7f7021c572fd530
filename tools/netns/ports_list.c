/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ports_list - the verb "ports": what is published, by rules and by forwarders. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "host.h"
#include "network_rules.h"
#include "proxy.h"
#include "table.h"
#include "verb.h"

enum { NAME, PROTOCOL, ADDRESS, PORT, TO, TO_PORT, NETWORK, FROM, VIA, RULES };

static const struct table_column columns[] = {
	[NAME] = { "NAME", "the namespace that gets it", TABLE_SHOWN },
	[PROTOCOL] = { "PROTOCOL", "tcp, udp or sctp", TABLE_SHOWN },
	[ADDRESS] = { "ADDRESS", "of the host; * for any", TABLE_SHOWN },
	[PORT] = { "PORT", "of the host", TABLE_SHOWN | TABLE_NUMBER | TABLE_KEY },
	[TO] = { "TO", "address of the namespace", TABLE_SHOWN },
	[TO_PORT] = { "TO-PORT", "port of the namespace", TABLE_SHOWN | TABLE_NUMBER },
	[NETWORK] = { "NETWORK", "the network they meet in", TABLE_SHOWN },
	[FROM] = { "FROM", "who may reach it besides the host; empty: everybody", TABLE_LIST },
	[VIA] = { "VIA", "rules, or a forwarder (--proxy)", TABLE_SHOWN },
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
	table_set(row, VIA, "rules");
	fill_sources(row, port);
	if (table_wants(table, RULES)) {
		int there = network_has_rules(run, &host->tools, &network, port);

		table_set(row, RULES, "%d", there > 0);
		return there < 0 ? -1 : 0;
	}
	return 0;
}

static void add_forward(struct table *table, const struct forward_port *item)
{
	struct table_row *row = table_add(table, NULL);
	struct address_text text;

	table_set(row, NAME, "%s", item->name);
	table_set(row, PROTOCOL, "%s", port_protocol(item->port.protocol));
	table_set(row, ADDRESS, "%s",
		  item->port.at.family ? address_print_host(&text, &item->port.at) : "*");
	table_set_number(row, PORT, item->port.port);
	table_set_number(row, TO_PORT, item->port.to_port);
	table_set(row, VIA, "proxy");
	table_set(row, RULES, "0");
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
	return result == 0 ? netns_proxy_each(run, host, table, add_forward) : result;
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
