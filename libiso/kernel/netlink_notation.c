/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/netlink_notation.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define NFT(message) (NFNL_SUBSYS_NFTABLES << 8 | (message))

static const struct {
	int protocol;
	unsigned type;
	const char *name;
} types[] = {
	{ NETLINK_ROUTE, RTM_NEWLINK, "RTM_NEWLINK" },
	{ NETLINK_ROUTE, RTM_DELLINK, "RTM_DELLINK" },
	{ NETLINK_ROUTE, RTM_GETLINK, "RTM_GETLINK" },
	{ NETLINK_ROUTE, RTM_SETLINK, "RTM_SETLINK" },
	{ NETLINK_ROUTE, RTM_NEWADDR, "RTM_NEWADDR" },
	{ NETLINK_ROUTE, RTM_DELADDR, "RTM_DELADDR" },
	{ NETLINK_ROUTE, RTM_GETADDR, "RTM_GETADDR" },
	{ NETLINK_ROUTE, RTM_NEWROUTE, "RTM_NEWROUTE" },
	{ NETLINK_ROUTE, RTM_DELROUTE, "RTM_DELROUTE" },
	{ NETLINK_ROUTE, RTM_GETROUTE, "RTM_GETROUTE" },
	{ NETLINK_ROUTE, RTM_NEWNSID, "RTM_NEWNSID" },
	{ NETLINK_ROUTE, RTM_GETNSID, "RTM_GETNSID" },
	{ NETLINK_ROUTE, RTM_NEWQDISC, "RTM_NEWQDISC" },
	{ NETLINK_ROUTE, RTM_DELQDISC, "RTM_DELQDISC" },
	{ NETLINK_ROUTE, RTM_GETQDISC, "RTM_GETQDISC" },
	{ NETLINK_ROUTE, RTM_NEWLINKPROP, "RTM_NEWLINKPROP" },
	{ NETLINK_ROUTE, RTM_GETSTATS, "RTM_GETSTATS" },
	{ NETLINK_NETFILTER, NFNL_MSG_BATCH_BEGIN, "NFNL_MSG_BATCH_BEGIN" },
	{ NETLINK_NETFILTER, NFNL_MSG_BATCH_END, "NFNL_MSG_BATCH_END" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_NEWTABLE), "NFT_MSG_NEWTABLE" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_DELTABLE), "NFT_MSG_DELTABLE" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_GETTABLE), "NFT_MSG_GETTABLE" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_NEWCHAIN), "NFT_MSG_NEWCHAIN" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_GETCHAIN), "NFT_MSG_GETCHAIN" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_NEWRULE), "NFT_MSG_NEWRULE" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_GETRULE), "NFT_MSG_GETRULE" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_NEWSET), "NFT_MSG_NEWSET" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_NEWSETELEM), "NFT_MSG_NEWSETELEM" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_DELSETELEM), "NFT_MSG_DELSETELEM" },
	{ NETLINK_NETFILTER, NFT(NFT_MSG_GETSETELEM), "NFT_MSG_GETSETELEM" },
	{ NETLINK_NETFILTER, NFNL_SUBSYS_CTNETLINK << 8 | 1, "IPCTNL_MSG_CT_GET" },
	{ NETLINK_NETFILTER, NFNL_SUBSYS_CTNETLINK << 8 | 2, "IPCTNL_MSG_CT_DELETE" },
};

const char *netlink_notation_type(struct netlink_type_text *out, int protocol, unsigned type)
{
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (types[i].protocol == protocol && types[i].type == type) {
			return types[i].name;
		}
	}
	snprintf(out->text, sizeof out->text, "0x%x", type);
	return out->text;
}

static int keep_attribute(const struct nlattr *attribute, void *data)
{
	const struct nlattr **found = data;
	unsigned type = mnl_attr_get_type(attribute);

	if (type <= IFLA_MAX) {
		found[type] = attribute;
	}
	return MNL_CB_OK;
}

static void describe_link(char *text, size_t size, const struct nlmsghdr *message)
{
	const struct nlattr *found[IFLA_MAX + 1] = { 0 }, *inner[IFLA_MAX + 1] = { 0 };
	const struct ifinfomsg *link = mnl_nlmsg_get_payload(message);
	size_t used = 0;

	mnl_attr_parse(message, sizeof *link, keep_attribute, found);
	if (found[IFLA_LINKINFO]) {
		mnl_attr_parse_nested(found[IFLA_LINKINFO], keep_attribute, inner);
	}
	if (inner[IFLA_INFO_KIND]) {
		used = (size_t)snprintf(text, size, " %s", mnl_attr_get_str(inner[IFLA_INFO_KIND]));
	}
	if (found[IFLA_IFNAME]) {
		snprintf(text + used, size - used, " \"%s\"", mnl_attr_get_str(found[IFLA_IFNAME]));
	} else if (link->ifi_index) {
		snprintf(text + used, size - used, " index %d", link->ifi_index);
	}
}

/* Writes an address of either family, or "default" where there is none. */
static const char *address(char text[INET6_ADDRSTRLEN], int family, const struct nlattr *attribute)
{
	if (!attribute ||
	    !inet_ntop(family, mnl_attr_get_payload(attribute), text, INET6_ADDRSTRLEN)) {
		return "default";
	}
	return text;
}

static void describe_address(char *text, size_t size, const struct nlmsghdr *message)
{
	const struct nlattr *found[IFLA_MAX + 1] = { 0 };
	const struct ifaddrmsg *what = mnl_nlmsg_get_payload(message);
	char own[INET6_ADDRSTRLEN];

	mnl_attr_parse(message, sizeof *what, keep_attribute, found);
	if (found[IFA_LOCAL] || found[IFA_ADDRESS]) {
		snprintf(text, size, " %s/%u",
			 address(own, what->ifa_family,
				 found[IFA_LOCAL] ? found[IFA_LOCAL] : found[IFA_ADDRESS]),
			 what->ifa_prefixlen);
	}
}

static void describe_route(char *text, size_t size, const struct nlmsghdr *message)
{
	const struct nlattr *found[IFLA_MAX + 1] = { 0 };
	const struct rtmsg *route = mnl_nlmsg_get_payload(message);
	char to[INET6_ADDRSTRLEN], by[INET6_ADDRSTRLEN];

	mnl_attr_parse(message, sizeof *route, keep_attribute, found);
	if (!found[RTA_DST] && !found[RTA_GATEWAY]) {
		return;
	}
	size_t used = (size_t)snprintf(text, size, " %s",
				       address(to, route->rtm_family, found[RTA_DST]));
	if (found[RTA_DST]) {
		used += (size_t)snprintf(text + used, size - used, "/%u", route->rtm_dst_len);
	}
	if (found[RTA_GATEWAY]) {
		snprintf(text + used, size - used, " via %s",
			 address(by, route->rtm_family, found[RTA_GATEWAY]));
	}
}

/* In every nf_tables message but those of tables, 1 is the table and 2 or 3 the object. */
static void describe_nft(char *text, size_t size, const struct nlmsghdr *message)
{
	const struct nlattr *found[IFLA_MAX + 1] = { 0 };
	const struct nfgenmsg *general = mnl_nlmsg_get_payload(message);
	unsigned kind = message->nlmsg_type & 0xff;
	unsigned object = kind == NFT_MSG_NEWCHAIN || kind == NFT_MSG_GETCHAIN ? NFTA_CHAIN_NAME
									       : 2;
	const char *family = general->nfgen_family == NFPROTO_IPV6   ? "ip6"
			     : general->nfgen_family == NFPROTO_IPV4 ? "ip"
								     : "inet";

	mnl_attr_parse(message, sizeof *general, keep_attribute, found);
	if (!found[NFTA_TABLE_NAME]) {
		return;
	}
	size_t used = (size_t)snprintf(text, size, " %s %s", family,
				       mnl_attr_get_str(found[NFTA_TABLE_NAME]));
	if (kind > NFT_MSG_DELTABLE && found[object] && used < size) {
		snprintf(text + used, size - used, " \"%s\"", mnl_attr_get_str(found[object]));
	}
}

char *netlink_notation(char *text, size_t size, int protocol, const struct nlmsghdr *message)
{
	struct netlink_type_text name;
	size_t used = (size_t)snprintf(text, size, "%s",
				       netlink_notation_type(&name, protocol, message->nlmsg_type));

	text += used;
	size -= used;
	if (protocol == NETLINK_NETFILTER) {
		if (message->nlmsg_type >> 8 == NFNL_SUBSYS_NFTABLES) {
			describe_nft(text, size, message);
		}
		return text - used;
	}
	switch (message->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
	case RTM_SETLINK:
	case RTM_GETLINK: describe_link(text, size, message); break;
	case RTM_NEWADDR:
	case RTM_DELADDR: describe_address(text, size, message); break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE: describe_route(text, size, message); break;
	default: break;
	}
	return text - used;
}
