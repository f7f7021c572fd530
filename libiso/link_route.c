/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/rtnetlink.h>

#include "link.h"

static int put_route(struct run *run, struct netlink *netlink, uint16_t type,
		     const struct link_route *route)
{
	int family = route->destination.family;
	void *payload;
	struct nlmsghdr *message = netlink_begin(run, netlink, type,
						 type == RTM_NEWROUTE ? NLM_F_CREATE | NLM_F_EXCL
								      : 0,
						 sizeof(struct rtmsg), &payload);
	struct rtmsg *header = payload;

	if (!message) {
		return -1;
	}
	header->rtm_family = (uint8_t)family;
	header->rtm_dst_len = (uint8_t)route->destination.prefix;
	header->rtm_table = RT_TABLE_MAIN;
	/* What is to be removed matches with any of these. */
	header->rtm_scope = RT_SCOPE_NOWHERE;
	if (type == RTM_NEWROUTE) {
		header->rtm_protocol = RTPROT_STATIC;
		header->rtm_type = RTN_UNICAST;
		header->rtm_scope = route->gateway.family ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
	}
	if (route->destination.prefix > 0) {
		mnl_attr_put(message, RTA_DST, address_size(family), route->destination.bytes);
	}
	if (route->gateway.family) {
		mnl_attr_put(message, RTA_GATEWAY, address_size(family), route->gateway.bytes);
	}
	if (route->index) {
		mnl_attr_put_u32(message, RTA_OIF, (uint32_t)route->index);
	}
	if (route->metric) {
		mnl_attr_put_u32(message, RTA_PRIORITY, route->metric);
	}
	return 0;
}

int link_add_route(struct run *run, struct netlink *netlink, const struct link_route *route)
{
	return put_route(run, netlink, RTM_NEWROUTE, route);
}

int link_remove_route(struct run *run, struct netlink *netlink, const struct link_route *route)
{
	return put_route(run, netlink, RTM_DELROUTE, route);
}

int link_add_default_route(struct run *run, struct netlink *netlink, int index,
			   const struct address *gateway)
{
	const struct link_route route = {
		.destination.family = gateway->family,
		.gateway = *gateway,
		.index = index,
	};

	return link_add_route(run, netlink, &route);
}
