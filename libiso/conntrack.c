/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "conntrack.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* One connection, as much of it as names it: the tuple of its first direction, as it came. */
struct known {
	uint8_t protocol;
	uint16_t port; /* it went to; in the order of the host */
	uint8_t tuple[256];
	uint16_t tuple_size;
};

struct search {
	const struct firewall_port *wanted;
	struct known *found;
	size_t count;
	bool out_of_memory;
};

static int keep_port(const struct nlattr *attribute, void *data)
{
	struct known *known = data;

	switch (mnl_attr_get_type(attribute)) {
	case CTA_PROTO_NUM: known->protocol = mnl_attr_get_u8(attribute); break;
	case CTA_PROTO_DST_PORT: known->port = ntohs(mnl_attr_get_u16(attribute)); break;
	default: break;
	}
	return MNL_CB_OK;
}

static int keep_part(const struct nlattr *attribute, void *data)
{
	return mnl_attr_get_type(attribute) == CTA_TUPLE_PROTO
		       ? mnl_attr_parse_nested(attribute, keep_port, data)
		       : MNL_CB_OK;
}

static int keep_tuple(const struct nlattr *attribute, void *data)
{
	struct known *known = data;
	uint16_t size = mnl_attr_get_payload_len(attribute);

	if (mnl_attr_get_type(attribute) != CTA_TUPLE_ORIG || size > sizeof known->tuple) {
		return MNL_CB_OK;
	}
	memcpy(known->tuple, mnl_attr_get_payload(attribute), size);
	known->tuple_size = size;
	return mnl_attr_parse_nested(attribute, keep_part, known);
}

static int hear(const struct nlmsghdr *answer, void *data)
{
	struct search *search = data;
	struct known known = { 0 };

	if (!answer) {
		search->count = 0;
		return MNL_CB_OK;
	}
	mnl_attr_parse(answer, sizeof(struct nfgenmsg), keep_tuple, &known);
	if (known.protocol != search->wanted->protocol || known.port != search->wanted->port) {
		return MNL_CB_OK;
	}
	struct known *grown = reallocarray(search->found, search->count + 1, sizeof *grown);
	if (!grown) {
		return MNL_CB_ERROR;
	}
	search->found = grown;
	grown[search->count++] = known;
	return MNL_CB_OK;
}

static struct nlmsghdr *begin(struct run *run, struct netlink *netlink, unsigned type,
			      unsigned flags, int family)
{
	void *payload;
	struct nlmsghdr *message =
		netlink_begin(run, netlink, (uint16_t)(NFNL_SUBSYS_CTNETLINK << 8 | type),
			      (uint16_t)flags, sizeof(struct nfgenmsg), &payload);

	if (message) {
		((struct nfgenmsg *)payload)->nfgen_family = family == AF_INET6 ? NFPROTO_IPV6
										: NFPROTO_IPV4;
	}
	return message;
}

/* One that has ended meanwhile is as wished. */
static int forget(struct run *run, struct netlink *netlink, const struct known *known, int family)
{
	struct nlmsghdr *message = begin(run, netlink, IPCTNL_MSG_CT_DELETE, 0, family);

	if (!message) {
		return -1;
	}
	mnl_attr_put(message, CTA_TUPLE_ORIG | NLA_F_NESTED, known->tuple_size, known->tuple);
	if (netlink_send(run, netlink) < 0) {
		if (run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

int conntrack_forget_port(struct run *run, struct firewall *firewall,
			  const struct firewall_port *port)
{
	struct search search = { .wanted = port };
	int result = -1;

	if (begin(run, &firewall->netlink, IPCTNL_MSG_CT_GET, NLM_F_DUMP, port->to.family)) {
		result = netlink_ask(run, &firewall->netlink, hear, &search);
	}
	for (size_t i = 0; result == 0 && i < search.count; i++) {
		result = forget(run, &firewall->netlink, &search.found[i], port->to.family);
	}
	free(search.found);
	return result;
}
