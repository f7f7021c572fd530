/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * traffic - where the processes of a control group may connect, send and bind to.
 *
 * The rules are a map that can be changed while the programs run.  Of those that fit a call the one
 * with the longest prefix decides, then the one with the fewest ports, then a refusal.  A version 4
 * address in version 6's clothes (::ffff:a.b.c.d) is a version 4 address, and the unspecified one,
 * which the kernel connects to this host, is the loopback: else both were ways around a rule.
 */
#include <linux/bpf.h>
#include <linux/in.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "../traffic_rule.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, struct traffic_key);
	__type(value, __u32); /* 1: refuse */
} cns_net_rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct traffic_mode);
} cns_net_mode SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} cns_net_log SEC(".maps");

struct bpf_map;
struct search {
	struct traffic_key call;
	__u32 rank; /* of the best rule so far; 0: none */
	__u32 refuse;
};

static __always_inline int is_in_prefix(const __u8 *address, const __u8 *network, __u32 bits)
{
	for (__u32 i = 0; i < 16; i++) {
		__u32 left = bits > i * 8 ? bits - i * 8 : 0;
		__u8 mask = left >= 8 ? 0xff : (__u8)(0xff00 >> left);

		if ((address[i] ^ network[i]) & mask) {
			return 0;
		}
	}
	return 1;
}

static long try_rule(struct bpf_map *map, const struct traffic_key *rule, __u32 *refuse,
		     struct search *search)
{
	const struct traffic_key *call = &search->call;

	(void)map;
	if (rule->operation != call->operation || rule->family != call->family ||
	    (rule->protocol && rule->protocol != call->protocol) || call->first < rule->first ||
	    call->first > rule->last || !is_in_prefix(call->address, rule->address, rule->prefix)) {
		return 0;
	}
	__u32 rank = 1 + ((__u32)rule->prefix << 20) +
		     ((__u32)(65535 - (rule->last - rule->first)) << 2) + (rule->protocol ? 2 : 0) +
		     (*refuse ? 1 : 0);
	if (rank > search->rank) {
		search->rank = rank;
		search->refuse = *refuse;
	}
	return 0;
}

static __always_inline void report(const struct traffic_key *call)
{
	struct traffic_event *event = bpf_ringbuf_reserve(&cns_net_log, sizeof *event, 0);

	if (event) {
		event->key = *call;
		event->pid = bpf_get_current_pid_tgid() >> 32;
		event->time = bpf_ktime_get_ns();
		bpf_get_current_comm(event->name, sizeof event->name);
		bpf_ringbuf_submit(event, 0);
	}
}

/* 1 lets the call pass; 0 makes it EPERM. */
static __always_inline int judge(struct search *search)
{
	__u32 zero = 0;
	struct traffic_mode *mode = bpf_map_lookup_elem(&cns_net_mode, &zero);

	bpf_for_each_map_elem(&cns_net_rules, try_rule, search, 0);
	if (search->rank ? !search->refuse : !mode || !mode->refuse) {
		return 1;
	}
	report(&search->call);
	return mode && mode->audit;
}

static __always_inline int judge4(struct bpf_sock_addr *call, __u32 address, __u8 operation)
{
	struct search search = { .call.operation = operation, .call.family = 4 };

	if (!address && operation != TRAFFIC_BIND) {
		address = bpf_htonl(INADDR_LOOPBACK);
	}
	search.call.protocol = call->protocol;
	search.call.prefix = 32;
	search.call.first = search.call.last = bpf_ntohs((__u16)call->user_port);
	__builtin_memcpy(search.call.address, &address, 4);
	return judge(&search);
}

static __always_inline int judge6(struct bpf_sock_addr *call, __u8 operation)
{
	struct search search = { .call.operation = operation, .call.family = 6 };
	__u32 word[4] = { call->user_ip6[0], call->user_ip6[1], call->user_ip6[2],
			  call->user_ip6[3] };

	if (!word[0] && !word[1] && word[2] == bpf_htonl(0xffff)) {
		return judge4(call, word[3], operation);
	}
	if (!word[0] && !word[1] && !word[2] && !word[3] && operation != TRAFFIC_BIND) {
		word[3] = bpf_htonl(1);
	}
	search.call.protocol = call->protocol;
	search.call.prefix = 128;
	search.call.first = search.call.last = bpf_ntohs((__u16)call->user_port);
	__builtin_memcpy(search.call.address, word, 16);
	return judge(&search);
}

SEC("cgroup/connect4")
int cns_connect4(struct bpf_sock_addr *call)
{
	return judge4(call, call->user_ip4, TRAFFIC_CONNECT);
}

SEC("cgroup/connect6")
int cns_connect6(struct bpf_sock_addr *call)
{
	return judge6(call, TRAFFIC_CONNECT);
}

SEC("cgroup/sendmsg4")
int cns_sendmsg4(struct bpf_sock_addr *call)
{
	return judge4(call, call->user_ip4, TRAFFIC_SEND);
}

SEC("cgroup/sendmsg6")
int cns_sendmsg6(struct bpf_sock_addr *call)
{
	return judge6(call, TRAFFIC_SEND);
}

SEC("cgroup/bind4")
int cns_bind4(struct bpf_sock_addr *call)
{
	return judge4(call, call->user_ip4, TRAFFIC_BIND);
}

SEC("cgroup/bind6")
int cns_bind6(struct bpf_sock_addr *call)
{
	return judge6(call, TRAFFIC_BIND);
}

char _license[] SEC("license") = "GPL";
