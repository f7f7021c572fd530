/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netfile.h"
#include "netname.h"
#include "network_rules.h"
#include "network_subnet.h"
#include "target.h"

/* In the first byte of a hardware address of ours: the end of a pair that the host has. */
enum { HOST_END = 0x08 };

static void choose_mac(const struct connection *connection, uint8_t mac[6])
{
	static const uint8_t none[6] = { 0 };

	if (memcmp(connection->mac, none, sizeof none) == 0) {
		network_mac(connection->network, connection->lease.number, mac);
	} else {
		memcpy(mac, connection->mac, sizeof connection->mac);
	}
}

struct mac_text {
	char text[18];
};

static const char *print_mac(struct mac_text *out, const uint8_t mac[6])
{
	snprintf(out->text, sizeof out->text, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
		 mac[2], mac[3], mac[4], mac[5]);
	return out->text;
}

static void say_pair(struct run *run, const struct link_veth *pair,
		     const struct connection *connection)
{
	struct mac_text own, peer;
	char mtu[24] = "";

	if (pair->mtu) {
		snprintf(mtu, sizeof mtu, " mtu %u", pair->mtu);
	}
	run_equivalent(run,
		       "ip link add %s address %s%s group %d master %s type veth peer name %s "
		       "address %s%s netns %s",
		       pair->name, print_mac(&own, pair->mac), mtu, LINK_GROUP,
		       connection->network->bridge, pair->peer_name,
		       print_mac(&peer, pair->peer_mac), mtu, connection->where);
	run_equivalent(run, "ip link set %s up", pair->name);
}

static int make_pair(struct run *run, const struct network_tools *tools,
		     const struct connection *connection)
{
	const struct lease *lease = &connection->lease;
	struct lease_link name;
	char other[NAME_MAX + IFNAMSIZ + 8];
	struct link_veth pair = {
		.name = lease_link(&name, lease),
		.bridge = connection->network->index,
		.peer_name = lease->interface,
		.namespace_fd = connection->namespace_fd,
		.mtu = connection->mtu,
	};

	choose_mac(connection, pair.peer_mac);
	network_mac(connection->network, lease->number, pair.mac);
	pair.mac[0] |= HOST_END;
	run_step(run, "link %s of the namespace %s to the bridge %s", lease->interface, lease->name,
		 connection->network->bridge);
	say_pair(run, &pair, connection);
	if (link_make_veth(run, tools->netlink, &pair) < 0 ||
	    link_set_hairpin(run, tools->netlink, pair.name) < 0 ||
	    (connection->network->isolated && link_isolate(run, tools->netlink, pair.name) < 0)) {
		return -1;
	}
	if (netlink_send(run, tools->netlink) < 0) {
		return run->failure.error == EEXIST
			       ? run_advise(
					 run,
					 "the namespace has a link %s already; --ifname names another",
					 lease->interface)
			       : -1;
	}
	/* For people: which namespace a link belongs to.  Longer than this a name cannot be. */
	if ((size_t)snprintf(other, sizeof other, "cns-%s-%s", lease->name, lease->interface) <
	    128) {
		run_equivalent(run, "ip link property add dev %s altname %s", name.name, other);
		if (link_add_name(run, tools->netlink, name.name, other) < 0 ||
		    netlink_send(run, tools->netlink) < 0) {
			run_forgive(run);
		}
	}
	return 0;
}

/* ip(8) run in the namespace. */
struct ip_text {
	char text[NAME_MAX + 32];
};

static const char *ip_of(struct ip_text *out, const struct connection *connection)
{
	const char *where = connection->where;

	if (!connection->lease.target) {
		snprintf(out->text, sizeof out->text, "ip -n %s", where);
	} else if (where[0] == '/') {
		snprintf(out->text, sizeof out->text, "nsenter --net=%s ip", where);
	} else {
		snprintf(out->text, sizeof out->text, "nsenter -t %s -n ip", where);
	}
	return out->text;
}

static int add_family(struct run *run, struct netlink *inside, const struct connection *connection,
		      int index, int family)
{
	const struct lease *lease = &connection->lease;
	struct address own = network_address(connection->network, family, lease->number);
	struct address gateway = network_address(connection->network, family, NETWORK_GATEWAY);
	struct address_text text;
	struct ip_text ip;

	if (!own.family) {
		return 0;
	}
	run_equivalent(run, "%s addr add %s dev %s%s", ip_of(&ip, connection),
		       address_print(&text, &own), lease->interface,
		       family == AF_INET6 ? " nodad" : " brd +");
	if (link_add_address(run, inside, index, &own) < 0) {
		return -1;
	}
	if (connection->no_gateway || connection->network->internal) {
		return 0;
	}
	run_equivalent(run, "%s %sroute add default via %s dev %s proto static",
		       ip_of(&ip, connection), family == AF_INET6 ? "-6 " : "",
		       address_print_host(&text, &gateway), lease->interface);
	return link_add_default_route(run, inside, index, &gateway);
}

static int set_up_inside(struct run *run, struct netlink *inside,
			 const struct connection *connection)
{
	const struct lease *lease = &connection->lease;
	struct ip_text ip;
	struct link link;

	if (link_find(run, inside, lease->interface, &link) < 0) {
		return -1;
	}
	run_equivalent(run, "%s link set lo up", ip_of(&ip, connection));
	run_equivalent(run, "%s link set %s up", ip_of(&ip, connection), lease->interface);
	if (link_raise(run, inside, "lo") < 0 || link_raise(run, inside, lease->interface) < 0 ||
	    add_family(run, inside, connection, link.index, AF_INET) < 0 ||
	    add_family(run, inside, connection, link.index, AF_INET6) < 0) {
		return -1;
	}
	if (netlink_send(run, inside) < 0) {
		return run->failure.error == EEXIST
			       ? run_advise(
					 run,
					 "the namespace has a default route already; --no-gateway adds none")
			       : -1;
	}
	return 0;
}

int connection_make(struct run *run, const struct network_tools *tools,
		    const struct connection *connection)
{
	struct netlink inside;

	if (make_pair(run, tools, connection) < 0) {
		return -1;
	}
	run_step(run, "set up %s in the namespace %s", connection->lease.interface,
		 connection->lease.name);
	if (netlink_open_in(run, &inside, NETLINK_ROUTE, connection->namespace_fd) < 0) {
		return -1;
	}
	int result = set_up_inside(run, &inside, connection);
	netlink_close(&inside);
	return result;
}

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
		result = port_take(run, tools->state, port);
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

static int remove_ports(struct run *run, const struct network_tools *tools,
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

/* Explicitly, and waited for: a namespace may live on, and would its link end it would be later. */
static int remove_link(struct run *run, const struct network_tools *tools,
		       const struct lease *lease)
{
	struct lease_link name;

	run_step(run, "remove the link of %s to the network %s", lease->name, lease->network);
	run_equivalent(run, "ip link del %s", lease_link(&name, lease));
	if (link_remove(run, tools->netlink, lease_link(&name, lease)) < 0) {
		return -1;
	}
	if (netlink_send(run, tools->netlink) < 0) {
		if (run->failure.error != ENODEV) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

/* Only while the name still stands for the namespace that it was made for. */
static int remove_name(struct run *run, const struct lease *lease)
{
	uint64_t id = 0;
	int fd = lease->made_name ? netname_open(run, lease->name) : -1;

	if (fd < 0) {
		if (lease->made_name) {
			run_forgive(run);
		}
		return 0;
	}
	int result = netname_identity(run, fd, &id);
	close(fd);
	if (result < 0 || id != lease->namespace_id) {
		return result;
	}
	run_equivalent(run, "ip netns del %s", lease->name);
	return netname_remove(run, lease->name);
}

int connection_break(struct run *run, const struct network_tools *tools,
		     const struct network *network, const struct lease *lease)
{
	netlink_forget(tools->netlink);
	netlink_forget(&tools->firewall->netlink);
	struct lease ending = *lease;

	run_step(run, "record that %s is being disconnected", lease->name);
	if (lease_mark(run, tools->state, &ending, false) < 0) {
		return -1;
	}
	int result = remove_ports(run, tools, network, lease);
	result |= remove_link(run, tools, lease);
	result |= remove_name(run, lease);
	result |= lease->names ? netfile_remove(run, lease->name, "resolv.conf") : 0;
	result |= lease->hosts ? netfile_remove(run, lease->name, "hosts") : 0;
	if (result < 0) {
		return -1;
	}
	run_step(run, "release the address of %s", lease->name);
	return lease_release(run, tools->state, lease);
}

static int open_target(struct run *run, const char *text)
{
	struct target target;

	if (target_open_network(run, text, &target) < 0) {
		return -1;
	}
	int fd = target_open_namespace(run, &target, NAMESPACE_NET);
	target_close(&target);
	return fd;
}

int connection_open_namespace(struct run *run, const struct lease *lease)
{
	uint64_t id = 0;
	int fd = lease->target ? open_target(run, lease->name) : netname_open(run, lease->name);

	if (fd < 0 || (netname_identity(run, fd, &id) == 0 && id == lease->namespace_id)) {
		return fd;
	}
	if (!run->failure.happened) {
		run_step(run, "open the namespace of %s", lease->name);
		run_refuse(run, "it is another one than the one that is connected");
	}
	close(fd);
	return -1;
}

int connection_is_there(struct run *run, const struct network_tools *tools,
			const struct lease *lease)
{
	struct lease_link name;
	struct link link;

	run_step(run, "look for the link of %s to the network %s", lease->name, lease->network);
	return link_find(run, tools->netlink, lease_link(&name, lease), &link);
}
