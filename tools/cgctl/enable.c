/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl enable, disable - controllers a group passes on to its children */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cgctl.h"
#include "cgroup_state.h"
#include "kernel/file.h"

/* What the two verbs share: how each is called, what it takes, and what it does to the group. */
struct request {
	const char *name, *summary;
	const struct option_row *options;
	int (*act)(struct run *, const struct cgroup_tree *, const struct cgroup *,
		   const struct request *);
	const char *evacuate;
	char **controllers;
};

/* Moves everybody of the group into a group below it, so that it may pass controllers on. */
static int evacuate(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		    const char *leaf)
{
	char path[CGROUP_PATH_MAX];
	struct cgroup_making making;
	struct cgroup below;
	struct cgroup_pids pids = { 0 };
	int result = 0;

	run_step(run, "evacuate %s to its group %s", group->path, leaf);
	if (strchr(leaf, '/') || !*leaf || *leaf == '.' ||
	    (size_t)snprintf(path, sizeof path, "%s/%s", group->path[1] ? group->path : "", leaf) >=
		    sizeof path) {
		return run_refuse(run, "'%.100s' is not the name of one group below it", leaf);
	}
	if (cgroup_make(run, tree, path, CGROUP_MAKE_MAY_EXIST, &below, &making) < 0) {
		return -1;
	}
	/* Again until nobody is left: who forks meanwhile leaves a child behind. */
	do {
		cgroup_pids_free(&pids);
		result = cgroup_pids_read(run, group, "cgroup.procs", &pids);
		for (size_t i = 0; result == 0 && i < pids.count; i++) {
			run_step(run, "move process %d to %s", pids.item[i], path);
			if (cgroup_attach(run, &below, pids.item[i]) < 0) {
				result = run->failure.error == ESRCH ? 0 : -1;
				if (result == 0) {
					run_forgive(run);
				}
			}
		}
	} while (result == 0 && pids.count > 0 && !run->dry);
	cgroup_pids_free(&pids);
	cgroup_close(&below);
	return result;
}

/* The children of the group are to have it: as if a child of it needed the controller. */
static int enable_each(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		       char **names)
{
	struct cgroup_making making = { 0 };
	struct controllers all;
	char below[CGROUP_PATH_MAX + 2];
	int result = 0;

	snprintf(below, sizeof below, "%s/x", group->path[1] ? group->path : "");
	if (controllers_read(run, tree, &all) < 0) {
		return -1;
	}
	for (; result == 0 && *names; names++) {
		const struct controller *controller = controllers_find(&all, *names);

		run_step(run, "enable the controller '%.60s'", *names);
		result = controller ? cgroup_enable(run, tree, below, controller, &making)
				    : run_refuse(run, "there is no controller of this name");
	}
	if (result < 0) {
		cgroup_unmake(run, tree, &making);
	}
	cgroup_making_free(&making);
	return result;
}

static int enable(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		  const struct request *want)
{
	if (want->evacuate && evacuate(run, tree, group, want->evacuate) < 0) {
		return -1;
	}
	return enable_each(run, tree, group, want->controllers);
}

static int disable(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		   const struct request *want)
{
	char **names = want->controllers;
	char order[512] = "";
	size_t used = 0;

	(void)tree;
	for (; *names && used + strlen(*names) + 3 < sizeof order; names++) {
		used += (size_t)snprintf(order + used, sizeof order - used, "%s-%s",
					 used ? " " : "", *names);
	}
	run_step(run, "take controllers back from the children of %s", group->path);
	if (strpbrk(order, "+\n/") ||
	    kernel_write_file(run, group->fd, "cgroup.subtree_control", order) < 0) {
		return run->failure.error == EBUSY
			       ? run_advise(
					 run,
					 "a group below it passes the controller on itself: begin there")
			       : run_refuse(run, "'%.100s' names no controllers", order);
	}
	return 0;
}

static int change(struct run *run, int argc, char **argv, struct request *want)
{
	const struct tool tool = {
		.name = want->name,
		.summary = want->summary,
		.operands = "CGROUP CONTROLLER...",
		.operands_min = 2,
		.operands_max = -1,
		.rows = want->options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct cgroup_tree tree;
	struct cgroup group;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	want->controllers = asked.operand + 1;
	if (cgroup_tree_open(run, &tree) < 0 ||
	    cgroup_open(run, &tree, asked.operand[0], &group) < 0 ||
	    want->act(run, &tree, &group, want) < 0) {
		return run_failed(run);
	}
	return 0;
}

int cgctl_enable(struct run *run, int argc, char **argv)
{
	struct request want = {
		.name = "cns-cgctl enable",
		.summary = "Pass controllers on to the children of a group, from the root down.",
		.act = enable,
	};
	const struct option_row options[] = {
		{ 0, "evacuate", "NAME", "move its processes into this group below it first",
		  .text = &want.evacuate },
		{ 0 },
	};

	want.options = options;
	return change(run, argc, argv, &want);
}

int cgctl_disable(struct run *run, int argc, char **argv)
{
	const struct option_row options[] = { { 0 } };
	struct request want = {
		.name = "cns-cgctl disable",
		.summary = "Take controllers back from the children of a group.",
		.options = options,
		.act = disable,
	};

	return change(run, argc, argv, &want);
}
