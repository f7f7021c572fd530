/* SPDX-License-Identifier: GPL-2.0-or-later */
/* up_print - the answer of "cns-netns up --json". */
#include <stdio.h>
#include <sys/socket.h>

#include "up.h"

static void print_addresses(const struct network *network, const char *key, uint32_t number,
			    const char *(*print)(struct address_text *, const struct address *))
{
	const int families[] = { AF_INET, AF_INET6 };
	const char *comma = "";

	printf(",\"%s\":[", key);
	for (int i = 0; i < 2; i++) {
		struct address own = network_address(network, families[i], number);
		struct address_text text;

		if (own.family) {
			printf("%s\"%s\"", comma, print(&text, &own));
			comma = ",";
		}
	}
	putchar(']');
}

static void print_ports(struct run *run, const struct host *host, const struct lease *lease)
{
	struct port_list ports;

	if (port_list(run, &host->state, lease, &ports) < 0) {
		return;
	}
	printf(",\"ports\":[");
	for (size_t i = 0; i < ports.count; i++) {
		struct port_text text;

		printf("%s\"%s\"", i ? "," : "", port_print(&text, &ports.port[i]));
	}
	putchar(']');
	port_list_free(&ports);
}

void netns_up_print(struct run *run, const struct host *host, const struct network *network,
		    const struct up_member *members, size_t count)
{
	putchar('[');
	for (size_t i = 0; i < count; i++) {
		const struct lease *lease = &members[i].connection.lease;
		struct lease_link link;

		printf("%s{\"name\":", i ? "," : "");
		netns_print_json(lease->name);
		printf(",\"network\":\"%s\",\"bridge\":\"%s\",\"interface\":", network->name,
		       network->bridge);
		netns_print_json(lease->interface);
		printf(",\"host_interface\":\"%s\"", lease_link(&link, lease));
		print_addresses(network, "addresses", lease->number, address_print);
		if (!network->internal && !members[i].connection.no_gateway) {
			print_addresses(network, "gateways", NETWORK_GATEWAY, address_print_host);
		}
		print_ports(run, host, lease);
		putchar('}');
	}
	puts("]");
}
