/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "firewall_foreign.h"

#include <libnftnl/chain.h>
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

	if (!family || !nftnl_chain_is_set(chain, NFTNL_CHAIN_HOOKNUM) ||
	    nftnl_chain_get_u32(chain, NFTNL_CHAIN_HOOKNUM) != NF_INET_FORWARD ||
	    !nftnl_chain_is_set(chain, NFTNL_CHAIN_POLICY) ||
	    nftnl_chain_get_u32(chain, NFTNL_CHAIN_POLICY) != NF_DROP) {
		return MNL_CB_OK;
	}
	struct firewall_drop *grown = reallocarray(list->drop, list->count + 1, sizeof *grown);
	if (!grown) {
		return MNL_CB_ERROR;
	}
	list->drop = grown;
	grown += list->count++;
	grown->family = family;
	snprintf(grown->table, sizeof grown->table, "%s",
		 nftnl_chain_get_str(chain, NFTNL_CHAIN_TABLE));
	snprintf(grown->chain, sizeof grown->chain, "%s",
		 nftnl_chain_get_str(chain, NFTNL_CHAIN_NAME));
	return MNL_CB_OK;
}

static int hear(const struct nlmsghdr *answer, void *data)
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

int firewall_list_drops(struct run *run, struct firewall *firewall, struct firewall_drop_list *list)
{
	void *payload;

	*list = (struct firewall_drop_list){ 0 };
	if (!netlink_begin(run, &firewall->netlink, NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN,
			   NLM_F_DUMP, sizeof(struct nfgenmsg), &payload)) {
		return -1;
	}
	return netlink_ask(run, &firewall->netlink, hear, list);
}
