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
		       address_print(&text, &own), lease->interface, address_words(&own));
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
