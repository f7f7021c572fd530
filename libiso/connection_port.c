/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <sys/socket.h>

#include "connection.h"
#include "network_rules.h"

static const struct port *find_port(const struct port_list *list, const struct port *port)
{
	for (size_t i = 0; i < list->count; i++) {
		if (port_is_same(&list->port[i], port)) {
			return &list->port[i];
		}
	}
	return NULL;
}

static int check_sources(struct run *run, const struct port *has, const struct port *wanted)
{
	struct port_text text;

	if (port_has_same_sources(has, wanted)) {
		return 0;
	}
	run_step(run, "publish port %s", port_print(&text, wanted));
	run_refuse(run, "it is published already, for others to reach it");
	return run_advise(run, "cns-netns unpublish takes it back first");
}

static int remove_port(struct run *run, const struct network_tools *tools,
		       const struct network *network, const struct port *port)
{
	struct port_text text;

	run_step(run, "unpublish port %s", port_print(&text, port));
	if (network && network_unpublish(run, tools, network, port) < 0) {
		return -1;
	}
	return port_release(run, tools->state, port);
}

/* The network's own in a dry run, where nobody has made that. */
static bool is_rehearsed(struct run *run, const struct network *network, const struct address *at)
{
	struct address own = network_address(network, at->family, NETWORK_GATEWAY);

	own.prefix = at->prefix;
	return run->dry && address_is_same(&own, at);
}

/* One of IPv6 that is new cannot be bound to for a second or two, but it is listed. */
static int is_listed(struct run *run, const struct network_tools *tools, const struct address *at)
{
	struct link_address_list list;
	bool found = false;

	if (link_list_addresses(run, tools->netlink, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; !found && i < list.count; i++) {
		struct address host = list.item[i].address;

		host.prefix = at->prefix;
		found = address_is_same(&host, at);
	}
	link_address_list_free(&list);
	return found;
}

/* At an address that the host lacks a rule would be, and nobody reach it. */
static int check_address(struct run *run, const struct network_tools *tools,
			 const struct network *network, const struct port *port)
{
	struct port_text text;
	struct address_text at;

	if (port_can_be_bound(port) || is_rehearsed(run, network, &port->at)) {
		return 0;
	}
	run_step(run, "publish port %s", port_print(&text, port));
	int listed = is_listed(run, tools, &port->at);
	if (listed != 0) {
		return listed < 0 ? -1 : 0;
	}
	run_refuse(run, "this host does not have the address %s",
		   address_print_host(&at, &port->at));
	return run_advise(run,
			  "ip addr shows those that it has; for one that comes later, as by VRRP, "
			  "sysctl -w net.ipv%d.ip_nonlocal_bind=1",
			  port->at.family == AF_INET6 ? 6 : 4);
}

/* Each record is taken before the one batch that makes them all work; *count are taken. */
static int take_ports(struct run *run, const struct network_tools *tools,
		      const struct connection *connection, const struct port_list *wanted,
		      struct port_list *taken)
{
	struct port_list has;
	int result = port_list(run, tools->state, &connection->lease, &has);

	for (size_t i = 0; result == 0 && i < wanted->count; i++) {
		const struct port *port = &wanted->port[i];

		const struct port *there = find_port(&has, port);

		if (there) {
			result = check_sources(run, there, port);
			continue;
		}
		result = check_address(run, tools, connection->network, port);
		if (result == 0) {
			result = port_take(run, tools->state, port);
		}
		if (result == 0) {
			taken->port[taken->count++] = *port;
			result = network_publish(run, tools, connection->network, port);
		}
	}
	port_list_free(&has);
	return result;
}

static void undo_ports(const struct run *run, const struct network_tools *tools,
		       const struct connection *connection, const struct port_list *taken)
{
	netlink_forget(&tools->firewall->netlink);
	for (size_t i = 0; i < taken->count; i++) {
		struct run undo = *run;

		undo.failure = (struct failure){ 0 };
		remove_port(&undo, tools, connection->network, &taken->port[i]);
	}
}

int connection_publish(struct run *run, const struct network_tools *tools,
		       const struct connection *connection, const struct port_list *ports)
{
	struct port_list taken = { 0 };

	if (ports->count == 0) {
		return 0;
	}
	run_step(run, "publish ports of %s", connection->lease.name);
	if (connection->network->internal) {
		return run_refuse(run, "the network %s is internal", connection->network->name);
	}
	taken.port = calloc(ports->count, sizeof *taken.port);
	if (!taken.port) {
		return run_refuse(run, "there is no memory for %zu ports", ports->count);
	}
	int result = take_ports(run, tools, connection, ports, &taken);
	if (result == 0) {
		run_step(run, "publish the ports of %s", connection->lease.name);
		result = firewall_commit(run, tools->firewall);
	}
	if (result < 0) {
		undo_ports(run, tools, connection, &taken);
	}
	for (size_t i = 0; result == 0 && i < taken.count; i++) {
		result = network_forget_datagrams(run, tools, connection->network, &taken.port[i]);
	}
	free(taken.port);
	return result;
}

int connection_unpublish(struct run *run, const struct network_tools *tools,
			 const struct connection *connection, const struct port_list *ports)
{
	struct port_list has;
	struct port_text text;
	int result = port_list(run, tools->state, &connection->lease, &has);

	for (size_t i = 0; result == 0 && i < ports->count; i++) {
		if (!find_port(&has, &ports->port[i])) {
			run_step(run, "unpublish port %s", port_print(&text, &ports->port[i]));
			result = run_refuse(run, "%s has not published it", connection->lease.name);
		}
	}
	for (size_t i = 0; result == 0 && i < ports->count; i++) {
		result = remove_port(run, tools, connection->network,
				     find_port(&has, &ports->port[i]));
	}
	port_list_free(&has);
	return result;
}

int connection_unpublish_all(struct run *run, const struct network_tools *tools,
			     const struct network *network, const struct lease *lease)
{
	struct port_list ports;
	int result = port_list(run, tools->state, lease, &ports);

	for (size_t i = 0; i < ports.count; i++) {
		result |= remove_port(run, tools, network, &ports.port[i]);
	}
	port_list_free(&ports);
	return result < 0 ? -1 : 0;
}
