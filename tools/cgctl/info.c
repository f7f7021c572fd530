/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl info - what this machine's control groups can do */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "cgctl.h"
#include "kernel/file.h"
#include "table.h"
#include "table_json.h"
#include "text.h"

struct request {
	const char *name;
	struct table_format format;
};

static const struct table_column columns[] = {
	{ "CONTROLLER", "its name in version 2", TABLE_SHOWN | TABLE_KEY },
	{ "USABLE", "whether its files are in the group", TABLE_SHOWN | TABLE_BOOLEAN },
	{ "PLACE", "v2, v1, disabled, absent or outside", TABLE_SHOWN },
	{ "MOUNT", "where its hierarchy is mounted", 0 },
	{ "WHY", "what keeps it from the group", TABLE_SHOWN },
	{ 0 },
};
enum column { CONTROLLER, USABLE, PLACE, MOUNT, WHY };

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	struct option_row options[TABLE_OPTIONS];
	const struct tool tool = {
		.name = "cns-cgctl info",
		.summary =
			"Say where control groups are mounted, and which controllers a group has and why not.",
		.operands = "[CGROUP]",
		.operands_max = 1,
		.rows = options,
	};

	table_options(options, &want->format);
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);
	if (outcome.result == OPTION_GO) {
		want->name = outcome.count ? outcome.operand[0] : ".";
	}
	return outcome;
}

static const char *place_name(enum controller_place place)
{
	static const char *const names[] = {
		[CONTROLLER_UNIFIED] = "v2",        [CONTROLLER_LEGACY] = "v1",
		[CONTROLLER_DISABLED] = "disabled", [CONTROLLER_ABSENT] = "absent",
		[CONTROLLER_OUTSIDE] = "outside",
	};

	return names[place];
}

static int add_controller(struct run *run, const struct cgroup_tree *tree, const char *path,
			  const struct controller *controller, struct table *table)
{
	char reason[512];

	run_step(run, "learn whether %s has the controller %s", path, controller->name);
	if (controller_explain(run, tree, controller, path, reason) < 0) {
		return -1;
	}
	struct table_row *row = table_add(table, NULL);
	table_set(row, CONTROLLER, "%s", controller->name);
	table_set(row, USABLE, "%d", !*reason);
	table_set(row, PLACE, "%s", place_name(controller->place));
	if (controller->place == CONTROLLER_UNIFIED) {
		table_set(row, MOUNT, "%s", tree->mount);
	} else if (*controller->mount) {
		table_set(row, MOUNT, "%s", controller->mount);
	}
	if (*reason) {
		table_set(row, WHY, "%s", reason);
	}
	return 0;
}

/* unified: version 2 alone; hybrid: hierarchies of version 1 beside it. */
static const char *mode_of(const struct cgroup_mounts *mounts)
{
	for (size_t i = 0; i < mounts->count; i++) {
		if (!mounts->item[i].unified) {
			return "hybrid";
		}
	}
	return "unified";
}

/* A list of the kernel's, a word a line, as one line; nothing where it has none (before 4.15). */
static void print_list(const char *label, const char *file)
{
	struct run quiet = { .tool = "" };
	char list[2048];

	if (kernel_read_file(&quiet, AT_FDCWD, file, list, sizeof list) <= 0) {
		return;
	}
	printf("%-14s", label);
	for (char *rest = list, *word; (word = strsep(&rest, "\n"));) {
		printf("%s%s", *word ? " " : "", word);
	}
	printf("\n");
}

static void print_machine(const struct cgroup_mounts *mounts, const struct cgroup_tree *tree,
			  const char *own, const char *path)
{
	char text[CGROUP_PATH_MAX];
	const struct cgroup_mount *mount = cgroup_mounts_unified(mounts);

	printf("mode:          %s\n", mode_of(mounts));
	text_escape(text, sizeof text, tree->mount);
	printf("mount:         %s (%s)\n", text, mount->options);
	text_escape(text, sizeof text, own);
	printf("own cgroup:    %s\n", text);
	text_escape(text, sizeof text, *tree->base ? tree->base : "/");
	printf("names begin:   %s\n", text);
	print_list("features:", "/sys/kernel/cgroup/features");
	print_list("delegated:", "/sys/kernel/cgroup/delegate");
	text_escape(text, sizeof text, path);
	printf("controllers of %s:\n", text);
}

static int answer(struct run *run, const struct request *want, const struct cgroup_tree *tree,
		  struct table *table)
{
	struct controllers all;
	struct cgroup_mounts mounts;
	struct cgroup group;
	char own[CGROUP_PATH_MAX];

	if (cgroup_open(run, tree, want->name, &group) < 0 ||
	    controllers_read(run, tree, &all) < 0) {
		return -1;
	}
	for (size_t i = 0; i < all.count; i++) {
		if (add_controller(run, tree, group.path, &all.item[i], table) < 0) {
			return -1;
		}
	}
	if (cgroup_path_of(run, tree, AT_FDCWD, own) < 0) {
		run_forgive(run);
		memcpy(own, "?", 2);
	}
	if (cgroup_mounts_read(run, &mounts) < 0) {
		return -1;
	}
	if (!want->format.json && !want->format.raw && !want->format.quiet) {
		print_machine(&mounts, tree, own, group.path);
	}
	cgroup_mounts_free(&mounts);
	return 0;
}

int cgctl_info(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct cgroup_tree tree;
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	struct table *table = table_new(run, "controllers", columns, &want.format);
	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	if (cgroup_tree_open(run, &tree) < 0 || answer(run, &want, &tree, table) < 0) {
		table_free(table);
		return run_failed(run);
	}
	return table_print(run, table);
}
