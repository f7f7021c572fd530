/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "firewall_rule.h"

#include <arpa/inet.h>
#include <libnftnl/expr.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "firewall_name.h"

/* In <linux/netfilter/nf_conntrack_common.h>, which libc's headers do not agree with. */
enum { CT_STATUS_DNAT = 1 << 5 };

/* Where an IPv4 and an IPv6 header have their addresses. */
enum { IP_SOURCE = 12, IP_DESTINATION = 16, IP6_SOURCE = 8, IP6_DESTINATION = 24 };

struct making {
	struct nftnl_rule *rule;
	int family;
};

static struct nftnl_expr *add(struct making *making, const char *name)
{
	struct nftnl_expr *made = making->rule ? nftnl_expr_alloc(name) : NULL;

	if (made) {
		nftnl_rule_add_expr(making->rule, made);
	} else if (making->rule) {
		nftnl_rule_free(making->rule);
		making->rule = NULL;
	}
	return made;
}

static void load_address(struct making *making, uint32_t source, uint32_t into)
{
	struct nftnl_expr *load = add(making, "payload");
	bool six = making->family == AF_INET6;

	if (load) {
		nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_BASE, NFT_PAYLOAD_NETWORK_HEADER);
		nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_OFFSET,
				   source ? (six ? IP6_SOURCE : IP_SOURCE)
					  : (six ? IP6_DESTINATION : IP_DESTINATION));
		nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_LEN, six ? 16 : 4);
		nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_DREG, into);
	}
}

enum { DESTINATION, SOURCE };

static void load_port(struct making *making, uint32_t into)
{
	struct nftnl_expr *load = add(making, "payload");

	if (load) {
		nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_BASE, NFT_PAYLOAD_TRANSPORT_HEADER);
		nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_OFFSET, 2);
		nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_LEN, 2);
		nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_DREG, into);
	}
}

static void load_meta(struct making *making, uint32_t key, uint32_t into)
{
	struct nftnl_expr *load = add(making, "meta");

	if (load) {
		nftnl_expr_set_u32(load, NFTNL_EXPR_META_KEY, key);
		nftnl_expr_set_u32(load, NFTNL_EXPR_META_DREG, into);
	}
}

struct compared {
	uint32_t operator;
	const void *data;
	uint32_t size;
};

static void compare(struct making *making, struct compared with)
{
	struct nftnl_expr *test = add(making, "cmp");

	if (test) {
		nftnl_expr_set_u32(test, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
		nftnl_expr_set_u32(test, NFTNL_EXPR_CMP_OP, with.operator);
		nftnl_expr_set(test, NFTNL_EXPR_CMP_DATA, with.data, with.size);
	}
}

static void mask(struct making *making, uint32_t bits)
{
	struct nftnl_expr *keep = add(making, "bitwise");
	uint32_t flip = 0;

	if (keep) {
		nftnl_expr_set_u32(keep, NFTNL_EXPR_BITWISE_SREG, NFT_REG_1);
		nftnl_expr_set_u32(keep, NFTNL_EXPR_BITWISE_DREG, NFT_REG_1);
		nftnl_expr_set_u32(keep, NFTNL_EXPR_BITWISE_LEN, sizeof bits);
		nftnl_expr_set(keep, NFTNL_EXPR_BITWISE_MASK, &bits, sizeof bits);
		nftnl_expr_set(keep, NFTNL_EXPR_BITWISE_XOR, &flip, sizeof flip);
	}
}

/* Goes on when the loaded key is in the set or, with an inverted look-up, when it is not. */
static void look_up(struct making *making, const char *set, uint32_t flags)
{
	struct nftnl_expr *find = add(making, "lookup");

	if (find) {
		nftnl_expr_set_u32(find, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
		nftnl_expr_set_str(find, NFTNL_EXPR_LOOKUP_SET, set);
		if (flags) {
			nftnl_expr_set_u32(find, NFTNL_EXPR_LOOKUP_FLAGS, flags);
		}
	}
}

static void look_up_map(struct making *making, const char *map, uint32_t into)
{
	struct nftnl_expr *find = add(making, "lookup");

	if (find) {
		nftnl_expr_set_u32(find, NFTNL_EXPR_LOOKUP_SREG, NFT_REG_1);
		nftnl_expr_set_str(find, NFTNL_EXPR_LOOKUP_SET, map);
		nftnl_expr_set_u32(find, NFTNL_EXPR_LOOKUP_DREG, into);
	}
}

static void verdict(struct making *making, int code, const char *chain)
{
	struct nftnl_expr *end = add(making, "immediate");

	if (end) {
		nftnl_expr_set_u32(end, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
		nftnl_expr_set_u32(end, NFTNL_EXPR_IMM_VERDICT, (uint32_t)code);
		if (chain) {
			nftnl_expr_set_str(end, NFTNL_EXPR_IMM_CHAIN, chain);
		}
	}
}

static void match_local_destination(struct making *making)
{
	struct nftnl_expr *ask = add(making, "fib");
	uint32_t local = RTN_LOCAL;

	if (ask) {
		nftnl_expr_set_u32(ask, NFTNL_EXPR_FIB_RESULT, NFT_FIB_RESULT_ADDRTYPE);
		nftnl_expr_set_u32(ask, NFTNL_EXPR_FIB_FLAGS, NFTA_FIB_F_DADDR);
		nftnl_expr_set_u32(ask, NFTNL_EXPR_FIB_DREG, NFT_REG_1);
	}
	compare(making, (struct compared){ NFT_CMP_EQ, &local, sizeof local });
}

static void match_translated(struct making *making)
{
	struct nftnl_expr *ask = add(making, "ct");
	uint32_t none = 0;

	if (ask) {
		nftnl_expr_set_u32(ask, NFTNL_EXPR_CT_KEY, NFT_CT_STATUS);
		nftnl_expr_set_u32(ask, NFTNL_EXPR_CT_DREG, NFT_REG_1);
	}
	mask(making, CT_STATUS_DNAT);
	compare(making, (struct compared){ NFT_CMP_NEQ, &none, sizeof none });
}

static void match_loopback_net(struct making *making, uint32_t source)
{
	uint8_t net[4] = { 127, 0, 0, 0 };

	load_address(making, source, NFT_REG_1);
	mask(making, htonl(0xff000000));
	compare(making, (struct compared){ NFT_CMP_EQ, net, sizeof net });
}

/* A concatenation lies in registers of four bytes, one part behind the other. */
static void translate(struct making *making, const char *map)
{
	uint32_t width = making->family == AF_INET6 ? 4 : 1, part = NFT_REG32_00;
	struct nftnl_expr *nat;

	if (strcmp(map, FIREWALL_PORTS_AT) == 0) {
		load_address(making, DESTINATION, NFT_REG_1);
		part += width;
	}
	load_meta(making, NFT_META_L4PROTO, part == NFT_REG32_00 ? (uint32_t)NFT_REG_1 : part);
	load_port(making, part + 1);
	look_up_map(making, map, NFT_REG_1);
	nat = add(making, "nat");
	if (nat) {
		nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_TYPE, NFT_NAT_DNAT);
		nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_FAMILY,
				   making->family == AF_INET6 ? NFPROTO_IPV6 : NFPROTO_IPV4);
		nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_ADDR_MIN, NFT_REG_1);
		nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_PROTO_MIN, NFT_REG32_00 + width);
		nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_FLAGS, NF_NAT_RANGE_PROTO_SPECIFIED);
	}
}

/*
 * A port that only some may reach, and the sender is none of them: the host's own programs are
 * asked, and none listens there.
 */
static void restrict_sources(struct making *making)
{
	uint32_t width = making->family == AF_INET6 ? 4 : 1;

	load_address(making, DESTINATION, NFT_REG_1);
	load_meta(making, NFT_META_L4PROTO, NFT_REG32_00 + width);
	load_port(making, NFT_REG32_00 + width + 1);
	look_up(making, FIREWALL_RESTRICTED, 0);
	load_address(making, SOURCE, NFT_REG_1);
	load_address(making, DESTINATION, NFT_REG32_00 + width);
	load_meta(making, NFT_META_L4PROTO, NFT_REG32_00 + 2 * width);
	load_port(making, NFT_REG32_00 + 2 * width + 1);
	look_up(making, FIREWALL_ALLOWED, NFT_LOOKUP_F_INV);
	verdict(making, NFT_RETURN, NULL);
}

/* ::1 cannot be translated: the kernel lets no packet with it leave.  A forwarder listens there. */
static void spare_loopback6(struct making *making)
{
	uint8_t loopback[16] = { [15] = 1 };

	load_address(making, DESTINATION, NFT_REG_1);
	compare(making, (struct compared){ NFT_CMP_EQ, loopback, sizeof loopback });
	verdict(making, NFT_RETURN, NULL);
}

static void pass_published(struct making *making)
{
	match_translated(making);
	verdict(making, NF_ACCEPT, NULL);
}

static void drop_between(struct making *making, const char *from, const char *to)
{
	load_address(making, SOURCE, NFT_REG_1);
	look_up(making, from, 0);
	load_address(making, DESTINATION, NFT_REG_1);
	look_up(making, to, 0);
	verdict(making, NF_DROP, NULL);
}

static void part_isolated(struct making *making)
{
	drop_between(making, FIREWALL_ISOLATED, FIREWALL_NETWORKS);
}

static void part_others(struct making *making)
{
	drop_between(making, FIREWALL_NETWORKS, FIREWALL_ISOLATED);
}

/* Where br_netfilter has the packets between ports of a bridge pass here, both links are it. */
static void pass_within(struct making *making)
{
	load_meta(making, NFT_META_IIFNAME, NFT_REG_1);
	load_meta(making, NFT_META_OIFNAME, NFT_REG_2);
	look_up(making, FIREWALL_WITHIN, 0);
	verdict(making, NF_ACCEPT, NULL);
}

static void close_way(struct making *making, uint32_t link)
{
	load_meta(making, link, NFT_REG_1);
	look_up(making, FIREWALL_INTERNAL, 0);
	verdict(making, NF_DROP, NULL);
}

/* By the link and not by the address, which a sender may choose. */
static void close_way_out(struct making *making)
{
	close_way(making, NFT_META_IIFNAME);
}

static void close_way_in(struct making *making)
{
	close_way(making, NFT_META_OIFNAME);
}

static void jump_to_publish(struct making *making)
{
	match_local_destination(making);
	verdict(making, NFT_JUMP, FIREWALL_PUBLISH);
}

static void publish_at(struct making *making)
{
	translate(making, FIREWALL_PORTS_AT);
}

static void publish(struct making *making)
{
	translate(making, FIREWALL_PORTS);
}

/* What a member sends out of our networks leaves with the host's address. */
static void masquerade_outward(struct making *making)
{
	load_address(making, SOURCE, NFT_REG_1);
	look_up(making, FIREWALL_NETWORKS, 0);
	load_address(making, DESTINATION, NFT_REG_1);
	look_up(making, FIREWALL_NETWORKS, NFT_LOOKUP_F_INV);
	add(making, "masq");
}

/*
 * A member that asks for a published port of its own or of a neighbour: the answer must come back
 * through the host, or the asker would see it from an address that it never asked.
 */
static void masquerade_inward(struct making *making)
{
	match_translated(making);
	load_address(making, SOURCE, NFT_REG_1);
	look_up(making, FIREWALL_NETWORKS, 0);
	add(making, "masq");
}

static void masquerade_loopback(struct making *making)
{
	match_translated(making);
	match_loopback_net(making, SOURCE);
	add(making, "masq");
}

/* route_localnet lets 127.0.0.0/8 leave by a bridge; from there it must not come in. */
static void guard_loopback(struct making *making)
{
	char name[IFNAMSIZ] = "lo";

	load_meta(making, NFT_META_IIFNAME, NFT_REG_1);
	compare(making, (struct compared){ NFT_CMP_NEQ, name, sizeof name });
	match_loopback_net(making, DESTINATION);
	verdict(making, NF_DROP, NULL);
}

/* A rule is for a family where it has a text for it. */
static const struct {
	const char *chain;
	void (*make)(struct making *);
	const char *text, *text6;
} rules[] = {
	{ FIREWALL_GUARD, guard_loopback, "guard iifname != \"lo\" ip daddr 127.0.0.0/8 drop",
	  NULL },
	{ FIREWALL_PREROUTING, restrict_sources,
	  "prerouting ip daddr . meta l4proto . th dport @restricted ip saddr . ip daddr . "
	  "meta l4proto . th dport != @allowed return",
	  "prerouting ip6 daddr . meta l4proto . th dport @restricted ip6 saddr . ip6 daddr . "
	  "meta l4proto . th dport != @allowed return" },
	{ FIREWALL_PREROUTING, jump_to_publish, "prerouting fib daddr type local jump publish",
	  "prerouting fib daddr type local jump publish" },
	{ FIREWALL_OUTPUT, spare_loopback6, NULL, "output ip6 daddr ::1 return" },
	{ FIREWALL_OUTPUT, jump_to_publish, "output fib daddr type local jump publish",
	  "output fib daddr type local jump publish" },
	{ FIREWALL_PUBLISH, publish_at,
	  "publish dnat ip to ip daddr . meta l4proto . th dport map @ports_at",
	  "publish dnat ip6 to ip6 daddr . meta l4proto . th dport map @ports_at" },
	{ FIREWALL_PUBLISH, publish, "publish dnat ip to meta l4proto . th dport map @ports",
	  "publish dnat ip6 to meta l4proto . th dport map @ports" },
	{ FIREWALL_FORWARD, pass_within, "forwarding iifname . oifname @within accept",
	  "forwarding iifname . oifname @within accept" },
	{ FIREWALL_FORWARD, close_way_out, "forwarding iifname @internal drop",
	  "forwarding iifname @internal drop" },
	{ FIREWALL_FORWARD, close_way_in, "forwarding oifname @internal drop",
	  "forwarding oifname @internal drop" },
	{ FIREWALL_FORWARD, pass_published, "forwarding ct status dnat accept",
	  "forwarding ct status dnat accept" },
	{ FIREWALL_FORWARD, part_isolated, "forwarding ip saddr @isolated ip daddr @networks drop",
	  "forwarding ip6 saddr @isolated ip6 daddr @networks drop" },
	{ FIREWALL_FORWARD, part_others, "forwarding ip saddr @networks ip daddr @isolated drop",
	  "forwarding ip6 saddr @networks ip6 daddr @isolated drop" },
	{ FIREWALL_POSTROUTING, masquerade_outward,
	  "postrouting ip saddr @networks ip daddr != @networks masquerade",
	  "postrouting ip6 saddr @networks ip6 daddr != @networks masquerade" },
	{ FIREWALL_POSTROUTING, masquerade_inward,
	  "postrouting ct status dnat ip saddr @networks masquerade",
	  "postrouting ct status dnat ip6 saddr @networks masquerade" },
	{ FIREWALL_POSTROUTING, masquerade_loopback,
	  "postrouting ct status dnat ip saddr 127.0.0.0/8 masquerade", NULL },
};

/* The index of rule number n of the family; -1 behind the last. */
static int find_rule(int family, unsigned n)
{
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		if (!(family == AF_INET6 ? rules[i].text6 : rules[i].text)) {
			continue;
		}
		if (n-- == 0) {
			return (int)i;
		}
	}
	return -1;
}

struct nftnl_rule *firewall_rule_make(int family, unsigned n)
{
	int i = find_rule(family, n);
	struct making making = { i < 0 ? NULL : nftnl_rule_alloc(), family };

	if (making.rule) {
		nftnl_rule_set_u32(making.rule, NFTNL_RULE_FAMILY,
				   family == AF_INET6 ? NFPROTO_IPV6 : NFPROTO_IPV4);
		nftnl_rule_set_str(making.rule, NFTNL_RULE_TABLE, FIREWALL_TABLE);
		nftnl_rule_set_str(making.rule, NFTNL_RULE_CHAIN, rules[i].chain);
		rules[i].make(&making);
	}
	return making.rule;
}

const char *firewall_rule_text(int family, unsigned n)
{
	int i = find_rule(family, n);

	return i < 0 ? NULL : family == AF_INET6 ? rules[i].text6 : rules[i].text;
}
