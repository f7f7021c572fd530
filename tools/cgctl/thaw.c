/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl thaw - let frozen groups go on */
#include "cgctl.h"
#include "cgroup_state.h"

static int thaw(struct each *each, const char *name)
{
	const int *milliseconds = each->want;
	struct cgroup group;

	if (cgroup_open(each->run, each->tree, name, &group) < 0) {
		return -1;
	}
	int result = cgroup_thaw(each->run, &group, *milliseconds);
	cgroup_close(&group);
	return result;
}

int cgctl_thaw(struct run *run, int argc, char **argv)
{
	const char *timeout = "10";
	int milliseconds;
	const struct option_row options[] = {
		{ 't', "timeout", "SECONDS", "how long to wait for it (10)", .text = &timeout },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl thaw",
		.summary = "Let frozen groups go on.",
		.operands = "CGROUP...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgctl_read_timeout(run, timeout, &milliseconds) < 0) {
		return run_failed(run);
	}
	return cgctl_each_in_tree(run, asked.operand, thaw, &milliseconds);
}
