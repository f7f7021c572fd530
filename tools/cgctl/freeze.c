/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl freeze and thaw - stop all processes of groups, and let them go on */
#include "cgctl.h"
#include "cgroup_state.h"

struct request {
	const char *name, *summary; /* of the verb */
	int (*change)(struct run *, const struct cgroup *, int milliseconds);
	int milliseconds;
};

static int change(struct each *each, const char *name)
{
	const struct request *want = each->want;
	struct cgroup group;

	if (cgroup_open(each->run, each->tree, name, &group) < 0) {
		return -1;
	}
	int result = want->change(each->run, &group, want->milliseconds);
	cgroup_close(&group);
	return result;
}

static int change_all(struct run *run, int argc, char **argv, struct request *want)
{
	const char *timeout = "10";
	const struct option_row options[] = {
		{ 't', "timeout", "SECONDS", "how long to wait for it (10)", .text = &timeout },
		{ 0 },
	};

	const struct tool tool = {
		.name = want->name,
		.summary = want->summary,
		.operands = "CGROUP...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgctl_read_timeout(run, timeout, &want->milliseconds) < 0) {
		return run_failed(run);
	}
	return cgctl_each_in_tree(run, asked.operand, change, want);
}

int cgctl_freeze(struct run *run, int argc, char **argv)
{
	struct request want = {
		.name = "cns-cgctl freeze",
		.summary = "Stop all processes of groups, and wait until they have stopped.",
		.change = cgroup_freeze,
	};

	return change_all(run, argc, argv, &want);
}

int cgctl_thaw(struct run *run, int argc, char **argv)
{
	struct request want = {
		.name = "cns-cgctl thaw",
		.summary = "Let frozen groups go on.",
		.change = cgroup_thaw,
	};

	return change_all(run, argc, argv, &want);
}
