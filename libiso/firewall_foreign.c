/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "firewall_foreign.h"

#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "firewall_name.h"

static const char *family_name(uint32_t family)
{
	switch (family) {
	case NFPROTO_IPV4: return "ip";
	case NFPROTO_IPV6: return "ip6";
	case NFPROTO_INET: return "inet";
	default: return NULL;
	}
}

static int keep(struct firewall_drop_list *list, const struct nftnl_chain *chain)
{
	const char *family = family_name(nftnl_chain_get_u32(chain, NFTNL_CHAIN_FAMILY));
	const char *table = nftnl_chain_get_str(chain, NFTNL_CHAIN_TABLE);

	if (!family || !nftnl_chain_is_set(chain, NFTNL_CHAIN_HOOKNUM) ||
	    nftnl_chain_get_u32(chain, NFTNL_CHAIN_HOOKNUM) != NF_INET_FORWARD ||
	    strcmp(table, FIREWALL_TABLE) == 0) {
		return MNL_CB_OK;
	}
	struct firewall_drop *grown = reallocarray(list->drop, list->count + 1, sizeof *grown);
	if (!grown) {
		return MNL_CB_ERROR;
	}
	list->drop = grown;
	grown += list->count++;
	*grown = (struct firewall_drop){ .family = family };
	grown->drops = nftnl_chain_is_set(chain, NFTNL_CHAIN_POLICY) &&
		       nftnl_chain_get_u32(chain, NFTNL_CHAIN_POLICY) == NF_DROP;
	snprintf(grown->table, sizeof grown->table, "%s", table);
	snprintf(grown->chain, sizeof grown->chain, "%s",
		 nftnl_chain_get_str(chain, NFTNL_CHAIN_NAME));
	return MNL_CB_OK;
}

static int hear_chain(const struct nlmsghdr *answer, void *data)
{
	struct firewall_drop_list *list = data;
	struct nftnl_chain *chain;

	if (!answer) {
		list->count = 0;
		return MNL_CB_OK;
	}
	chain = nftnl_chain_alloc();
	if (!chain) {
		return MNL_CB_ERROR;
	}
	int result = nftnl_chain_nlmsg_parse(answer, chain) < 0 ? MNL_CB_ERROR : keep(list, chain);
	nftnl_chain_free(chain);
	return result;
}

/* What a rule says, as far as it matters here: whom it is about, and what becomes of the packet. */
struct gist {
	bool about_in, about_out; /* links of ours, by the name they begin with */
	bool about_others;        /* it looks at anything else */
	bool accepts, drops;
	uint32_t looks_at;
};

static void read_name(struct gist *gist, struct nftnl_expr *expression)
{
	uint32_t size;
	const char *name = nftnl_expr_get(expression, NFTNL_EXPR_CMP_DATA, &size);
	bool ours = name && size >= 3 && memcmp(name, "cns", 3) == 0 &&
		    nftnl_expr_get_u32(expression, NFTNL_EXPR_CMP_OP) == NFT_CMP_EQ;

	gist->about_in |= ours && gist->looks_at == NFT_META_IIFNAME;
	gist->about_out |= ours && gist->looks_at == NFT_META_OIFNAME;
	gist->about_others |= !ours;
}

/* iptables has a REJECT and a DROP of its own, and in the kernel the former is a "target". */
static int read_expression(struct nftnl_expr *expression, void *data)
{
	struct gist *gist = data;
	const char *kind = nftnl_expr_get_str(expression, NFTNL_EXPR_NAME);

	if (strcmp(kind, "meta") == 0) {
		gist->looks_at = nftnl_expr_get_u32(expression, NFTNL_EXPR_META_KEY);
	} else if (strcmp(kind, "cmp") == 0) {
		read_name(gist, expression);
	} else if (strcmp(kind, "reject") == 0) {
		gist->drops = true;
	} else if (strcmp(kind, "target") == 0) {
		gist->drops |= strcmp(nftnl_expr_get_str(expression, NFTNL_EXPR_TG_NAME),
				      "REJECT") == 0;
	} else if (strcmp(kind, "immediate") == 0 &&
		   nftnl_expr_is_set(expression, NFTNL_EXPR_IMM_VERDICT)) {
		uint32_t verdict = nftnl_expr_get_u32(expression, NFTNL_EXPR_IMM_VERDICT);

		gist->accepts |= verdict == NF_ACCEPT;
		gist->drops |= verdict == NF_DROP;
	} else if (strcmp(kind, "counter") != 0 && strcmp(kind, "log") != 0) {
		gist->about_others = true;
	}
	return 0;
}

/* The rules of a chain come in their order: what is accepted before all is dropped passes. */
static void weigh(struct firewall_drop *chain, const struct gist *gist)
{
	bool about_all = !gist->about_others && !gist->about_in && !gist->about_out;

	if (chain->settled) {
		return;
	}
	if (about_all && (gist->drops || gist->accepts)) {
		chain->settled = true;
		chain->drops = gist->drops;
	}
	if (gist->accepts && !gist->about_others) {
		chain->lets_in |= gist->about_in && !gist->about_out;
		chain->lets_out |= gist->about_out && !gist->about_in;
	}
}

static void weigh_rule(struct firewall_drop_list *list, struct nftnl_rule *rule)
{
	const char *family = family_name(nftnl_rule_get_u32(rule, NFTNL_RULE_FAMILY));

	for (size_t i = 0; family && i < list->count; i++) {
		struct firewall_drop *chain = &list->drop[i];
		struct gist gist = { 0 };

		if (strcmp(chain->family, family) == 0 &&
		    strcmp(chain->table, nftnl_rule_get_str(rule, NFTNL_RULE_TABLE)) == 0 &&
		    strcmp(chain->chain, nftnl_rule_get_str(rule, NFTNL_RULE_CHAIN)) == 0) {
			nftnl_expr_foreach(rule, read_expression, &gist);
			weigh(chain, &gist);
		}
	}
}

/* One that holds what this library does not know says nothing about all packets. */
static int hear_rule(const struct nlmsghdr *answer, void *data)
{
	struct nftnl_rule *rule = answer ? nftnl_rule_alloc() : NULL;

	if (!rule) {
		return answer ? MNL_CB_ERROR : MNL_CB_OK;
	}
	if (nftnl_rule_nlmsg_parse(answer, rule) == 0) {
		weigh_rule(data, rule);
	}
	nftnl_rule_free(rule);
	return MNL_CB_OK;
}

static int ask(struct run *run, struct firewall *firewall, int message, mnl_cb_t heard,
	       struct firewall_drop_list *list)
{
	void *payload;

	if (!netlink_begin(run, &firewall->netlink, NFNL_SUBSYS_NFTABLES << 8 | message, NLM_F_DUMP,
			   sizeof(struct nfgenmsg), &payload)) {
		return -1;
	}
	return netlink_ask(run, &firewall->netlink, heard, list);
}

int firewall_list_drops(struct run *run, struct firewall *firewall, struct firewall_drop_list *list)
{
	size_t kept = 0;

	*list = (struct firewall_drop_list){ 0 };
	if (ask(run, firewall, NFT_MSG_GETCHAIN, hear_chain, list) < 0 ||
	    (list->count > 0 && ask(run, firewall, NFT_MSG_GETRULE, hear_rule, list) < 0)) {
		return -1;
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct firewall_drop *chain = &list->drop[i];

		if (chain->drops && !(chain->lets_in && chain->lets_out)) {
			list->drop[kept++] = *chain;
		}
	}
	list->count = kept;
	return 0;
}
