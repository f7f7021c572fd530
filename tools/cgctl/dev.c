/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl dev - which devices a group may use, changed while it runs */
#include <stdio.h>
#include <string.h>

#include "cgctl.h"
#include "denial.h"
#include "device.h"
#include "table.h"

enum action { ALLOW, DENY, LS, LOG, RESET, ACTIONS };

static const char *const actions[] = { "allow", "deny", "ls", "log", "reset" };

struct request {
	enum action action;
	const char *base;
	bool replace;
	bool audit;
	uint64_t times;
	struct table_format format;
	const char *name;
	const char *device, *access;
};

static const struct table_column columns[] = {
	{ "RULE", "allow or deny", TABLE_SHOWN },
	{ "TYPE", "c or b", TABLE_SHOWN },
	{ "MAJOR", "or *", TABLE_SHOWN | TABLE_NUMBER },
	{ "MINOR", "or *", TABLE_SHOWN | TABLE_NUMBER },
	{ "ACCESS", "r, w and m", TABLE_SHOWN },
	{ 0 },
};

static const struct tool tool_start = {
	.name = "cns-cgctl dev",
	.summary =
		"Allow and deny devices to a group while it runs (BPF), and see what was denied.",
	.operands = "allow|deny|ls|log|reset CGROUP|TARGET [DEVICE [ACCESS]]",
	.operands_min = 2,
	.operands_max = 5,
};

/* A device is one word (/dev/fuse, a) or two (c 10:229). */
static int read_operands(struct request *want, const struct option_outcome *asked)
{
	static char joined[64];
	int next = 3;

	for (want->action = ALLOW; want->action < ACTIONS; want->action++) {
		if (strcmp(actions[want->action], asked->operand[0]) == 0) {
			break;
		}
	}
	want->name = asked->operand[1];
	if (want->action == ACTIONS) {
		return option_complain(&tool_start, "unknown action: %s", asked->operand[0]);
	}
	if (want->action > DENY) {
		return asked->count > 2 ? option_complain(&tool_start, "one operand too many: %s",
							  asked->operand[2])
					: 0;
	}
	if (asked->count < 3) {
		return option_complain(&tool_start, "missing operand: DEVICE");
	}
	want->device = asked->operand[2];
	if (strlen(want->device) == 1 && *want->device != 'a' && asked->count > 3) {
		snprintf(joined, sizeof joined, "%s %.40s", want->device, asked->operand[3]);
		want->device = joined;
		next = 4;
	}
	want->access = asked->count > next ? asked->operand[next] : "rwm";
	return asked->count > next + 1 ? option_complain(&tool_start, "one operand too many: %s",
							 asked->operand[next + 1])
				       : 0;
}

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	struct option_row listing[TABLE_OPTIONS];
	const struct option_row options[] = {
		{ 0, "default", "NAME", "what holds before any rule: all, none or docker",
		  .text = &want->base },
		{ 0, "replace", NULL,
		  "take the place of the program of another, such as an engine's",
		  .flag = &want->replace },
		{ 0, "audit", NULL, "deny nothing, only report it", .flag = &want->audit },
		{ 'c', "count", "NUMBER", "log: end after so many", .number = &want->times },
		{ .rows = listing },
		{ 0 },
	};
	struct tool tool = tool_start;

	tool.rows = options;
	table_options(listing, &want->format);
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);
	if (outcome.result == OPTION_GO) {
		outcome.status = read_operands(want, &outcome);
		outcome.result = outcome.status ? OPTION_WRONG : OPTION_GO;
	}
	return outcome;
}

static int read_base(struct run *run, const struct request *want, enum device_base *base)
{
	static const char *const names[] = { "all", "none", "docker" };

	*base = want->action == DENY && !want->replace ? DEVICE_BASE_ALL : DEVICE_BASE_DOCKER;
	for (unsigned i = 0; want->base && i < 3; i++) {
		if (strcmp(names[i], want->base) == 0) {
			*base = (enum device_base)i;
			return 0;
		}
	}
	run_step(run, "read --default");
	return want->base ? run_refuse(run, "'%.60s' is none of all, none, docker", want->base) : 0;
}

/* A program of another stays and holds too, so allowing beside it would change nothing. */
static int begin_policy(struct run *run, const struct request *want, const struct cgroup *group,
			struct device_policy *policy)
{
	enum device_base base;

	if (read_base(run, want, &base) < 0) {
		return -1;
	}
	if (want->replace && policy->attached.foreign_count > 0) {
		return device_policy_replace(run, group, base, policy);
	}
	if (want->action == ALLOW && policy->attached.foreign_count > 0) {
		run_refuse(run, "a program of another (id %u) is attached too, and all must allow",
			   policy->attached.foreign[0]);
		return run_advise(run,
				  "--replace puts ours in its place, beginning with the list of "
				  "--default docker");
	}
	return policy->attached.program_fd >= 0 ? 0
						: device_policy_attach(run, group, base, policy);
}

static int change(struct run *run, const struct request *want, const struct cgroup *group,
		  struct device_policy *policy)
{
	struct device_rule rule;

	if (device_rule_read(run, want->device, want->access, &rule) < 0) {
		return -1;
	}
	run_step(run, "%s a device to %s", actions[want->action], group->path);
	if (begin_policy(run, want, group, policy) < 0 ||
	    (want->audit && device_audit(run, policy, 1) < 0)) {
		return -1;
	}
	return want->action == ALLOW ? device_allow(run, policy, &rule)
				     : device_deny(run, policy, &rule);
}

static void add_row(struct table *table, const char *what, const struct device_key *key,
		    uint32_t access)
{
	char text[64], type[4], major[16], minor[16], letters[8];
	struct table_row *row = table_add(table, NULL);

	device_rule_text(text, key, access);
	if (sscanf(text, "%3s %15[^:]:%15s %7s", type, major, minor, letters) == 4) {
		table_set(row, 0, "%s", what);
		table_set(row, 1, "%s", type);
		table_set(row, 2, "%s", major);
		table_set(row, 3, "%s", minor);
		table_set(row, 4, "%s", letters);
	}
}

static void add_rule(const struct device_rule *rule, void *table)
{
	if (rule->access.allow) {
		add_row(table, "allow", &rule->key, rule->access.allow);
	}
	if (rule->access.deny) {
		add_row(table, "deny", &rule->key, rule->access.deny);
	}
}

static int list(struct run *run, const struct request *want, const struct cgroup *group,
		const struct device_policy *policy)
{
	struct table *table = table_new(run, "rules", columns, &want->format);

	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	if (policy->attached.program_fd >= 0 && device_rules(run, policy, add_rule, table) < 0) {
		table_free(table);
		return run_failed(run);
	}
	if (policy->attached.foreign_count) {
		run_warn(run, "%s: %u program%s of others hold%s here too", group->path,
			 policy->attached.foreign_count,
			 policy->attached.foreign_count > 1 ? "s" : "",
			 policy->attached.foreign_count > 1 ? "" : "s");
	}
	if (policy->attached.program_fd < 0) {
		run_warn(run, "%s has no rules of ours", group->path);
	}
	return table_print(run, table);
}

static int print_denial(const struct device_denial *event, void *left)
{
	const struct denial denial = { event->time, event->pid, event->name, DEVICE_NAME_MAX };
	char rule[64];

	device_rule_text(rule, &event->key, event->access);
	denial_begin(&denial);
	printf(", \"denied\": \"%s\"", rule);
	return denial_end(left);
}

static int follow(struct run *run, struct request *want, const struct cgroup *group,
		  const struct device_policy *policy)
{
	if (policy->log_fd < 0) {
		run_step(run, "read the denials of %s", group->path);
		run_refuse(run, "it has no rules of ours");
		return run_failed(run);
	}
	device_log(run, policy, print_denial, &want->times);
	return option_answered(run);
}

static int act(struct run *run, const struct cgroup *group, void *asked)
{
	struct request *want = asked;
	struct device_policy policy;
	int status;

	if (device_policy_open(run, group, &policy) < 0) {
		return run_failed(run);
	}
	switch (want->action) {
	case LS: status = list(run, want, group, &policy); break;
	case LOG: status = follow(run, want, group, &policy); break;
	case RESET:
		status = device_policy_detach(run, group, &policy) < 0 ? run_failed(run) : 0;
		break;
	default: status = change(run, want, group, &policy) < 0 ? run_failed(run) : 0; break;
	}
	device_policy_close(&policy);
	return status;
}

int cgctl_dev(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	return asked.result == OPTION_GO ? cgctl_in_group(run, want.name, act, &want)
					 : asked.status;
}
