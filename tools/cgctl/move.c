/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl move - move processes, whole trees of them, or threads into a group */
#include <limits.h>
#include <string.h>

#include "cgctl.h"
#include "cgroup_move.h"
#include "cgroup_state.h"
#include "target.h"
#include "text.h"

struct request {
	bool threads;
	bool tree;
	struct cgroup group;
};

static const struct tool tool_start = {
	.name = "cns-cgctl move",
	.summary = "Move processes, with all their threads, into a group.",
	.operands = "CGROUP TARGET...",
	.operands_min = 2,
	.operands_max = -1,
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 'T', "threads", NULL, "the operands are threads, and the group is threaded",
		  .flag = &want->threads },
		{ 0, "tree", NULL, "and all processes below them", .flag = &want->tree },
		{ 0 },
	};
	struct tool tool = tool_start;

	tool.rows = options;
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);
	if (outcome.result == OPTION_GO && want->threads && want->tree) {
		outcome.result = OPTION_WRONG;
		outcome.status = option_complain(&tool, "--threads and --tree exclude each other");
	}
	return outcome;
}

static int move_thread(struct each *each, const char *name)
{
	const struct request *want = each->want;
	uint64_t thread;

	run_step(each->run, "find the thread '%.100s'", name);
	if (text_to_number(name, INT_MAX, &thread) < 0 || thread == 0) {
		return run_refuse(each->run, "it is no number of a thread");
	}
	return cgroup_move_thread(each->run, &want->group, (pid_t)thread);
}

/* The pidfd tells whether the PID still was the target's when it was written. */
static int move_process(struct each *each, const char *name)
{
	const struct request *want = each->want;
	struct run *run = each->run;
	struct target target;
	int result;

	run_step(run, "find the process '%.100s'", name);
	if (target_open(run, name, &target) < 0) {
		return -1;
	}
	if (target.pid <= 0) {
		result = run_refuse(run, "'%.100s' is no process", name);
	} else if (want->tree) {
		result = cgroup_move_tree(run, &want->group, target.pid);
	} else {
		result = cgroup_move_process(run, &want->group, target.pid);
	}
	if (result == 0) {
		result = target_check(run, &target);
	}
	target_close(&target);
	return result;
}

int cgctl_move(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct run quiet = { .tool = "" };
	struct option_outcome asked = read_request(&want, run, argc, argv);
	struct cgroup_tree tree;
	struct each each = { run, &tree, want.threads ? move_thread : move_process, &want };

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgroup_tree_open(run, &tree) < 0 ||
	    cgroup_open(run, &tree, asked.operand[0], &want.group) < 0) {
		return run_failed(run);
	}
	if (cgroup_event(&quiet, &want.group, "frozen") > 0) {
		run_warn(run, "%s is frozen: who is moved there stops", want.group.path);
	}
	return cgctl_each(&each, asked.operand + 1);
}
