/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "link.h"

/* IFLA_LINK of a vxlan is its own index. */
static int keep_vxlan(const struct nlattr *attribute, void *data)
{
	struct link *link = data;

	if (mnl_attr_get_type(attribute) == IFLA_VXLAN_LINK) {
		link->lower = (int)mnl_attr_get_u32(attribute);
	}
	return MNL_CB_OK;
}

static int keep_port(const struct nlattr *attribute, void *data)
{
	struct link *link = data;

	if (mnl_attr_get_type(attribute) == IFLA_BRPORT_ISOLATED) {
		link->isolated = mnl_attr_get_u8(attribute) != 0;
	} else if (mnl_attr_get_type(attribute) == IFLA_BRPORT_MODE) {
		link->hairpin = mnl_attr_get_u8(attribute) != 0;
	}
	return MNL_CB_OK;
}

static int keep_kind(const struct nlattr *attribute, void *data)
{
	struct link *link = data;

	if (mnl_attr_get_type(attribute) == IFLA_INFO_KIND) {
		snprintf(link->kind, sizeof link->kind, "%s", mnl_attr_get_str(attribute));
	} else if (mnl_attr_get_type(attribute) == IFLA_INFO_DATA &&
		   strcmp(link->kind, "vxlan") == 0) {
		mnl_attr_parse_nested(attribute, keep_vxlan, link);
	} else if (mnl_attr_get_type(attribute) == IFLA_INFO_SLAVE_DATA) {
		mnl_attr_parse_nested(attribute, keep_port, link);
	}
	return MNL_CB_OK;
}

static void keep_traffic(const struct nlattr *attribute, struct link_traffic *traffic)
{
	struct rtnl_link_stats64 stats = { 0 };
	size_t size = mnl_attr_get_payload_len(attribute);

	memcpy(&stats, mnl_attr_get_payload(attribute), size < sizeof stats ? size : sizeof stats);
	*traffic = (struct link_traffic){
		stats.rx_bytes, stats.rx_packets, stats.rx_errors, stats.rx_dropped,
		stats.tx_bytes, stats.tx_packets, stats.tx_errors, stats.tx_dropped,
	};
}

static int keep_link_attribute(const struct nlattr *attribute, void *data)
{
	struct link *link = data;

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_IFNAME:
		snprintf(link->name, sizeof link->name, "%s", mnl_attr_get_str(attribute));
		break;
	case IFLA_MTU: link->mtu = mnl_attr_get_u32(attribute); break;
	case IFLA_GROUP: link->group = mnl_attr_get_u32(attribute); break;
	case IFLA_MASTER: link->master = (int)mnl_attr_get_u32(attribute); break;
	case IFLA_LINK: link->peer = (int)mnl_attr_get_u32(attribute); break;
	case IFLA_LINK_NETNSID: link->peer_nsid = (int)mnl_attr_get_u32(attribute); break;
	case IFLA_LINKINFO: mnl_attr_parse_nested(attribute, keep_kind, link); break;
	case IFLA_STATS64: keep_traffic(attribute, &link->traffic); break;
	case IFLA_ADDRESS:
		if (mnl_attr_get_payload_len(attribute) == sizeof link->mac) {
			memcpy(link->mac, mnl_attr_get_payload(attribute), sizeof link->mac);
		}
		break;
	default: break;
	}
	return MNL_CB_OK;
}

static void read_link(const struct nlmsghdr *answer, struct link *link)
{
	const struct ifinfomsg *header = mnl_nlmsg_get_payload(answer);

	*link = (struct link){ .index = header->ifi_index,
			       .flags = header->ifi_flags,
			       .peer_nsid = -1 };
	mnl_attr_parse(answer, sizeof *header, keep_link_attribute, link);
}

static int hear_link(const struct nlmsghdr *answer, void *data)
{
	struct link *link = data;

	if (answer) {
		read_link(answer, link);
	} else {
		*link = (struct link){ 0 };
	}
	return MNL_CB_OK;
}

int link_find(struct run *run, struct netlink *netlink, const char *name, struct link *link)
{
	void *payload;
	struct nlmsghdr *message = netlink_begin(run, netlink, RTM_GETLINK, 0,
						 sizeof(struct ifinfomsg), &payload);

	if (!message) {
		return -1;
	}
	mnl_attr_put_strz(message, IFLA_IFNAME, name);
	if (netlink_ask(run, netlink, hear_link, link) < 0) {
		if (run->failure.error != ENODEV) {
			return -1;
		}
		run_forgive(run);
		return 0;
	}
	return 1;
}

/* Returns room for one more in a list that grows by doubling, or NULL. */
static void *grow(void *list, size_t count, size_t size)
{
	if ((count & (count - 1)) != 0) {
		return list;
	}
	return reallocarray(list, count ? count * 2 : 1, size);
}

static int hear_links(const struct nlmsghdr *answer, void *data)
{
	struct link_list *list = data;

	if (!answer) {
		list->count = 0;
		return MNL_CB_OK;
	}
	struct link *grown = grow(list->link, list->count, sizeof *grown);
	if (!grown) {
		return MNL_CB_ERROR;
	}
	list->link = grown;
	read_link(answer, &list->link[list->count++]);
	return MNL_CB_OK;
}

int link_list(struct run *run, struct netlink *netlink, struct link_list *list)
{
	void *payload;

	*list = (struct link_list){ 0 };
	if (!netlink_begin(run, netlink, RTM_GETLINK, NLM_F_DUMP, sizeof(struct ifinfomsg),
			   &payload)) {
		return -1;
	}
	return netlink_ask(run, netlink, hear_links, list);
}

void link_list_free(struct link_list *list)
{
	free(list->link);
	*list = (struct link_list){ 0 };
}

const char *link_name(const struct link_list *list, int index)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->link[i].index == index) {
			return list->link[i].name;
		}
	}
	return "-";
}

static int keep_address_attribute(const struct nlattr *attribute, void *data)
{
	struct address *own = data;
	unsigned type = mnl_attr_get_type(attribute);
	size_t size = address_size(own->family);

	if ((type == IFA_ADDRESS && own->family == AF_INET6) || type == IFA_LOCAL) {
		if (mnl_attr_get_payload_len(attribute) == size) {
			memcpy(own->bytes, mnl_attr_get_payload(attribute), size);
		}
	}
	return MNL_CB_OK;
}

static int hear_addresses(const struct nlmsghdr *answer, void *data)
{
	struct link_address_list *list = data;

	if (!answer) {
		list->count = 0;
		return MNL_CB_OK;
	}
	struct link_address *grown = grow(list->item, list->count, sizeof *grown);
	if (!grown) {
		return MNL_CB_ERROR;
	}
	list->item = grown;
	const struct ifaddrmsg *header = mnl_nlmsg_get_payload(answer);
	struct link_address *item = &list->item[list->count++];
	*item = (struct link_address){ .address = { .family = header->ifa_family,
						    .prefix = header->ifa_prefixlen },
				       .index = (int)header->ifa_index };
	mnl_attr_parse(answer, sizeof *header, keep_address_attribute, &item->address);
	return MNL_CB_OK;
}

int link_list_addresses(struct run *run, struct netlink *netlink, struct link_address_list *list)
{
	void *payload;

	*list = (struct link_address_list){ 0 };
	if (!netlink_begin(run, netlink, RTM_GETADDR, NLM_F_DUMP, sizeof(struct ifaddrmsg),
			   &payload)) {
		return -1;
	}
	return netlink_ask(run, netlink, hear_addresses, list);
}

void link_address_list_free(struct link_address_list *list)
{
	free(list->item);
	*list = (struct link_address_list){ 0 };
}

static int keep_route_attribute(const struct nlattr *attribute, void *data)
{
	struct route *route = data;

	switch (mnl_attr_get_type(attribute)) {
	case RTA_DST:
		if (mnl_attr_get_payload_len(attribute) ==
		    address_size(route->destination.family)) {
			memcpy(route->destination.bytes, mnl_attr_get_payload(attribute),
			       address_size(route->destination.family));
		}
		break;
	case RTA_GATEWAY:
		if (mnl_attr_get_payload_len(attribute) ==
		    address_size(route->destination.family)) {
			route->gateway.family = route->destination.family;
			route->gateway.prefix = address_bits(route->gateway.family);
			memcpy(route->gateway.bytes, mnl_attr_get_payload(attribute),
			       address_size(route->gateway.family));
		}
		break;
	case RTA_PRIORITY: route->metric = mnl_attr_get_u32(attribute); break;
	case RTA_OIF: route->index = (int)mnl_attr_get_u32(attribute); break;
	case RTA_TABLE: route->table = mnl_attr_get_u32(attribute); break;
	default: break;
	}
	return MNL_CB_OK;
}

static int hear_routes(const struct nlmsghdr *answer, void *data)
{
	struct route_list *list = data;

	if (!answer) {
		list->count = 0;
		return MNL_CB_OK;
	}
	struct route *grown = grow(list->route, list->count, sizeof *grown);
	if (!grown) {
		return MNL_CB_ERROR;
	}
	list->route = grown;
	const struct rtmsg *header = mnl_nlmsg_get_payload(answer);
	struct route *route = &list->route[list->count];
	*route = (struct route){ .destination = { .family = header->rtm_family,
						  .prefix = header->rtm_dst_len },
				 .table = header->rtm_table,
				 .type = header->rtm_type };
	/* IPv6 clones of a route to one host tell nothing that the route does not. */
	if (!(header->rtm_flags & RTM_F_CLONED)) {
		mnl_attr_parse(answer, sizeof *header, keep_route_attribute, route);
		list->count++;
	}
	return MNL_CB_OK;
}

int link_list_routes(struct run *run, struct netlink *netlink, struct route_list *list)
{
	void *payload;

	*list = (struct route_list){ 0 };
	if (!netlink_begin(run, netlink, RTM_GETROUTE, NLM_F_DUMP, sizeof(struct rtmsg),
			   &payload)) {
		return -1;
	}
	return netlink_ask(run, netlink, hear_routes, list);
}

void link_route_list_free(struct route_list *list)
{
	free(list->route);
	*list = (struct route_list){ 0 };
}

static unsigned least_mtu(const struct link_list *links, const struct route_list *routes)
{
	unsigned least = 0;

	for (size_t i = 0; i < routes->count; i++) {
		for (size_t j = 0; j < links->count; j++) {
			const struct link *link = &links->link[j];

			if (routes->route[i].destination.prefix == 0 &&
			    routes->route[i].type == RTN_UNICAST &&
			    routes->route[i].index == link->index &&
			    (least == 0 || link->mtu < least)) {
				least = link->mtu;
			}
		}
	}
	return least;
}

int link_way_out_mtu(struct run *run, struct netlink *netlink, unsigned *mtu)
{
	struct link_list links;
	struct route_list routes = { 0 };
	int result = link_list(run, netlink, &links);

	if (result == 0) {
		result = link_list_routes(run, netlink, &routes);
	}
	if (result == 0) {
		*mtu = least_mtu(&links, &routes);
	}
	link_list_free(&links);
	link_route_list_free(&routes);
	return result;
}
