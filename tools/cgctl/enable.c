/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl enable, disable - controllers a group passes on to its children */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cgctl.h"
#include "cgroup_move.h"
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

/* The group below it that its processes are moved to, so that it may pass controllers on. */
struct leaf {
	struct cgroup group;
	struct cgroup_making making;
};

static int make_leaf(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		     const char *name, struct leaf *leaf)
{
	char path[CGROUP_PATH_MAX];

	run_step(run, "evacuate %s to its group %s", group->path, name);
	if (strchr(name, '/') || !*name || *name == '.' ||
	    (size_t)snprintf(path, sizeof path, "%s/%s", group->path[1] ? group->path : "", name) >=
		    sizeof path) {
		return run_refuse(run, "'%.100s' is not the name of one group below it", name);
	}
	return cgroup_make(run, tree, path, CGROUP_MAKE_MAY_EXIST, &leaf->group, &leaf->making);
}

/* Who was in a leaf that had been there before cannot be told from who came. */
static void bring_back(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		       struct leaf *leaf)
{
	struct failure first = run->failure;

	if (leaf->making.made == 0) {
		run_warn(run, "the processes of %s are in %s now", group->path, leaf->group.path);
		return;
	}
	run->failure = (struct failure){ 0 };
	cgroup_move_all(run, &leaf->group, group);
	cgroup_unmake(run, tree, &leaf->making);
	run->failure = first;
}

/* What people coming from version 1 ask for, and what there is instead. */
static int refuse_name(struct run *run, const char *name)
{
	static const struct {
		const char *name, *advice;
	} legacy[] = {
		{ "blkio", "version 2 calls it io" },
		{ "cpuacct", "every group counts the time of processors, in cpu.stat" },
		{ "devices", "version 2 has none: the verb dev allows and denies devices" },
		{ "freezer", "every group can be frozen, by the verbs freeze and thaw" },
		{ "net_cls", "version 2 has none: the verb net allows, denies and counts" },
		{ "net_prio", "version 2 has none: nftables sets priorities" },
		{ "perf_event", "every group has it, and none passes it on" },
	};

	run_refuse(run, "there is no controller of this name");
	for (size_t i = 0; i < sizeof legacy / sizeof legacy[0]; i++) {
		if (strcmp(legacy[i].name, name) == 0) {
			return run_advise(run, "%s", legacy[i].advice);
		}
	}
	return run_advise(run, "cns-cgctl info lists them");
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
				    : refuse_name(run, *names);
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
	struct leaf leaf = { 0 };

	if (!want->evacuate) {
		return enable_each(run, tree, group, want->controllers);
	}
	if (make_leaf(run, tree, group, want->evacuate, &leaf) < 0) {
		return -1;
	}
	int result = cgroup_move_all(run, group, &leaf.group);
	if (result == 0) {
		result = enable_each(run, tree, group, want->controllers);
	}
	if (result < 0) {
		bring_back(run, tree, group, &leaf);
	}
	cgroup_making_free(&leaf.making);
	cgroup_close(&leaf.group);
	return result;
}

static int disable(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		   const struct request *want)
{
	char order[512] = "";
	struct controllers all;
	size_t used = 0;

	if (controllers_read(run, tree, &all) < 0) {
		return -1;
	}
	for (char **name = want->controllers; *name; name++) {
		run_step(run, "disable the controller '%.60s'", *name);
		if (!controllers_find(&all, *name) || used + strlen(*name) + 3 > sizeof order) {
			return refuse_name(run, *name);
		}
		used += (size_t)snprintf(order + used, sizeof order - used, "%s-%s",
					 used ? " " : "", *name);
	}
	run_step(run, "take controllers back from the children of %s", group->path);
	if (kernel_write_file(run, group->fd, "cgroup.subtree_control", order) == 0) {
		return 0;
	}
	return run->failure.error == EBUSY
		       ? run_advise(run, "a group below it passes the controller on itself: begin "
					 "there")
		       : -1;
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
