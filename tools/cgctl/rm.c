/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl rm - remove groups; the processes in them only where asked */
#include <errno.h>

#include "cgctl.h"
#include "cgroup_state.h"

struct request {
	bool recursive;
	bool kill;
	bool may_miss;
	const char *timeout;
	int milliseconds;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 'r', "recursive", NULL, "and all groups below", OPTION_PEER,
		  .flag = &want->recursive },
		{ 'k', "kill", NULL, "end the processes in them first", .flag = &want->kill },
		{ 'f', "force", NULL, "mind none that is not there", .flag = &want->may_miss },
		{ 't', "timeout", "SECONDS", "how long to wait for their end (10)",
		  .text = &want->timeout },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl rm",
		.summary = "Remove groups.",
		.operands = "CGROUP...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};

	return option_parse(&tool, run, argc, argv);
}

static int advise(struct run *run)
{
	if (run->failure.error == EBUSY) {
		run_advise(run, "it has processes (--kill ends them; the verb move moves them) or "
				"groups below it (--recursive)");
	}
	return -1;
}

static int remove_group(struct each *each, const char *name)
{
	const struct request *want = each->want;
	struct cgroup group;
	int result = cgroup_open(each->run, each->tree, name, &group);

	if (result < 0) {
		if (want->may_miss && each->run->failure.error == ENOENT) {
			run_forgive(each->run);
			return 0;
		}
		return -1;
	}
	if (want->kill) {
		result = cgroup_kill(each->run, each->tree, &group, want->milliseconds);
	}
	cgroup_close(&group);
	if (result < 0) {
		return -1;
	}
	if (want->recursive) {
		result = cgroup_remove_all(each->run, each->tree, group.path);
	} else {
		run_step(each->run, "remove the cgroup %s", group.path);
		result = cgroup_remove(each->run, each->tree, group.path);
	}
	return result < 0 ? advise(each->run) : 0;
}

int cgctl_rm(struct run *run, int argc, char **argv)
{
	struct request want = { .timeout = "10" };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgctl_read_timeout(run, want.timeout, &want.milliseconds) < 0) {
		return run_failed(run);
	}
	return cgctl_each_in_tree(run, asked.operand, remove_group, &want);
}
