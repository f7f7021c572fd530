/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "device.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* A generated string is longer than C99 promises to take. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "bpf/device.skel.h"
#pragma GCC diagnostic pop
#include "kernel/bpf.h"
#include "text.h"

enum { BLOCK = BPF_DEVCG_DEV_BLOCK, CHARACTER = BPF_DEVCG_DEV_CHAR, ALL_ACCESS = 7 };

/* What container engines let a container have without being asked (OCI runtime-spec, "Default
 * Devices"). */
static const struct device_rule docker_rules[] = {
	{ { BLOCK, DEVICE_ANY, DEVICE_ANY }, { BPF_DEVCG_ACC_MKNOD, 0 } },
	{ { CHARACTER, DEVICE_ANY, DEVICE_ANY }, { BPF_DEVCG_ACC_MKNOD, 0 } },
	{ { CHARACTER, 1, 3 }, { ALL_ACCESS, 0 } },
	{ { CHARACTER, 1, 5 }, { ALL_ACCESS, 0 } },
	{ { CHARACTER, 1, 7 }, { ALL_ACCESS, 0 } },
	{ { CHARACTER, 1, 8 }, { ALL_ACCESS, 0 } },
	{ { CHARACTER, 1, 9 }, { ALL_ACCESS, 0 } },
	{ { CHARACTER, 5, 0 }, { ALL_ACCESS, 0 } },
	{ { CHARACTER, 5, 1 }, { ALL_ACCESS, 0 } },
	{ { CHARACTER, 5, 2 }, { ALL_ACCESS, 0 } },
	{ { CHARACTER, 136, DEVICE_ANY }, { ALL_ACCESS, 0 } },
};
static const struct device_rule all_rules[] = {
	{ { BLOCK, DEVICE_ANY, DEVICE_ANY }, { ALL_ACCESS, 0 } },
	{ { CHARACTER, DEVICE_ANY, DEVICE_ANY }, { ALL_ACCESS, 0 } },
};

char *device_rule_text(char text[64], const struct device_key *key, uint32_t access)
{
	char major[16] = "*", minor[16] = "*";

	if (key->major != DEVICE_ANY) {
		snprintf(major, sizeof major, "%u", key->major);
	}
	if (key->minor != DEVICE_ANY) {
		snprintf(minor, sizeof minor, "%u", key->minor);
	}
	snprintf(text, 64, "%c %s:%s %s%s%s", key->type == BLOCK ? 'b' : 'c', major, minor,
		 access & BPF_DEVCG_ACC_READ ? "r" : "", access & BPF_DEVCG_ACC_WRITE ? "w" : "",
		 access & BPF_DEVCG_ACC_MKNOD ? "m" : "");
	return text;
}

/* "10:229", "10:*" or "*:*". */
static int read_numbers(const char *text, struct device_key *key)
{
	uint64_t major = DEVICE_ANY, minor = DEVICE_ANY;
	char first[16];
	const char *rest = text;

	if (text_next(&rest, ':', first, sizeof first) <= 0 || !rest ||
	    (strcmp(first, "*") != 0 && text_to_number(first, 4095, &major) < 0) ||
	    (strcmp(rest, "*") != 0 && text_to_number(rest, 1048575, &minor) < 0) ||
	    (major == DEVICE_ANY && minor != DEVICE_ANY)) {
		return -1;
	}
	key->major = (uint32_t)major;
	key->minor = (uint32_t)minor;
	return 0;
}

static int read_device(struct run *run, const char *text, struct device_key *key)
{
	struct stat status;

	*key = (struct device_key){ 0, DEVICE_ANY, DEVICE_ANY };
	if (strcmp(text, "a") == 0 || strcmp(text, "all") == 0) {
		return 0;
	}
	if ((text[0] == 'c' || text[0] == 'b') && (text[1] == ' ' || text[1] == ':')) {
		key->type = text[0] == 'b' ? BLOCK : CHARACTER;
		if (read_numbers(text + 2, key) == 0) {
			return 0;
		}
	}
	if (text[0] != '/') {
		return run_refuse(run,
				  "'%.100s' is not a path of a device, 'c MAJOR:MINOR', "
				  "'b MAJOR:*' or 'a'",
				  text);
	}
	if (stat(text, &status) < 0) {
		return run_refuse(run, "%.200s: %s", text, strerrordesc_np(errno));
	}
	if (!S_ISBLK(status.st_mode) && !S_ISCHR(status.st_mode)) {
		return run_refuse(run, "%.200s is no device", text);
	}
	*key = (struct device_key){ S_ISBLK(status.st_mode) ? BLOCK : CHARACTER,
				    major(status.st_rdev), minor(status.st_rdev) };
	return 0;
}

int device_rule_read(struct run *run, const char *device, const char *access,
		     struct device_rule *rule)
{
	*rule = (struct device_rule){ 0 };
	run_step(run, "read the rule '%.100s %.20s'", device, access);
	for (const char *letter = access; *letter; letter++) {
		uint32_t bit = *letter == 'r'   ? BPF_DEVCG_ACC_READ
			       : *letter == 'w' ? BPF_DEVCG_ACC_WRITE
			       : *letter == 'm' ? BPF_DEVCG_ACC_MKNOD
						: 0;

		if (!bit || rule->access.allow & bit) {
			rule->access.allow = 0;
			break;
		}
		rule->access.allow |= bit;
	}
	if (!rule->access.allow) {
		return run_refuse(run, "'%.20s' is not made of r (read), w (write) and m (mknod)",
				  access);
	}
	return read_device(run, device, &rule->key);
}

/* Opens the maps of our program by their names. */
static int open_maps(struct run *run, struct device_policy *policy)
{
	int program_fd = policy->attached.program_fd;

	policy->rules_fd = cgroup_bpf_map(run, program_fd, "cns_dev_rules");
	if (policy->rules_fd >= 0) {
		policy->audit_fd = cgroup_bpf_map(run, program_fd, "cns_dev_audit");
	}
	if (policy->audit_fd >= 0) {
		policy->log_fd = cgroup_bpf_map(run, program_fd, "cns_dev_log");
	}
	return policy->log_fd < 0 ? -1 : 0;
}

int device_policy_open(struct run *run, const struct cgroup *cgroup, struct device_policy *policy)
{
	*policy = (struct device_policy){ .rules_fd = -1, .audit_fd = -1, .log_fd = -1 };
	run_step(run, "find the device programs of %s", cgroup->path);
	if (cgroup_bpf_find(run, cgroup, BPF_CGROUP_DEVICE, "cns_dev", &policy->attached) < 0) {
		return -1;
	}
	return policy->attached.program_fd < 0 ? 0 : open_maps(run, policy);
}

void device_policy_close(struct device_policy *policy)
{
	const int fds[] = { policy->attached.program_fd, policy->rules_fd, policy->audit_fd,
			    policy->log_fd };

	for (size_t i = 0; i < 4; i++) {
		if (fds[i] >= 0) {
			close(fds[i]);
		}
	}
	policy->attached.program_fd = policy->rules_fd = policy->audit_fd = policy->log_fd = -1;
}

static int write_base(struct run *run, enum device_base base, int rules_fd)
{
	const struct device_rule *rules = base == DEVICE_BASE_ALL ? all_rules : docker_rules;
	size_t count = base == DEVICE_BASE_ALL      ? sizeof all_rules / sizeof all_rules[0]
		       : base == DEVICE_BASE_DOCKER ? sizeof docker_rules / sizeof docker_rules[0]
						    : 0;
	char text[64];

	for (size_t i = 0; i < count; i++) {
		if (kernel_bpf_map_update(run, rules_fd, &rules[i].key, &rules[i].access,
					  device_rule_text(text, &rules[i].key,
							   rules[i].access.allow)) < 0) {
			return -1;
		}
	}
	return 0;
}

/* The rules are in the map before the program holds for anybody. */
static int load_and_attach(struct run *run, const struct cgroup *cgroup, enum device_base base,
			   int replaced_fd)
{
	struct device_bpf *skeleton = device_bpf__open();

	if (!skeleton) {
		return run_refuse_errno(run, "the program cannot be read");
	}
	int result = kernel_bpf_load(run, skeleton->skeleton, "cns_dev");
	if (result == 0) {
		result = write_base(run, base, bpf_map__fd(skeleton->maps.cns_dev_rules));
	}
	if (result == 0) {
		result = cgroup_bpf_attach(run, cgroup, BPF_CGROUP_DEVICE,
					   bpf_program__fd(skeleton->progs.cns_dev), replaced_fd);
	}
	device_bpf__destroy(skeleton);
	return result;
}

static int attach(struct run *run, const struct cgroup *cgroup, enum device_base base,
		  int replaced_fd, struct device_policy *policy)
{
	run_step(run, "attach a device program to %s", cgroup->path);
	int result = load_and_attach(run, cgroup, base, replaced_fd);

	device_policy_close(policy);
	if (result < 0) {
		return cgroup_bpf_advise(run);
	}
	return run->dry ? 0 : device_policy_open(run, cgroup, policy);
}

int device_policy_attach(struct run *run, const struct cgroup *cgroup, enum device_base base,
			 struct device_policy *policy)
{
	return attach(run, cgroup, base, -1, policy);
}

int device_policy_replace(struct run *run, const struct cgroup *cgroup, enum device_base base,
			  struct device_policy *policy)
{
	run_step(run, "take the place of another's device program of %s", cgroup->path);
	if (policy->attached.foreign_count != 1) {
		return run_refuse(run,
				  "%u programs of others are attached; exactly one can be replaced",
				  policy->attached.foreign_count);
	}
	int replaced_fd = kernel_bpf_program(run, policy->attached.foreign[0]);
	if (replaced_fd < 0) {
		return cgroup_bpf_advise(run);
	}
	int result = attach(run, cgroup, base, replaced_fd, policy);
	close(replaced_fd);
	return result;
}

int device_policy_detach(struct run *run, const struct cgroup *cgroup, struct device_policy *policy)
{
	run_step(run, "take the device program of %s away", cgroup->path);
	return policy->attached.program_fd < 0 ? 0
					       : cgroup_bpf_detach(run, cgroup, BPF_CGROUP_DEVICE,
								   policy->attached.program_fd);
}

static int change_one(struct run *run, const struct device_policy *policy,
		      const struct device_key *key, struct device_access change)
{
	struct device_access now = { 0 };
	char text[64], words[80];

	if (policy->rules_fd >= 0) {
		bpf_map_lookup_elem(policy->rules_fd, key, &now);
	}
	now.allow = (now.allow | change.allow) & ~change.deny;
	now.deny = (now.deny | change.deny) & ~change.allow;
	snprintf(words, sizeof words, "%s %s", change.allow ? "allow" : "deny",
		 device_rule_text(text, key, change.allow | change.deny));
	run_step(run, "%s", words);
	return kernel_bpf_map_update(run, policy->rules_fd, key, &now, words);
}

static int change(struct run *run, const struct device_policy *policy,
		  const struct device_rule *rule, struct device_access access)
{
	struct device_key key = rule->key;

	if (key.type) {
		return change_one(run, policy, &key, access);
	}
	key.type = BLOCK;
	if (change_one(run, policy, &key, access) < 0) {
		return -1;
	}
	key.type = CHARACTER;
	return change_one(run, policy, &key, access);
}

int device_allow(struct run *run, const struct device_policy *policy,
		 const struct device_rule *rule)
{
	return change(run, policy, rule, (struct device_access){ .allow = rule->access.allow });
}

int device_deny(struct run *run, const struct device_policy *policy, const struct device_rule *rule)
{
	return change(run, policy, rule, (struct device_access){ .deny = rule->access.allow });
}

int device_audit(struct run *run, const struct device_policy *policy, uint32_t audit)
{
	uint32_t zero = 0;

	run_step(run,
		 audit ? "let everything pass and only report it" : "deny what no rule allows");
	return kernel_bpf_map_update(run, policy->audit_fd, &zero, &audit,
				     audit ? "audit" : "deny");
}

int device_rules(struct run *run, const struct device_policy *policy,
		 void (*each)(const struct device_rule *, void *), void *data)
{
	struct device_rule rule;
	const void *before = NULL;

	run_step(run, "read the device rules");
	while (bpf_map_get_next_key(policy->rules_fd, before, &rule.key) == 0) {
		if (bpf_map_lookup_elem(policy->rules_fd, &rule.key, &rule.access) == 0) {
			each(&rule, data);
		}
		before = &rule.key;
	}
	return errno == ENOENT
		       ? 0
		       : run_refuse(run, "the rules cannot be read: %s", strerrordesc_np(errno));
}

struct listener {
	int (*each)(const struct device_denial *, void *);
	void *data;
};

static int hear(void *data, void *sample, size_t size)
{
	const struct listener *listener = data;

	return size < sizeof(struct device_denial) ? 0 : listener->each(sample, listener->data);
}

int device_log(struct run *run, const struct device_policy *policy,
	       int (*each)(const struct device_denial *, void *), void *data)
{
	struct listener listener = { each, data };
	struct ring_buffer *ring = ring_buffer__new(policy->log_fd, hear, &listener, NULL);
	int result = 0;

	run_step(run, "listen for denials");
	if (!ring) {
		return run_refuse(run, "the ring of denials cannot be mapped: %s",
				  strerrordesc_np(errno));
	}
	while (result >= 0 || result == -EINTR) {
		result = ring_buffer__poll(ring, -1);
	}
	ring_buffer__free(ring);
	return 0;
}
