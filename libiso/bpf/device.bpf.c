/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device - which device nodes the processes of a control group may open or make.
 *
 * The rules are a map that can be changed while the program runs.  From the widest rule to the
 * narrowest (TYPE *:*, TYPE MAJOR:*, TYPE MAJOR:MINOR) each adds what it allows and takes away what
 * it denies.  Denials go to a ring buffer.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "../device_rule.h"

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, struct device_key);
	__type(value, struct device_access);
} cns_dev_rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} cns_dev_audit SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 65536);
} cns_dev_log SEC(".maps");

static __always_inline __u32 apply(struct device_key *key, __u32 allowed)
{
	struct device_access *rule = bpf_map_lookup_elem(&cns_dev_rules, key);

	return rule ? (allowed | rule->allow) & ~rule->deny : allowed;
}

static __always_inline void report(const struct device_key *key, __u32 access)
{
	struct device_denial *denial = bpf_ringbuf_reserve(&cns_dev_log, sizeof *denial, 0);

	if (denial) {
		denial->key = *key;
		denial->access = access;
		denial->pid = bpf_get_current_pid_tgid() >> 32;
		denial->time = bpf_ktime_get_ns();
		bpf_get_current_comm(denial->name, sizeof denial->name);
		bpf_ringbuf_submit(denial, 0);
	}
}

SEC("cgroup/dev")
int cns_dev(struct bpf_cgroup_dev_ctx *request)
{
	struct device_key key = { request->access_type & 0xffff, DEVICE_ANY, DEVICE_ANY };
	__u32 asked = request->access_type >> 16, zero = 0;
	__u32 allowed = apply(&key, 0);

	key.major = request->major;
	allowed = apply(&key, allowed);
	key.minor = request->minor;
	allowed = apply(&key, allowed);
	if ((asked & ~allowed) == 0) {
		return 1;
	}
	report(&key, asked);
	__u32 *audit = bpf_map_lookup_elem(&cns_dev_audit, &zero);
	return audit && *audit;
}

char _license[] SEC("license") = "GPL";
