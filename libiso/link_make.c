/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>
#include <sys/socket.h>

#include "link.h"

enum { VXLAN_PORT = 4789 };

static const struct {
	const char *kind, *mode;
	uint32_t number;
} modes[] = {
	{ "macvlan", "private", MACVLAN_MODE_PRIVATE },
	{ "macvlan", "vepa", MACVLAN_MODE_VEPA },
	{ "macvlan", "bridge", MACVLAN_MODE_BRIDGE },
	{ "macvlan", "passthru", MACVLAN_MODE_PASSTHRU },
	{ "ipvlan", "l2", IPVLAN_MODE_L2 },
	{ "ipvlan", "l3", IPVLAN_MODE_L3 },
	{ "ipvlan", "l3s", IPVLAN_MODE_L3S },
};

/* The place of a mode in the table, or -1. */
static int find_mode(const char *kind, const char *mode)
{
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		if (strcmp(modes[i].kind, kind) == 0 && strcmp(modes[i].mode, mode) == 0) {
			return (int)i;
		}
	}
	return -1;
}

bool link_has_mode(const char *kind, const char *mode)
{
	return !mode || find_mode(kind, mode) >= 0;
}

static void put_mode(struct nlmsghdr *message, const struct link_new *new)
{
	/* A neighbour on the same parent is reached only in this mode of macvlan; private is the
	 * kernel's. */
	const char *mode = !new->mode &&strcmp(new->kind, "macvlan") == 0 ? "bridge" : new->mode;
	int at = mode ? find_mode(new->kind, mode) : -1;

	if (at >= 0 && strcmp(new->kind, "macvlan") == 0) {
		mnl_attr_put_u32(message, IFLA_MACVLAN_MODE, modes[at].number);
	} else if (at >= 0) {
		mnl_attr_put_u16(message, IFLA_IPVLAN_MODE, (uint16_t)modes[at].number);
	}
}

static void put_peer(struct nlmsghdr *message, const char *name)
{
	struct nlattr *peer = mnl_attr_nest_start(message, VETH_INFO_PEER);

	memset(mnl_nlmsg_get_payload_tail(message), 0, sizeof(struct ifinfomsg));
	message->nlmsg_len += NLMSG_ALIGN(sizeof(struct ifinfomsg));
	mnl_attr_put_strz(message, IFLA_IFNAME, name);
	mnl_attr_nest_end(message, peer);
}

static void put_data(struct nlmsghdr *message, const struct link_new *new)
{
	struct nlattr *data = mnl_attr_nest_start(message, IFLA_INFO_DATA);

	put_mode(message, new);
	if (strcmp(new->kind, "vlan") == 0) {
		mnl_attr_put_u16(message, IFLA_VLAN_ID, (uint16_t) new->id);
	} else if (strcmp(new->kind, "vxlan") == 0) {
		mnl_attr_put_u32(message, IFLA_VXLAN_ID, new->id);
		mnl_attr_put_u16(message, IFLA_VXLAN_PORT, htons(VXLAN_PORT));
		if (new->parent) {
			mnl_attr_put_u32(message, IFLA_VXLAN_LINK, (uint32_t) new->parent);
		}
		if (new->remote.family) {
			mnl_attr_put(message,
				     new->remote.family == AF_INET6 ? IFLA_VXLAN_GROUP6
								    : IFLA_VXLAN_GROUP,
				     address_size(new->remote.family), new->remote.bytes);
		}
	} else if (new->peer) {
		put_peer(message, new->peer);
	}
	mnl_attr_nest_end(message, data);
}

int link_make(struct run *run, struct netlink *netlink, const struct link_new *new)
{
	void *payload;
	struct nlmsghdr *message = netlink_begin(run, netlink, RTM_NEWLINK,
						 NLM_F_CREATE | NLM_F_EXCL,
						 sizeof(struct ifinfomsg), &payload);

	if (!message) {
		return -1;
	}
	mnl_attr_put_strz(message, IFLA_IFNAME, new->name);
	mnl_attr_put_u32(message, IFLA_NET_NS_FD, (uint32_t) new->namespace_fd);
	if (new->parent && strcmp(new->kind, "vxlan") != 0) {
		mnl_attr_put_u32(message, IFLA_LINK, (uint32_t) new->parent);
	}
	struct nlattr *info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_KIND, new->kind);
	put_data(message, new);
	mnl_attr_nest_end(message, info);
	return 0;
}

int link_move(struct run *run, struct netlink *netlink, int index, int namespace_fd,
	      const char *name)
{
	void *payload;
	struct nlmsghdr *message = netlink_begin(run, netlink, RTM_NEWLINK, 0,
						 sizeof(struct ifinfomsg), &payload);

	if (!message) {
		return -1;
	}
	((struct ifinfomsg *)payload)->ifi_index = index;
	mnl_attr_put_u32(message, IFLA_NET_NS_FD, (uint32_t)namespace_fd);
	if (name) {
		mnl_attr_put_strz(message, IFLA_IFNAME, name);
	}
	return 0;
}
