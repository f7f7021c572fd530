/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "firewall_batch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <sys/socket.h>

#include "firewall_name.h"

uint16_t firewall_protocol(int family)
{
	return family == AF_INET6 ? NFPROTO_IPV6 : NFPROTO_IPV4;
}

const char *firewall_family(int family)
{
	return family == AF_INET6 ? "ip6" : "ip";
}

int firewall_no_memory(struct run *run)
{
	return run_refuse(run, "there is no memory for a rule");
}

struct nlmsghdr *firewall_begin(struct run *run, struct firewall *firewall, int family,
				unsigned type, unsigned flags)
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
		header->nfgen_family = (uint8_t)firewall_protocol(family);
	}
	return message;
}

/* NFTA_RULE_TABLE is the same number. */
int firewall_ask(struct run *run, struct firewall *firewall,
		 const struct firewall_question *question, mnl_cb_t heard, void *data)
{
	void *payload;
	struct nlmsghdr *message =
		netlink_begin(run, &firewall->netlink,
			      (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | question->type), NLM_F_DUMP,
			      sizeof(struct nfgenmsg), &payload);

	if (!message) {
		return -1;
	}
	((struct nfgenmsg *)payload)->nfgen_family = (uint8_t)firewall_protocol(question->family);
	mnl_attr_put_strz(message, NFTA_SET_ELEM_LIST_TABLE, FIREWALL_TABLE);
	if (question->set) {
		mnl_attr_put_strz(message, NFTA_SET_ELEM_LIST_SET, question->set);
	}
	if (netlink_ask(run, &firewall->netlink, heard, data) < 0) {
		if (run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}
