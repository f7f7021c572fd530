/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "traffic.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A generated string is longer than C99 promises to take. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "bpf/traffic.skel.h"
#pragma GCC diagnostic pop
#include "kernel/bpf.h"

static const struct {
	const char *name;
	int type;
} programs[TRAFFIC_PROGRAMS] = {
	{ "cns_connect4", BPF_CGROUP_INET4_CONNECT }, { "cns_connect6", BPF_CGROUP_INET6_CONNECT },
	{ "cns_sendmsg4", BPF_CGROUP_UDP4_SENDMSG },  { "cns_sendmsg6", BPF_CGROUP_UDP6_SENDMSG },
	{ "cns_bind4", BPF_CGROUP_INET4_BIND },       { "cns_bind6", BPF_CGROUP_INET6_BIND },
};

static void clear(struct traffic_policy *policy)
{
	for (int i = 0; i < TRAFFIC_PROGRAMS; i++) {
		policy->program_fd[i] = -1;
	}
	policy->rules_fd = policy->mode_fd = policy->log_fd = -1;
}

static int open_maps(struct run *run, int program_fd, struct traffic_policy *policy)
{
	policy->rules_fd = cgroup_bpf_map(run, program_fd, "cns_net_rules");
	if (policy->rules_fd >= 0) {
		policy->mode_fd = cgroup_bpf_map(run, program_fd, "cns_net_mode");
	}
	if (policy->mode_fd >= 0) {
		policy->log_fd = cgroup_bpf_map(run, program_fd, "cns_net_log");
	}
	return policy->log_fd < 0 ? -1 : 0;
}

int traffic_policy_open(struct run *run, const struct cgroup *cgroup, struct traffic_policy *policy)
{
	struct cgroup_bpf found;
	int any = -1;

	clear(policy);
	run_step(run, "find the network programs of %s", cgroup->path);
	for (int i = 0; i < TRAFFIC_PROGRAMS; i++) {
		if (cgroup_bpf_find(run, cgroup, programs[i].type, programs[i].name, &found) < 0) {
			traffic_policy_close(policy);
			return -1;
		}
		policy->program_fd[i] = found.program_fd;
		any = any < 0 ? found.program_fd : any;
	}
	return any < 0 ? 0 : open_maps(run, any, policy);
}

void traffic_policy_close(struct traffic_policy *policy)
{
	const int maps[] = { policy->rules_fd, policy->mode_fd, policy->log_fd };

	for (int i = 0; i < TRAFFIC_PROGRAMS; i++) {
		if (policy->program_fd[i] >= 0) {
			close(policy->program_fd[i]);
		}
	}
	for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
		if (maps[i] >= 0) {
			close(maps[i]);
		}
	}
	clear(policy);
}

bool traffic_policy_is_there(const struct traffic_policy *policy)
{
	return policy->rules_fd >= 0;
}

int traffic_mode_write(struct run *run, const struct traffic_policy *policy,
		       const struct traffic_mode *mode)
{
	const uint32_t zero = 0;

	return kernel_bpf_map_update(run, policy->mode_fd, &zero, mode,
				     mode->audit    ? "audit"
				     : mode->refuse ? "refuse all else"
						    : "allow all else");
}

static void detach_first(struct run *run, const struct cgroup *cgroup, const int *program_fd,
			 int count)
{
	struct failure first = run->failure;

	while (count-- > 0) {
		cgroup_bpf_detach(run, cgroup, programs[count].type, program_fd[count]);
	}
	run->failure = first;
}

/* The maps are filled before the first program holds. */
static int attach_all(struct run *run, const struct cgroup *cgroup, uint32_t refuse,
		      const struct traffic_bpf *loaded)
{
	const struct traffic_policy maps = { .mode_fd = bpf_map__fd(loaded->maps.cns_net_mode) };
	const struct traffic_mode mode = { .refuse = refuse };
	int program_fd[TRAFFIC_PROGRAMS] = {
		bpf_program__fd(loaded->progs.cns_connect4),
		bpf_program__fd(loaded->progs.cns_connect6),
		bpf_program__fd(loaded->progs.cns_sendmsg4),
		bpf_program__fd(loaded->progs.cns_sendmsg6),
		bpf_program__fd(loaded->progs.cns_bind4),
		bpf_program__fd(loaded->progs.cns_bind6),
	};

	if (traffic_mode_write(run, &maps, &mode) < 0) {
		return -1;
	}
	for (int i = 0; i < TRAFFIC_PROGRAMS; i++) {
		if (cgroup_bpf_attach(run, cgroup, programs[i].type, program_fd[i], -1) < 0) {
			detach_first(run, cgroup, program_fd, i);
			return -1;
		}
	}
	return 0;
}

int traffic_policy_attach(struct run *run, const struct cgroup *cgroup, uint32_t refuse,
			  struct traffic_policy *policy)
{
	struct traffic_bpf *skeleton = traffic_bpf__open();

	run_step(run, "attach network programs to %s", cgroup->path);
	if (!skeleton) {
		return run_refuse_errno(run, "the programs cannot be read");
	}
	int result = kernel_bpf_load(run, skeleton->skeleton, "cns_connect4");
	if (result < 0) {
		cgroup_bpf_advise(run);
	} else {
		result = attach_all(run, cgroup, refuse, skeleton);
	}
	traffic_bpf__destroy(skeleton);
	traffic_policy_close(policy);
	return result < 0 || run->dry ? result : traffic_policy_open(run, cgroup, policy);
}

int traffic_policy_detach(struct run *run, const struct cgroup *cgroup,
			  struct traffic_policy *policy)
{
	run_step(run, "take the network programs of %s away", cgroup->path);
	for (int i = 0; i < TRAFFIC_PROGRAMS; i++) {
		if (policy->program_fd[i] >= 0 &&
		    cgroup_bpf_detach(run, cgroup, programs[i].type, policy->program_fd[i]) < 0) {
			return -1;
		}
	}
	return 0;
}

static int add_one(struct run *run, const struct traffic_policy *policy,
		   const struct traffic_rule *rule)
{
	char address[64], ports[32], words[128];

	snprintf(words, sizeof words, "%s %s %s %s", rule->refuse ? "deny" : "allow",
		 traffic_operation_name(rule->key.operation),
		 traffic_address_text(address, &rule->key), traffic_ports_text(ports, &rule->key));
	run_step(run, "%s", words);
	return kernel_bpf_map_update(run, policy->rules_fd, &rule->key, &rule->refuse, words);
}

/* Without a family it is about both. */
int traffic_rule_add(struct run *run, const struct traffic_policy *policy,
		     const struct traffic_rule *rule)
{
	struct traffic_rule one = *rule;

	if (rule->key.family) {
		return add_one(run, policy, rule);
	}
	one.key.family = 4;
	if (add_one(run, policy, &one) < 0) {
		return -1;
	}
	one.key.family = 6;
	return add_one(run, policy, &one);
}

int traffic_mode_read(struct run *run, const struct traffic_policy *policy,
		      struct traffic_mode *mode)
{
	const uint32_t zero = 0;

	*mode = (struct traffic_mode){ 0 };
	if (run->dry && policy->mode_fd < 0) {
		return 0;
	}
	return bpf_map_lookup_elem(policy->mode_fd, &zero, mode) < 0
		       ? run_refuse(run, "its settings cannot be read: %s", strerrordesc_np(errno))
		       : 0;
}

int traffic_rules(struct run *run, const struct traffic_policy *policy,
		  void (*each)(const struct traffic_rule *, void *), void *data)
{
	struct traffic_rule rule;
	const struct traffic_key *before = NULL;
	struct traffic_key last;

	while (bpf_map_get_next_key(policy->rules_fd, before, &rule.key) == 0) {
		if (bpf_map_lookup_elem(policy->rules_fd, &rule.key, &rule.refuse) == 0) {
			each(&rule, data);
		}
		last = rule.key;
		before = &last;
	}
	return errno == ENOENT
		       ? 0
		       : run_refuse(run, "the rules cannot be read: %s", strerrordesc_np(errno));
}

struct listener {
	int (*each)(const struct traffic_event *, void *);
	void *data;
};

static int hear(void *data, void *sample, size_t size)
{
	const struct listener *listener = data;

	return size < sizeof(struct traffic_event) ? 0 : listener->each(sample, listener->data);
}

int traffic_log(struct run *run, const struct traffic_policy *policy,
		int (*each)(const struct traffic_event *, void *), void *data)
{
	struct listener listener = { each, data };
	struct ring_buffer *ring = ring_buffer__new(policy->log_fd, hear, &listener, NULL);
	int result = 0;

	run_step(run, "listen for refusals");
	if (!ring) {
		return run_refuse(run, "the ring of refusals cannot be mapped: %s",
				  strerrordesc_np(errno));
	}
	while (result >= 0 || result == -EINTR) {
		result = ring_buffer__poll(ring, -1);
	}
	ring_buffer__free(ring);
	return 0;
}
