/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "link.h"

enum { MILLISECONDS = 1000, BURST_MS = 5, QUEUE_MS = 50, PACKET = 1600 };

/*
 * The bucket holds what may pass in 5 ms, yet at least two packets of an Ethernet link, so that a
 * low rate works and a high one is not a hundred times as high for a moment; 50 ms may wait.
 */
static void put_bucket(struct nlmsghdr *message, uint64_t rate)
{
	uint64_t burst = rate * BURST_MS / MILLISECONDS, queue = rate * QUEUE_MS / MILLISECONDS;
	uint32_t bucket;
	struct tc_tbf_qopt parameters = { 0 };

	burst = burst < 2 * PACKET ? 2 * PACKET : burst > UINT32_MAX / 4 ? UINT32_MAX / 4 : burst;
	queue = queue < 4 * PACKET ? 4 * PACKET : queue > UINT32_MAX / 4 ? UINT32_MAX / 4 : queue;
	bucket = (uint32_t)burst;
	parameters.limit = (uint32_t)(queue + burst);
	parameters.rate.linklayer = TC_LINKLAYER_ETHERNET;
	parameters.rate.rate = rate > UINT32_MAX ? UINT32_MAX : (uint32_t)rate;
	mnl_attr_put_strz(message, TCA_KIND, "tbf");
	struct nlattr *options = mnl_attr_nest_start(message, TCA_OPTIONS);
	mnl_attr_put(message, TCA_TBF_PARMS, sizeof parameters, &parameters);
	mnl_attr_put_u32(message, TCA_TBF_BURST, bucket);
	if (rate > UINT32_MAX) {
		mnl_attr_put_u64(message, TCA_TBF_RATE64, rate);
	}
	mnl_attr_nest_end(message, options);
}

int link_limit(struct run *run, struct netlink *netlink, int index, uint64_t rate)
{
	void *payload;
	struct nlmsghdr *message = netlink_begin(run, netlink, rate ? RTM_NEWQDISC : RTM_DELQDISC,
						 rate ? NLM_F_CREATE | NLM_F_REPLACE : 0,
						 sizeof(struct tcmsg), &payload);
	struct tcmsg *header = payload;

	if (!message) {
		return -1;
	}
	header->tcm_ifindex = index;
	header->tcm_parent = TC_H_ROOT;
	header->tcm_handle = rate ? 0x63 << 16 : 0;
	if (rate) {
		put_bucket(message, rate);
	}
	return 0;
}
