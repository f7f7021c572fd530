/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl move - move processes into a group */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "cgctl.h"
#include "cgroup_state.h"
#include "target.h"

struct moving {
	struct cgroup group;
};

/* The rules of version 2 for who may be where, each with its errno (cgroup-v2, "Organizing"). */
static int advise(struct run *run, const struct cgroup *group)
{
	switch (run->failure.error) {
	case EBUSY:
		return run_advise(run,
				  "%s passes controllers on to its children, so it can have no "
				  "processes itself; move them into a group below it",
				  group->path);
	case EOPNOTSUPP:
		return run_advise(run,
				  "%s is in a threaded part of the tree that is not valid for "
				  "whole processes; see its cgroup.type",
				  group->path);
	case EACCES:
		return run_advise(run,
				  "moving needs the right to write cgroup.procs of this group and "
				  "of the nearest group above both it and the one left");
	case EINVAL: return run_advise(run, "threads of the kernel stay in the root");
	default: return -1;
	}
}

/* The pidfd tells whether the PID still was the target's when it was written. */
static int move(struct each *each, const char *name)
{
	struct moving *moving = each->want;
	struct target target;

	run_step(each->run, "find the process '%.100s'", name);
	if (target_open(each->run, name, &target) < 0) {
		return -1;
	}
	run_step(each->run, "move process %d into %s", target.pid, moving->group.path);
	int result = target.pid > 0 ? cgroup_attach(each->run, &moving->group, target.pid)
				    : run_refuse(each->run, "'%.100s' is no process", name);
	if (result < 0) {
		advise(each->run, &moving->group);
	} else {
		result = target_check(each->run, &target);
	}
	target_close(&target);
	return result;
}

int cgctl_move(struct run *run, int argc, char **argv)
{
	const struct option_row options[] = { { 0 } };
	const struct tool tool = {
		.name = "cns-cgctl move",
		.summary = "Move processes, with all their threads, into a group.",
		.operands = "CGROUP TARGET...",
		.operands_min = 2,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct cgroup_tree tree;
	struct moving moving;
	struct each each = { run, &tree, move, &moving };

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgroup_tree_open(run, &tree) < 0 ||
	    cgroup_open(run, &tree, asked.operand[0], &moving.group) < 0) {
		return run_failed(run);
	}
	return cgctl_each(&each, asked.operand + 1);
}
