/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "firewall.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libnftnl/chain.h>
#include <libnftnl/common.h>
#include <libnftnl/rule.h>
#include <libnftnl/table.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "firewall_batch.h"
#include "firewall_name.h"
#include "firewall_rule.h"

enum { PRIORITY_RAW = -300, PRIORITY_DSTNAT = -100, PRIORITY_FILTER = 0, PRIORITY_SRCNAT = 100 };

int firewall_open(struct run *run, struct firewall *firewall)
{
	return netlink_open(run, &firewall->netlink, NETLINK_NETFILTER);
}

void firewall_close(struct firewall *firewall)
{
	netlink_close(&firewall->netlink);
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
	((struct nfgenmsg *)payload)->nfgen_family = (uint8_t)firewall_protocol(family);
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
	struct nlmsghdr *message = firewall_begin(run, firewall, family, type, flags);

	if (!message) {
		return -1;
	}
	mnl_attr_put_strz(message, NFTA_TABLE_NAME, FIREWALL_TABLE);
	run_equivalent(run, "nft %s table %s " FIREWALL_TABLE,
		       type == NFT_MSG_NEWTABLE ? "add" : "delete", firewall_family(family));
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
	{ FIREWALL_FORWARD, "filter", NF_INET_FORWARD, PRIORITY_FILTER, "forward priority 0" },
	{ FIREWALL_POSTROUTING, "nat", NF_INET_POST_ROUTING, PRIORITY_SRCNAT,
	  "postrouting priority 100" },
	{ FIREWALL_PUBLISH, NULL, 0, 0, NULL },
};

static int put_chain(struct run *run, struct firewall *firewall, int family,
		     const struct chain *chain)
{
	struct nlmsghdr *message = firewall_begin(run, firewall, family, NFT_MSG_NEWCHAIN,
						  NLM_F_CREATE);
	struct nftnl_chain *made = message ? nftnl_chain_alloc() : NULL;

	if (!made) {
		return message ? firewall_no_memory(run) : -1;
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
			       firewall_family(family), chain->name, chain->type, chain->text);
	} else {
		run_equivalent(run, "nft add chain %s " FIREWALL_TABLE " %s",
			       firewall_family(family), chain->name);
	}
	return 0;
}

static int put_rules(struct run *run, struct firewall *firewall, int family)
{
	for (unsigned n = 0; firewall_rule_text(family, n); n++) {
		struct nlmsghdr *message = firewall_begin(run, firewall, family, NFT_MSG_NEWRULE,
							  NLM_F_CREATE | NLM_F_APPEND);
		struct nftnl_rule *rule = message ? firewall_rule_make(family, n) : NULL;

		if (!rule) {
			return message ? firewall_no_memory(run) : -1;
		}
		nftnl_rule_nlmsg_build_payload(message, rule);
		nftnl_rule_free(rule);
		run_equivalent(run, "nft 'add rule %s " FIREWALL_TABLE " %s'",
			       firewall_family(family), firewall_rule_text(family, n));
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
	return firewall_put_sets(run, firewall, family) < 0 ? -1 : put_rules(run, firewall, family);
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
