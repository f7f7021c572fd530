/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "link.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { CREATE = NLM_F_CREATE | NLM_F_EXCL };

bool link_is_name(const char *name)
{
	size_t length = strlen(name);

	if (length == 0 || length >= IFNAMSIZ || strcmp(name, ".") == 0 ||
	    strcmp(name, "..") == 0) {
		return false;
	}
	for (; *name; name++) {
		if (*name <= ' ' || *name >= 0x7f || *name == '/' || *name == ':') {
			return false;
		}
	}
	return true;
}

static struct nlmsghdr *begin_link(struct run *run, struct netlink *netlink, uint16_t type,
				   uint16_t flags, struct ifinfomsg **link)
{
	void *payload;
	struct nlmsghdr *message = netlink_begin(run, netlink, type, flags, sizeof **link,
						 &payload);

	if (message) {
		*link = payload;
	}
	return message;
}

int link_make_bridge(struct run *run, struct netlink *netlink, const struct link_bridge *bridge)
{
	struct ifinfomsg *link;
	struct nlmsghdr *message = begin_link(run, netlink, RTM_NEWLINK, CREATE, &link);

	if (!message) {
		return -1;
	}
	link->ifi_flags = link->ifi_change = IFF_UP;
	mnl_attr_put_strz(message, IFLA_IFNAME, bridge->name);
	mnl_attr_put(message, IFLA_ADDRESS, sizeof bridge->mac, bridge->mac);
	mnl_attr_put_u32(message, IFLA_GROUP, LINK_GROUP);
	if (bridge->mtu) {
		mnl_attr_put_u32(message, IFLA_MTU, bridge->mtu);
	}
	struct nlattr *info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_KIND, "bridge");
	mnl_attr_nest_end(message, info);
	const uint8_t *mac = bridge->mac;
	run_equivalent(run,
		       "ip link add %s address %02x:%02x:%02x:%02x:%02x:%02x group %d type bridge",
		       bridge->name, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5], LINK_GROUP);
	run_equivalent(run, "ip link set %s up", bridge->name);
	return 0;
}

static void put_peer(struct nlmsghdr *message, const struct link_veth *veth)
{
	struct nlattr *peer = mnl_attr_nest_start(message, VETH_INFO_PEER);

	memset(mnl_nlmsg_get_payload_tail(message), 0, sizeof(struct ifinfomsg));
	message->nlmsg_len += NLMSG_ALIGN(sizeof(struct ifinfomsg));
	mnl_attr_put_strz(message, IFLA_IFNAME, veth->peer_name);
	mnl_attr_put(message, IFLA_ADDRESS, sizeof veth->peer_mac, veth->peer_mac);
	mnl_attr_put_u32(message, IFLA_NET_NS_FD, (uint32_t)veth->namespace_fd);
	if (veth->mtu) {
		mnl_attr_put_u32(message, IFLA_MTU, veth->mtu);
	}
	mnl_attr_nest_end(message, peer);
}

int link_make_veth(struct run *run, struct netlink *netlink, const struct link_veth *veth)
{
	struct ifinfomsg *link;
	struct nlmsghdr *message = begin_link(run, netlink, RTM_NEWLINK, CREATE, &link);

	if (!message) {
		return -1;
	}
	link->ifi_flags = link->ifi_change = IFF_UP;
	mnl_attr_put_strz(message, IFLA_IFNAME, veth->name);
	mnl_attr_put(message, IFLA_ADDRESS, sizeof veth->mac, veth->mac);
	mnl_attr_put_u32(message, IFLA_GROUP, LINK_GROUP);
	if (veth->mtu) {
		mnl_attr_put_u32(message, IFLA_MTU, veth->mtu);
	}
	if (veth->bridge) {
		mnl_attr_put_u32(message, IFLA_MASTER, (uint32_t)veth->bridge);
	}
	struct nlattr *info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_KIND, "veth");
	struct nlattr *data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
	put_peer(message, veth);
	mnl_attr_nest_end(message, data);
	mnl_attr_nest_end(message, info);
	return 0;
}

static struct nlmsghdr *begin_named(struct run *run, struct netlink *netlink, uint16_t type,
				    const char *name)
{
	struct ifinfomsg *link;
	struct nlmsghdr *message = begin_link(run, netlink, type, 0, &link);

	if (message) {
		mnl_attr_put_strz(message, IFLA_IFNAME, name);
	}
	return message;
}

/* What a bridge does with one of its ports: attribute IFLA_BRPORT_*, and ip-link(8)'s word for it.
 */
static int set_port(struct run *run, struct netlink *netlink, const char *name, uint16_t attribute)
{
	struct nlmsghdr *message = begin_named(run, netlink, RTM_NEWLINK, name);

	if (!message) {
		return -1;
	}
	struct nlattr *info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_SLAVE_KIND, "bridge");
	struct nlattr *data = mnl_attr_nest_start(message, IFLA_INFO_SLAVE_DATA);
	mnl_attr_put_u8(message, attribute, 1);
	mnl_attr_nest_end(message, data);
	mnl_attr_nest_end(message, info);
	run_equivalent(run, "ip link set %s type bridge_slave %s on", name,
		       attribute == IFLA_BRPORT_MODE ? "hairpin" : "isolated");
	return 0;
}

int link_set_hairpin(struct run *run, struct netlink *netlink, const char *name)
{
	return set_port(run, netlink, name, IFLA_BRPORT_MODE);
}

int link_isolate(struct run *run, struct netlink *netlink, const char *name)
{
	return set_port(run, netlink, name, IFLA_BRPORT_ISOLATED);
}

int link_raise(struct run *run, struct netlink *netlink, const char *name)
{
	struct nlmsghdr *message = begin_named(run, netlink, RTM_NEWLINK, name);

	if (!message) {
		return -1;
	}
	struct ifinfomsg *link = mnl_nlmsg_get_payload(message);
	link->ifi_flags = link->ifi_change = IFF_UP;
	return 0;
}

int link_join(struct run *run, struct netlink *netlink, const char *name, int bridge)
{
	struct nlmsghdr *message = begin_named(run, netlink, RTM_NEWLINK, name);

	if (!message) {
		return -1;
	}
	mnl_attr_put_u32(message, IFLA_MASTER, (uint32_t)bridge);
	return 0;
}

int link_rename(struct run *run, struct netlink *netlink, int index, const char *name)
{
	struct nlmsghdr *message = begin_named(run, netlink, RTM_NEWLINK, name);

	if (!message) {
		return -1;
	}
	((struct ifinfomsg *)mnl_nlmsg_get_payload(message))->ifi_index = index;
	return 0;
}

int link_remove(struct run *run, struct netlink *netlink, const char *name)
{
	return begin_named(run, netlink, RTM_DELLINK, name) ? 0 : -1;
}

int link_set_group(struct run *run, struct netlink *netlink, const char *name, unsigned group)
{
	struct nlmsghdr *message = begin_named(run, netlink, RTM_NEWLINK, name);

	if (!message) {
		return -1;
	}
	mnl_attr_put_u32(message, IFLA_GROUP, group);
	return 0;
}

int link_remove_group(struct run *run, struct netlink *netlink, unsigned group)
{
	struct ifinfomsg *link;
	struct nlmsghdr *message = begin_link(run, netlink, RTM_DELLINK, 0, &link);

	if (!message) {
		return -1;
	}
	mnl_attr_put_u32(message, IFLA_GROUP, group);
	return 0;
}

int link_add_name(struct run *run, struct netlink *netlink, const char *name, const char *other)
{
	struct nlmsghdr *message = begin_named(run, netlink, RTM_NEWLINKPROP, name);

	if (!message) {
		return -1;
	}
	message->nlmsg_flags |= NLM_F_CREATE | NLM_F_EXCL | NLM_F_APPEND;
	struct nlattr *names = mnl_attr_nest_start(message, IFLA_PROP_LIST);
	mnl_attr_put_strz(message, IFLA_ALT_IFNAME, other);
	mnl_attr_nest_end(message, names);
	return 0;
}

static struct nlmsghdr *begin_address(struct run *run, struct netlink *netlink, uint16_t type,
				      const struct link_address *own)
{
	void *payload;
	struct nlmsghdr *message = netlink_begin(run, netlink, type,
						 type == RTM_NEWADDR ? CREATE : 0,
						 sizeof(struct ifaddrmsg), &payload);
	struct ifaddrmsg *header = payload;

	if (message) {
		header->ifa_family = (uint8_t)own->address.family;
		header->ifa_prefixlen = (uint8_t)own->address.prefix;
		header->ifa_index = (uint32_t)own->index;
		mnl_attr_put(message, IFA_LOCAL, address_size(own->address.family),
			     own->address.bytes);
		mnl_attr_put(message, IFA_ADDRESS, address_size(own->address.family),
			     own->address.bytes);
	}
	return message;
}

int link_remove_address(struct run *run, struct netlink *netlink, int index,
			const struct address *own)
{
	const struct link_address gone = { *own, index };

	return begin_address(run, netlink, RTM_DELADDR, &gone) ? 0 : -1;
}

int link_add_address(struct run *run, struct netlink *netlink, int index, const struct address *own)
{
	const struct link_address new = { *own, index };
	struct nlmsghdr *message = begin_address(run, netlink, RTM_NEWADDR, &new);

	if (!message) {
		return -1;
	}
	/* No duplicate can be found where we assign each address; looking would take a second. */
	struct ifaddrmsg *header = mnl_nlmsg_get_payload(message);
	header->ifa_flags = own->family == AF_INET6 ? IFA_F_NODAD : 0;
	if (own->family == AF_INET && own->prefix < 31) {
		struct address behind = address_behind(own);
		uint32_t last = 0;

		memcpy(&last, behind.bytes, sizeof last);
		last = __builtin_bswap32(__builtin_bswap32(last) - 1);
		mnl_attr_put(message, IFA_BROADCAST, sizeof last, &last);
	}
	return 0;
}
