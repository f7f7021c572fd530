/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl net - where a group may connect, send and bind to, and what it carried */
#include <stdio.h>
#include <string.h>

#include "cgctl.h"
#include "denial.h"
#include "table.h"
#include "traffic.h"

enum action { ALLOW, DENY, LS, LOG, COUNT, RESET, ACTIONS };

static const char *const actions[] = { "allow", "deny", "ls", "log", "count", "reset" };

struct request {
	enum action action;
	const char *base;
	bool audit;
	uint64_t times;
	struct table_format format;
	const char *name;
	unsigned operation; /* TRAFFIC_OPERATIONS: all */
	const char *address, *ports;
};

static const struct table_column rule_columns[] = {
	{ "RULE", "allow or deny", TABLE_SHOWN },
	{ "OPERATION", "connect, send or bind", TABLE_SHOWN },
	{ "ADDRESS", "with its prefix", TABLE_SHOWN },
	{ "PORTS", "and the protocol", TABLE_SHOWN },
	{ 0 },
};

static const struct table_column count_columns[] = {
	{ "DIRECTION", "in or out", TABLE_SHOWN | TABLE_KEY },
	{ "FAMILY", "ipv4 or ipv6", TABLE_SHOWN },
	{ "PACKETS", "since counting began", TABLE_SHOWN | TABLE_NUMBER },
	{ "BYTES", "of these, with their headers", TABLE_SHOWN | TABLE_SIZE },
	{ 0 },
};

static const struct tool tool_start = {
	.name = "cns-cgctl net",
	.summary =
		"Allow and deny addresses and ports to a group while it runs (BPF), and count what it carries.",
	.operands =
		"allow|deny|ls|log|count|reset CGROUP|TARGET [connect|send|bind|all ADDRESS [PORT]]",
	.operands_min = 2,
	.operands_max = 5,
};

static int read_operation(struct request *want, const char *word)
{
	for (want->operation = 0; want->operation < TRAFFIC_OPERATIONS; want->operation++) {
		if (strcmp(traffic_operation_name(want->operation), word) == 0) {
			return 0;
		}
	}
	return strcmp(word, "all") == 0
		       ? 0
		       : option_complain(&tool_start, "'%s' is none of connect, send, bind, all",
					 word);
}

static int read_operands(struct request *want, const struct option_outcome *asked)
{
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
	if (asked->count < 4) {
		return option_complain(&tool_start, "missing operand: %s",
				       asked->count < 3 ? "OPERATION" : "ADDRESS");
	}
	want->address = asked->operand[3];
	want->ports = asked->count > 4 ? asked->operand[4] : "any";
	return read_operation(want, asked->operand[2]);
}

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	struct option_row listing[TABLE_OPTIONS];
	const struct option_row options[] = {
		{ 0, "default", "NAME", "what holds where no rule does: all (allowed) or none",
		  .text = &want->base },
		{ 0, "audit", NULL, "refuse nothing, only report it", .flag = &want->audit },
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

static int read_base(struct run *run, const struct request *want, uint32_t *refuse)
{
	*refuse = want->base && strcmp(want->base, "none") == 0;
	if (!want->base || *refuse || strcmp(want->base, "all") == 0) {
		return 0;
	}
	run_step(run, "read --default");
	return run_refuse(run, "'%.60s' is neither all nor none", want->base);
}

/* Attaches the programs where they are missing, and sets what was asked for beside the rule. */
static int begin_policy(struct run *run, const struct request *want, const struct cgroup *group,
			struct traffic_policy *policy)
{
	struct traffic_mode mode;
	uint32_t refuse;

	if (read_base(run, want, &refuse) < 0) {
		return -1;
	}
	if (!traffic_policy_is_there(policy) &&
	    traffic_policy_attach(run, group, refuse, policy) < 0) {
		return -1;
	}
	if (!want->base && !want->audit) {
		return 0;
	}
	run_step(run, "set what holds for all else in %s", group->path);
	if (traffic_mode_read(run, policy, &mode) < 0) {
		return -1;
	}
	mode.refuse = want->base ? refuse : mode.refuse;
	mode.audit = want->audit;
	return traffic_mode_write(run, policy, &mode);
}

static int change(struct run *run, const struct request *want, const struct cgroup *group,
		  struct traffic_policy *policy)
{
	struct traffic_rule rule = { .refuse = want->action == DENY };
	bool all = want->operation == TRAFFIC_OPERATIONS;

	if (traffic_rule_read(run, want->address, want->ports, &rule.key) < 0 ||
	    begin_policy(run, want, group, policy) < 0) {
		return -1;
	}
	for (unsigned i = 0; i < TRAFFIC_OPERATIONS; i++) {
		rule.key.operation = (uint8_t)i;
		if ((all || i == want->operation) && traffic_rule_add(run, policy, &rule) < 0) {
			return -1;
		}
	}
	return 0;
}

static void add_rule(const struct traffic_rule *rule, void *table)
{
	struct table_row *row = table_add(table, NULL);
	char address[64], ports[32];

	table_set(row, 0, "%s", rule->refuse ? "deny" : "allow");
	table_set(row, 1, "%s", traffic_operation_name(rule->key.operation));
	table_set(row, 2, "%s", traffic_address_text(address, &rule->key));
	table_set(row, 3, "%s", traffic_ports_text(ports, &rule->key));
}

static int list(struct run *run, const struct request *want, const struct cgroup *group,
		const struct traffic_policy *policy)
{
	struct table *table = table_new(run, "rules", rule_columns, &want->format);
	struct traffic_mode mode;

	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	if (!traffic_policy_is_there(policy)) {
		run_warn(run, "%s has no rules of ours", group->path);
		return table_print(run, table);
	}
	if (traffic_mode_read(run, policy, &mode) < 0 ||
	    traffic_rules(run, policy, add_rule, table) < 0) {
		table_free(table);
		return run_failed(run);
	}
	if (mode.refuse || mode.audit) {
		run_warn(run, "%s: where no rule holds all is %s%s", group->path,
			 mode.refuse ? "denied" : "allowed",
			 mode.audit ? ", and with --audit what is denied is only reported" : "");
	}
	return table_print(run, table);
}

static int print_refusal(const struct traffic_event *event, void *left)
{
	const struct denial denial = { event->time, event->pid, event->name, TRAFFIC_NAME_MAX };
	const struct traffic_key *key = &event->key;
	char address[64];

	denial_begin(&denial);
	printf(", \"denied\": \"%s\", \"address\": \"%s\", \"port\": %u, \"protocol\": %u",
	       traffic_operation_name(key->operation), traffic_address_text(address, key),
	       key->first, key->protocol);
	return denial_end(left);
}

static int follow(struct run *run, struct request *want, const struct cgroup *group,
		  const struct traffic_policy *policy)
{
	if (!traffic_policy_is_there(policy)) {
		run_step(run, "read the refusals of %s", group->path);
		run_refuse(run, "it has no rules of ours");
		return run_failed(run);
	}
	traffic_log(run, policy, print_refusal, &want->times);
	return option_answered(run);
}

static int reset(struct run *run, const struct cgroup *group, struct traffic_policy *policy)
{
	return traffic_policy_detach(run, group, policy) < 0 || traffic_meter_end(run, group) < 0
		       ? run_failed(run)
		       : 0;
}

/* Who was not told the counters knows of none: what this call began to count ends with it. */
static int uncount(struct run *run, const struct cgroup *group, bool is_new, int status)
{
	if (status != 0 && is_new) {
		run->failure = (struct failure){ 0 };
		traffic_meter_end(run, group);
	}
	return status;
}

static int count(struct run *run, const struct request *want, const struct cgroup *group)
{
	struct traffic_count counts[TRAFFIC_FLOWS] = { 0 };
	bool is_new;
	struct table *table = table_new(run, "traffic", count_columns, &want->format);

	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	if (traffic_meter_begin(run, group, &is_new) < 0) {
		table_free(table);
		return run_failed(run);
	}
	if (traffic_meter_read(run, group, counts) < 0) {
		table_free(table);
		return uncount(run, group, is_new, run_failed(run));
	}
	if (is_new) {
		run_warn(run, "%s is counted from now on, until net reset", group->path);
	}
	for (unsigned flow = 0; flow < TRAFFIC_FLOWS; flow++) {
		bool out = flow == TRAFFIC_OUT_4 || flow == TRAFFIC_OUT_6;
		struct table_row *row = table_add(table, NULL);

		table_set(row, 0, "%s", out ? "out" : "in");
		table_set(row, 1, "%s", flow < TRAFFIC_IN_6 ? "ipv4" : "ipv6");
		table_set_number(row, 2, counts[flow].packets);
		table_set_number(row, 3, counts[flow].bytes);
	}
	return uncount(run, group, is_new, table_print(run, table));
}

static int act(struct run *run, const struct cgroup *group, void *asked)
{
	struct request *want = asked;
	struct traffic_policy policy;
	int status;

	if (traffic_policy_open(run, group, &policy) < 0) {
		return run_failed(run);
	}
	switch (want->action) {
	case LS: status = list(run, want, group, &policy); break;
	case LOG: status = follow(run, want, group, &policy); break;
	case COUNT: status = count(run, want, group); break;
	case RESET: status = reset(run, group, &policy); break;
	default: status = change(run, want, group, &policy) < 0 ? run_failed(run) : 0; break;
	}
	traffic_policy_close(&policy);
	return status;
}

int cgctl_net(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	return asked.result == OPTION_GO ? cgctl_in_group(run, want.name, act, &want)
					 : asked.status;
}
