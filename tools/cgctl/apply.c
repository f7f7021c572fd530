/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl save, apply, diff - a subtree as text, and back */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgctl.h"
#include "kernel/file.h"
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
		       const struct plan_group *planned)
{
	char path[CGROUP_PATH_MAX];
	struct cgroup_making making;
	struct settings needed = { planned->limits, planned->count };
	struct cgroup group;
	size_t kept = 0;

	if (path_in(run, application, planned, path) < 0 ||
	    cgroup_make(run, &application->tree, path, CGROUP_MAKE_PARENTS | CGROUP_MAKE_MAY_EXIST,
			&group, &making) < 0) {
		return -1;
	}
	for (size_t i = 0; i < needed.count; i++) {
		if (!plan_holds(&group, &needed.item[i])) {
			needed.item[kept++] = needed.item[i];
		}
	}
	needed.count = kept;
	int result = settings_enable(run, &application->tree, path, 0, &needed, &making);
	if (result == 0) {
		result = settings_apply(run, &application->tree, &group, 0, &needed, NULL);
	}
	if (result < 0) {
		cgroup_unmake(run, &application->tree, &making);
	}
	cgroup_making_free(&making);
	cgroup_close(&group);
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
	if (begin(run, asked, &application) < 0) {
		return run_failed(run);
	}
	for (size_t i = 0; i < application.plan.count; i++) {
		if (apply_group(run, &application, &application.plan.item[i]) < 0) {
			return run_failed(run);
		}
	}
	return 0;
}

/* Prints each setting that is not so; returns how many, or -1. */
static int compare_group(struct run *run, const struct application *application,
			 const struct plan_group *planned)
{
	char path[CGROUP_PATH_MAX], now[8192];
	struct cgroup group;
	int found = 0;

	if (path_in(run, application, planned, path) < 0) {
		return -1;
	}
	run_step(run, "compare %s", path);
	if (cgroup_open_path(run, &application->tree, path, &group) < 0) {
		if (run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
		printf("+[%s]\n", path);
		return 1;
	}
	for (size_t i = 0; i < planned->count; i++) {
		const struct limit *limit = &planned->limits[i];

		if (plan_holds(&group, limit)) {
			continue;
		}
		found++;
		printf("[%s]\n", path);
		if (limit_value(run, &group, limit->file, now, sizeof now) < 0) {
			run_forgive(run);
		} else {
			printf("-%s=%s\n", limit->file, now);
		}
		printf("+%s=%s\n", limit->file, limit->text);
	}
	cgroup_close(&group);
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
