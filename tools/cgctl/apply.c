/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl save, apply, diff - a subtree as text, and back */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "change.h"
#include "kernel/file.h"
#include "limit_usage.h"
#include "plan.h"

/* One application of one plan below one group. */
struct application {
	struct cgroup_tree tree;
	char path[CGROUP_PATH_MAX]; /* the group that [.] stands for */
	struct plan plan;
};

int cgctl_save(struct run *run, int argc, char **argv)
{
	const struct option_row options[] = { { 0 } };
	const struct tool tool = {
		.name = "cns-cgctl save",
		.summary = "Print the limits of a group and all below it as text for apply.",
		.operands = "[CGROUP]",
		.operands_max = 1,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct cgroup_tree tree;
	char path[CGROUP_PATH_MAX];

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgroup_tree_open(run, &tree) < 0 ||
	    cgroup_name_resolve(run, &tree, asked.count ? asked.operand[0] : ".", path) < 0 ||
	    plan_write(run, &tree, path, stdout) < 0) {
		return run_failed(run);
	}
	return option_answered(run);
}

static int read_plan(struct run *run, const char *file, struct plan *plan)
{
	FILE *stream = stdin;

	run_step(run, "read the plan");
	if (strcmp(file, "-") != 0) {
		int fd = kernel_open(run, AT_FDCWD, file, O_RDONLY);

		stream = fd < 0 ? NULL : fdopen(fd, "r");
	}
	int result = stream ? plan_read(run, stream, plan)
			    : run_refuse_errno(run, "%s cannot be read", file);
	if (stream && stream != stdin) {
		fclose(stream);
	}
	return result;
}

static int begin(struct run *run, struct option_outcome asked, struct application *application)
{
	const char *file = asked.count > 1 ? asked.operand[1] : "-";

	if (read_plan(run, file, &application->plan) < 0 ||
	    cgroup_tree_open(run, &application->tree) < 0) {
		return -1;
	}
	return cgroup_name_resolve(run, &application->tree, asked.operand[0], application->path);
}

static int path_in(struct run *run, const struct application *application,
		   const struct plan_group *planned, char path[CGROUP_PATH_MAX])
{
	char name[CGROUP_PATH_MAX];

	if ((size_t)snprintf(name, sizeof name, "%s%s", application->path, planned->path) >=
	    sizeof name) {
		return run_refuse(run, "a path is longer than the kernel takes");
	}
	return cgroup_name_resolve(run, &application->tree, name, path);
}

/* Sets what is not so already; a group that is made for it goes again when a value is refused. */
static int apply_group(struct run *run, const struct application *application,
		       const struct plan_group *planned, struct change *change)
{
	char path[CGROUP_PATH_MAX];
	struct settings needed = { planned->limits, planned->count };
	struct cgroup group;
	size_t kept = 0;

	if (path_in(run, application, planned, path) < 0 ||
	    cgroup_make(run, &application->tree, path, CGROUP_MAKE_PARENTS | CGROUP_MAKE_MAY_EXIST,
			&group, &change->making) < 0) {
		return -1;
	}
	/* Shares of the parent become numbers; where that fails it does in change_make, too. */
	if (limit_settle(run, &application->tree, &group, needed.item, needed.count) < 0) {
		run_forgive(run);
	}
	for (size_t i = 0; i < needed.count; i++) {
		if (!plan_holds(&group, &needed.item[i])) {
			needed.item[kept++] = needed.item[i];
		}
	}
	needed.count = kept;
	int result = change_make(run, &application->tree, &group, 0, &needed, change);
	cgroup_close(&group);
	return result;
}

/* All groups or none. */
static int apply(struct run *run, const struct application *application)
{
	const struct plan *plan = &application->plan;
	struct change *changes = calloc(plan->count + 1, sizeof *changes);
	size_t done = 0;
	int result = 0;

	if (!changes) {
		return run_refuse(run, "no memory for the groups");
	}
	while (result == 0 && done < plan->count) {
		result = apply_group(run, application, &plan->item[done], &changes[done]);
		done += result == 0;
	}
	changes_end(run, &application->tree, changes, done, result);
	return result;
}

int cgctl_apply(struct run *run, int argc, char **argv)
{
	const struct option_row options[] = { { 0 } };
	const struct tool tool = {
		.name = "cns-cgctl apply",
		.summary =
			"Make groups and set limits as a text of save says; what is so already is left.",
		.operands = "CGROUP [FILE]",
		.operands_min = 1,
		.operands_max = 2,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct application application = { 0 };

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (begin(run, asked, &application) < 0 || apply(run, &application) < 0) {
		return run_failed(run);
	}
	return 0;
}

/* Prints a setting that is not so, behind what is.  group is NULL where there is none yet. */
static void print_difference(struct run *run, const struct cgroup *group, const struct limit *limit)
{
	char now[8192];

	if (group && limit_value(run, group, limit->file, now, sizeof now) >= 0) {
		printf("-%s=%s\n", limit->file, now);
	} else if (group) {
		run_forgive(run);
	}
	if (!group && limit->of_parent) {
		printf("+%s=%u.%02u%%parent\n", limit->file, limit->of_parent / 100,
		       limit->of_parent % 100);
	} else {
		printf("+%s=%.*s\n", limit->file, (int)strcspn(limit->text, "\n"), limit->text);
	}
}

/* Prints each setting that is not so; returns how many, or -1.  A missing group is one. */
static int compare_group(struct run *run, const struct application *application,
			 const struct plan_group *planned)
{
	char path[CGROUP_PATH_MAX];
	struct cgroup group;
	int found = 0;

	if (path_in(run, application, planned, path) < 0) {
		return -1;
	}
	run_step(run, "compare %s", path);
	bool is_new = cgroup_open_path(run, &application->tree, path, &group) < 0;
	if (is_new) {
		if (run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
		printf("+[%s]\n", path);
		found = 1;
	} else if (limit_settle(run, &application->tree, &group, planned->limits, planned->count) <
		   0) {
		cgroup_close(&group);
		return -1;
	}
	for (size_t i = 0; i < planned->count; i++) {
		const struct limit *limit = &planned->limits[i];

		if (!is_new && plan_holds(&group, limit)) {
			continue;
		}
		if (found++ == 0) {
			printf("[%s]\n", path);
		}
		print_difference(run, is_new ? NULL : &group, limit);
	}
	if (!is_new) {
		cgroup_close(&group);
	}
	return found;
}

int cgctl_diff(struct run *run, int argc, char **argv)
{
	const struct option_row options[] = { { 0 } };
	const struct tool tool = {
		.name = "cns-cgctl diff",
		.summary = "Print what apply would change; the status is 1 if there is anything.",
		.operands = "CGROUP [FILE]",
		.operands_min = 1,
		.operands_max = 2,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct application application = { 0 };
	int different = 0;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (begin(run, asked, &application) < 0) {
		return run_failed(run);
	}
	for (size_t i = 0; i < application.plan.count; i++) {
		int found = compare_group(run, &application, &application.plan.item[i]);

		if (found < 0) {
			return run_failed(run);
		}
		different |= found > 0;
	}
	int printed = option_answered(run);
	return printed ? printed : different;
}
