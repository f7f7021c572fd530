/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "firewall.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnftnl/chain.h>
#include <libnftnl/common.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "firewall_name.h"
#include "firewall_rule.h"

/* The numbers by which nft(8) knows how to print a key; six bits each when they are joined. */
enum { TYPE_IP = 7, TYPE_IP6 = 8, TYPE_PROTOCOL = 12, TYPE_SERVICE = 13 };

enum { PRIORITY_RAW = -300, PRIORITY_DSTNAT = -100, PRIORITY_SRCNAT = 100 };

static uint16_t protocol_of(int family)
{
	return family == AF_INET6 ? NFPROTO_IPV6 : NFPROTO_IPV4;
}

static const char *family_name(int family)
{
	return family == AF_INET6 ? "ip6" : "ip";
}

int firewall_open(struct run *run, struct firewall *firewall)
{
	return netlink_open(run, &firewall->netlink, NETLINK_NETFILTER);
}

void firewall_close(struct firewall *firewall)
{
	netlink_close(&firewall->netlink);
}

static int no_memory(struct run *run)
{
	return run_refuse(run, "there is no memory for a rule");
}

/* Begins a message of the batch, which itself begins with the first one. */
static struct nlmsghdr *begin(struct run *run, struct firewall *firewall, int family, unsigned type,
			      unsigned flags)
{
	struct nfgenmsg *header;
	void *payload;
	struct nlmsghdr *message;

	if (firewall->netlink.used == 0) {
		message = netlink_begin(run, &firewall->netlink, NFNL_MSG_BATCH_BEGIN, 0,
					sizeof *header, &payload);
		if (!message) {
			return NULL;
		}
		header = payload;
		header->res_id = htons(NFNL_SUBSYS_NFTABLES);
	}
	message = netlink_begin(run, &firewall->netlink,
				(uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type), (uint16_t)flags,
				sizeof *header, &payload);
	if (message) {
		header = payload;
		header->nfgen_family = (uint8_t)protocol_of(family);
	}
	return message;
}

static int hear_table(const struct nlmsghdr *answer, void *data)
{
	(void)answer;
	(void)data;
	return MNL_CB_OK;
}

int firewall_has_table(struct run *run, struct firewall *firewall, int family)
{
	void *payload;
	struct nlmsghdr *message = netlink_begin(run, &firewall->netlink,
						 NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE, 0,
						 sizeof(struct nfgenmsg), &payload);

	if (!message) {
		return -1;
	}
	((struct nfgenmsg *)payload)->nfgen_family = (uint8_t)protocol_of(family);
	mnl_attr_put_strz(message, NFTA_TABLE_NAME, FIREWALL_TABLE);
	if (netlink_ask(run, &firewall->netlink, hear_table, NULL) < 0) {
		if (run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
		return 0;
	}
	return 1;
}

static int put_table(struct run *run, struct firewall *firewall, int family, unsigned type)
{
	unsigned flags = type == NFT_MSG_NEWTABLE ? NLM_F_CREATE | NLM_F_EXCL : 0;
	struct nlmsghdr *message = begin(run, firewall, family, type, flags);

	if (!message) {
		return -1;
	}
	mnl_attr_put_strz(message, NFTA_TABLE_NAME, FIREWALL_TABLE);
	run_equivalent(run, "nft %s table %s " FIREWALL_TABLE,
		       type == NFT_MSG_NEWTABLE ? "add" : "delete", family_name(family));
	return 0;
}

int firewall_remove_table(struct run *run, struct firewall *firewall, int family)
{
	return put_table(run, firewall, family, NFT_MSG_DELTABLE);
}

struct chain {
	const char *name, *type;
	uint32_t hook;
	int priority;
	const char *text;
};

static const struct chain chains[] = {
	{ FIREWALL_GUARD, "filter", NF_INET_PRE_ROUTING, PRIORITY_RAW, "prerouting priority -300" },
	{ FIREWALL_PREROUTING, "nat", NF_INET_PRE_ROUTING, PRIORITY_DSTNAT,
	  "prerouting priority -100" },
	{ FIREWALL_OUTPUT, "nat", NF_INET_LOCAL_OUT, PRIORITY_DSTNAT, "output priority -100" },
	{ FIREWALL_POSTROUTING, "nat", NF_INET_POST_ROUTING, PRIORITY_SRCNAT,
	  "postrouting priority 100" },
	{ FIREWALL_PUBLISH, NULL, 0, 0, NULL },
};

static int put_chain(struct run *run, struct firewall *firewall, int family,
		     const struct chain *chain)
{
	struct nlmsghdr *message = begin(run, firewall, family, NFT_MSG_NEWCHAIN, NLM_F_CREATE);
	struct nftnl_chain *made = message ? nftnl_chain_alloc() : NULL;

	if (!made) {
		return message ? no_memory(run) : -1;
	}
	nftnl_chain_set_str(made, NFTNL_CHAIN_TABLE, FIREWALL_TABLE);
	nftnl_chain_set_str(made, NFTNL_CHAIN_NAME, chain->name);
	if (chain->type) {
		nftnl_chain_set_str(made, NFTNL_CHAIN_TYPE, chain->type);
		nftnl_chain_set_u32(made, NFTNL_CHAIN_HOOKNUM, chain->hook);
		nftnl_chain_set_s32(made, NFTNL_CHAIN_PRIO, chain->priority);
	}
	nftnl_chain_nlmsg_build_payload(message, made);
	nftnl_chain_free(made);
	if (chain->type) {
		run_equivalent(run,
			       "nft 'add chain %s " FIREWALL_TABLE " %s { type %s hook %s ; }'",
			       family_name(family), chain->name, chain->type, chain->text);
	} else {
		run_equivalent(run, "nft add chain %s " FIREWALL_TABLE " %s", family_name(family),
			       chain->name);
	}
	return 0;
}

/* The set and the two maps; what their keys and values are made of. */
static int put_set(struct run *run, struct firewall *firewall, int family, const char *name)
{
	bool is_set = strcmp(name, FIREWALL_NETWORKS) == 0;
	bool at = strcmp(name, FIREWALL_PORTS_AT) == 0;
	uint32_t ip = family == AF_INET6 ? TYPE_IP6 : TYPE_IP,
		 size = (uint32_t)address_size(family);
	struct nlmsghdr *message = begin(run, firewall, family, NFT_MSG_NEWSET, NLM_F_CREATE);
	struct nftnl_set *set = message ? nftnl_set_alloc() : NULL;

	if (!set) {
		return message ? no_memory(run) : -1;
	}
	nftnl_set_set_str(set, NFTNL_SET_TABLE, FIREWALL_TABLE);
	nftnl_set_set_str(set, NFTNL_SET_NAME, name);
	nftnl_set_set_u32(set, NFTNL_SET_FAMILY, protocol_of(family));
	nftnl_set_set_u32(set, NFTNL_SET_ID, is_set ? 1 : at ? 2 : 3);
	if (is_set) {
		nftnl_set_set_u32(set, NFTNL_SET_FLAGS, NFT_SET_INTERVAL);
		nftnl_set_set_u32(set, NFTNL_SET_KEY_TYPE, ip);
		nftnl_set_set_u32(set, NFTNL_SET_KEY_LEN, size);
	} else {
		nftnl_set_set_u32(set, NFTNL_SET_FLAGS, NFT_SET_MAP);
		nftnl_set_set_u32(set, NFTNL_SET_KEY_TYPE,
				  (at ? ip << 12 : 0) | TYPE_PROTOCOL << 6 | TYPE_SERVICE);
		nftnl_set_set_u32(set, NFTNL_SET_KEY_LEN, 8 + (at ? size : 0));
		nftnl_set_set_u32(set, NFTNL_SET_DATA_TYPE, ip << 6 | TYPE_SERVICE);
		nftnl_set_set_u32(set, NFTNL_SET_DATA_LEN, size + 4);
	}
	nftnl_set_nlmsg_build_payload(message, set);
	nftnl_set_free(set);
	return 0;
}

static void say_sets(struct run *run, int family)
{
	const char *ip = family == AF_INET6 ? "ipv6_addr" : "ipv4_addr",
		   *name = family_name(family);

	run_equivalent(run,
		       "nft 'add set %s " FIREWALL_TABLE
		       " networks { type %s ; flags interval ; }'",
		       name, ip);
	run_equivalent(run,
		       "nft 'add map %s " FIREWALL_TABLE
		       " ports_at { type %s . inet_proto . inet_service : %s . inet_service ; }'",
		       name, ip, ip);
	run_equivalent(run,
		       "nft 'add map %s " FIREWALL_TABLE
		       " ports { type inet_proto . inet_service : %s . inet_service ; }'",
		       name, ip);
}

static int put_rules(struct run *run, struct firewall *firewall, int family)
{
	for (unsigned n = 0; firewall_rule_text(family, n); n++) {
		struct nlmsghdr *message = begin(run, firewall, family, NFT_MSG_NEWRULE,
						 NLM_F_CREATE | NLM_F_APPEND);
		struct nftnl_rule *rule = message ? firewall_rule_make(family, n) : NULL;

		if (!rule) {
			return message ? no_memory(run) : -1;
		}
		nftnl_rule_nlmsg_build_payload(message, rule);
		nftnl_rule_free(rule);
		run_equivalent(run, "nft 'add rule %s " FIREWALL_TABLE " %s'", family_name(family),
			       firewall_rule_text(family, n));
	}
	return 0;
}

int firewall_make_table(struct run *run, struct firewall *firewall, int family)
{
	if (put_table(run, firewall, family, NFT_MSG_NEWTABLE) < 0) {
		return -1;
	}
	for (size_t i = family == AF_INET6; i < sizeof chains / sizeof chains[0]; i++) {
		if (put_chain(run, firewall, family, &chains[i]) < 0) {
			return -1;
		}
	}
	if (put_set(run, firewall, family, FIREWALL_NETWORKS) < 0 ||
	    put_set(run, firewall, family, FIREWALL_PORTS_AT) < 0 ||
	    put_set(run, firewall, family, FIREWALL_PORTS) < 0) {
		return -1;
	}
	say_sets(run, family);
	return put_rules(run, firewall, family);
}

struct element {
	const void *key, *data;
	uint32_t key_size, data_size;
	uint32_t flags;
};

static int add_element(struct nftnl_set *set, const struct element *element)
{
	struct nftnl_set_elem *made = nftnl_set_elem_alloc();

	if (!made) {
		return -1;
	}
	nftnl_set_elem_set(made, NFTNL_SET_ELEM_KEY, element->key, element->key_size);
	if (element->data) {
		nftnl_set_elem_set(made, NFTNL_SET_ELEM_DATA, element->data, element->data_size);
	}
	if (element->flags) {
		nftnl_set_elem_set_u32(made, NFTNL_SET_ELEM_FLAGS, element->flags);
	}
	nftnl_set_elem_add(set, made);
	return 0;
}

struct elements {
	const char *set;
	struct element element[2];
	size_t count;
};

static int put_elements(struct run *run, struct firewall *firewall, int family, unsigned type,
			const struct elements *elements)
{
	struct nlmsghdr *message = begin(run, firewall, family, type,
					 type == NFT_MSG_NEWSETELEM ? NLM_F_CREATE | NLM_F_EXCL
								    : 0);
	struct nftnl_set *set = message ? nftnl_set_alloc() : NULL;
	int result = set ? 0 : -1;

	if (!set) {
		return message ? no_memory(run) : -1;
	}
	nftnl_set_set_str(set, NFTNL_SET_TABLE, FIREWALL_TABLE);
	nftnl_set_set_str(set, NFTNL_SET_NAME, elements->set);
	for (size_t i = 0; result == 0 && i < elements->count; i++) {
		result = add_element(set, &elements->element[i]);
	}
	if (result == 0) {
		nftnl_set_elems_nlmsg_build_payload(message, set);
	}
	nftnl_set_free(set);
	return result < 0 ? no_memory(run) : 0;
}

static int put_network(struct run *run, struct firewall *firewall, const struct address *subnet,
		       unsigned type)
{
	struct address first = address_network(subnet), behind = address_behind(subnet);
	uint32_t size = (uint32_t)address_size(subnet->family);
	struct elements elements = {
		.set = FIREWALL_NETWORKS,
		.element = { { .key = first.bytes, .key_size = size },
			     { .key = behind.bytes,
			       .key_size = size,
			       .flags = NFT_SET_ELEM_INTERVAL_END } },
		.count = 2,
	};
	struct address_text text;

	run_equivalent(run, "nft '%s element %s " FIREWALL_TABLE " networks { %s }'",
		       type == NFT_MSG_NEWSETELEM ? "add" : "delete", family_name(subnet->family),
		       address_print(&text, &first));
	return put_elements(run, firewall, subnet->family, type, &elements);
}

int firewall_add_network(struct run *run, struct firewall *firewall, const struct address *subnet)
{
	return put_network(run, firewall, subnet, NFT_MSG_NEWSETELEM);
}

int firewall_remove_network(struct run *run, struct firewall *firewall,
			    const struct address *subnet)
{
	return put_network(run, firewall, subnet, NFT_MSG_DELSETELEM);
}

static const char *protocol_text(uint8_t protocol)
{
	return protocol == IPPROTO_UDP ? "udp" : protocol == IPPROTO_SCTP ? "sctp" : "tcp";
}

static void say_port(struct run *run, const struct firewall_port *port, unsigned type)
{
	struct address_text at, to;
	bool any = port->at.family == 0;

	run_equivalent(run, "nft '%s element %s " FIREWALL_TABLE " %s { %s%s%s . %u : %s . %u }'",
		       type == NFT_MSG_NEWSETELEM ? "add" : "delete", family_name(port->to.family),
		       any ? FIREWALL_PORTS : FIREWALL_PORTS_AT,
		       any ? "" : address_print_host(&at, &port->at), any ? "" : " . ",
		       protocol_text(port->protocol), port->port,
		       address_print_host(&to, &port->to), port->to_port);
}

/* Each part of a key or value begins at a multiple of four bytes. */
static int put_port(struct run *run, struct firewall *firewall, const struct firewall_port *port,
		    unsigned type)
{
	size_t size = address_size(port->to.family), used = 0;
	uint16_t from = htons(port->port), to = htons(port->to_port);
	uint8_t key[24] = { 0 }, data[20] = { 0 };

	if (port->at.family) {
		memcpy(key, port->at.bytes, size);
		used = size;
	}
	key[used] = port->protocol;
	memcpy(key + used + 4, &from, sizeof from);
	memcpy(data, port->to.bytes, size);
	memcpy(data + size, &to, sizeof to);
	struct elements elements = {
		.set = port->at.family ? FIREWALL_PORTS_AT : FIREWALL_PORTS,
		.element = { { .key = key,
			       .key_size = (uint32_t)used + 8,
			       .data = type == NFT_MSG_NEWSETELEM ? data : NULL,
			       .data_size = (uint32_t)size + 4 } },
		.count = 1,
	};
	say_port(run, port, type);
	return put_elements(run, firewall, port->to.family, type, &elements);
}

int firewall_publish(struct run *run, struct firewall *firewall, const struct firewall_port *port)
{
	return put_port(run, firewall, port, NFT_MSG_NEWSETELEM);
}

int firewall_unpublish(struct run *run, struct firewall *firewall, const struct firewall_port *port)
{
	return put_port(run, firewall, port, NFT_MSG_DELSETELEM);
}

int firewall_commit(struct run *run, struct firewall *firewall)
{
	void *payload;

	if (firewall->netlink.used == 0) {
		return 0;
	}
	if (!netlink_begin(run, &firewall->netlink, NFNL_MSG_BATCH_END, 0, sizeof(struct nfgenmsg),
			   &payload)) {
		return -1;
	}
	((struct nfgenmsg *)payload)->res_id = htons(NFNL_SUBSYS_NFTABLES);
	return netlink_send(run, &firewall->netlink);
}
