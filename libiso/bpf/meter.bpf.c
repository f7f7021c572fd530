/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * meter - how many packets and bytes the sockets of a control group, and below it, get and send.
 *
 * A counter on each processor, so that none waits for another; the reader adds them up.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "../traffic_rule.h"

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, TRAFFIC_FLOWS);
	__type(key, __u32);
	__type(value, struct traffic_count);
} cns_net_count SEC(".maps");

static __always_inline int count(struct __sk_buff *packet, __u32 flow4, __u32 flow6)
{
	__u32 flow = packet->protocol == bpf_htons(ETH_P_IPV6) ? flow6 : flow4;
	struct traffic_count *counted = bpf_map_lookup_elem(&cns_net_count, &flow);

	if (counted) {
		counted->packets++;
		counted->bytes += packet->len;
	}
	return 1;
}

SEC("cgroup_skb/ingress")
int cns_ingress(struct __sk_buff *packet)
{
	return count(packet, TRAFFIC_IN_4, TRAFFIC_IN_6);
}

SEC("cgroup_skb/egress")
int cns_egress(struct __sk_buff *packet)
{
	return count(packet, TRAFFIC_OUT_4, TRAFFIC_OUT_6);
}

char _license[] SEC("license") = "GPL";
