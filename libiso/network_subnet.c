/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "network_subnet.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CANDIDATES = 1024, FIRST_OCTET = 88 };

void network_mac(const struct network *network, uint32_t number, uint8_t mac[6])
{
	int family = network->subnet.family ? AF_INET : AF_INET6;
	struct address own = network_address(network, family, number);

	mac[0] = 0x06;
	mac[1] = 0x63;
	memcpy(mac + 2, own.bytes + address_size(family) - 4, 4);
}

/* A default route leads to everything and says nothing about what is in use. */
static const struct route *find_overlap(const struct route_list *routes,
					const struct address *subnet)
{
	for (size_t i = 0; i < routes->count; i++) {
		const struct route *route = &routes->route[i];

		if (route->destination.prefix > 0 && route->type != RTN_MULTICAST &&
		    route->destination.bytes[0] != 0xff &&
		    address_overlaps(&route->destination, subnet)) {
			return route;
		}
	}
	return NULL;
}

static bool is_recorded(const struct network_list *networks, const struct address *subnet)
{
	for (size_t i = 0; i < networks->count; i++) {
		if (address_overlaps(&networks->network[i].subnet, subnet) ||
		    address_overlaps(&networks->network[i].subnet6, subnet)) {
			return true;
		}
	}
	return false;
}

struct taken {
	struct route_list routes;
	struct network_list networks;
};

static struct address candidate(unsigned n)
{
	return (struct address){ .family = AF_INET,
				 .prefix = 24,
				 .bytes = { 10, (uint8_t)(FIRST_OCTET + n / 256), (uint8_t)n, 0 } };
}

/* FNV-1a over the machine's own name of itself, so that two machines seldom choose the same. */
static uint64_t hash_machine(void)
{
	uint64_t hash = 0xcbf29ce484222325;
	char id[64];
	int fd = open("/etc/machine-id", O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	}
	ssize_t length = fd < 0 ? 0 : read(fd, id, sizeof id);

	for (ssize_t i = 0; i < length; i++) {
		hash = (hash ^ (unsigned char)id[i]) * 0x100000001b3;
	}
	if (fd >= 0) {
		close(fd);
	}
	return hash;
}

static struct address candidate6(uint64_t hash, unsigned n)
{
	struct address subnet = { .family = AF_INET6, .prefix = 64, .bytes = { 0xfd } };

	memcpy(subnet.bytes + 1, &hash, 5);
	subnet.bytes[6] = (uint8_t)(n >> 8);
	subnet.bytes[7] = (uint8_t)n;
	return subnet;
}

/* Fills six with nothing where IPv6 is not there or switched off. */
static int keep_if_ipv6(struct run *run, struct address *six)
{
	static const char path[] = "/proc/sys/net/ipv6/conf/default/disable_ipv6";
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char value = '1';

	if (fd < 0 && errno != ENOENT) {
		return run_refuse_errno(run, "%s cannot be opened", path);
	}
	if (fd >= 0) {
		int result = read(fd, &value, 1) < 0
				     ? run_refuse_errno(run, "%s cannot be read", path)
				     : 0;
		close(fd);
		if (result < 0) {
			return -1;
		}
	}
	if (value != '0') {
		run_warn(run,
			 "note: IPv6 is switched off on this host: the network is of IPv4 alone");
		*six = (struct address){ 0 };
	}
	return 0;
}

static int choose(struct run *run, const struct taken *taken, struct network *network)
{
	uint64_t hash = hash_machine();

	for (unsigned n = 0; n < CANDIDATES; n++) {
		struct address four = network->subnet.family ? network->subnet : candidate(n);
		struct address six = network->subnet6.family ? network->subnet6
							     : candidate6(hash, n);

		if (find_overlap(&taken->routes, &four) || is_recorded(&taken->networks, &four) ||
		    find_overlap(&taken->routes, &six) || is_recorded(&taken->networks, &six)) {
			continue;
		}
		network->subnet = four;
		network->subnet6 = six;
		return keep_if_ipv6(run, &network->subnet6);
	}
	return run_refuse(run, "every subnet from 10.%d.0.0/24 on overlaps a route of this host",
			  FIRST_OCTET);
}

static int check_wish(struct run *run, const struct taken *taken, const struct address *subnet)
{
	struct address_text wish, other;
	const struct route *route = subnet->family ? find_overlap(&taken->routes, subnet) : NULL;

	if (route) {
		return run_refuse(run, "this host has a route to %s, which overlaps %s",
				  address_print(&other, &route->destination),
				  address_print(&wish, subnet));
	}
	if (subnet->family && is_recorded(&taken->networks, subnet)) {
		return run_refuse(run, "another network overlaps %s", address_print(&wish, subnet));
	}
	return 0;
}

int network_choose_subnets(struct run *run, const struct network_tools *tools,
			   struct network *network)
{
	struct taken taken = { 0 };

	run_step(run, "choose a subnet that no route of this host leads to");
	if (link_list_routes(run, tools->netlink, &taken.routes) < 0) {
		return -1;
	}
	int result = network_list(run, tools->state, &taken.networks);
	if (result == 0 && check_wish(run, &taken, &network->subnet) == 0 &&
	    check_wish(run, &taken, &network->subnet6) == 0) {
		result = choose(run, &taken, network);
	} else {
		result = -1;
	}
	link_route_list_free(&taken.routes);
	network_list_free(&taken.networks);
	return result;
}
