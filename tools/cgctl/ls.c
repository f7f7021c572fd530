/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl ls - list groups */
#include <limits.h>

#include "cgctl.h"
#include "facts.h"

struct request {
	bool recursive;
	bool self;
	struct table_format format;
	struct table *table;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	struct option_row listing[TABLE_OPTIONS];
	const struct option_row options[] = {
		{ 'R', "recursive", NULL, "and all groups below those", .flag = &want->recursive },
		{ 'd', "directory", NULL, "the groups themselves, not what is in them",
		  .flag = &want->self },
		{ .rows = listing },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl ls",
		.summary = "List the groups in a group (where names begin, without one).",
		.operands = "[CGROUP]...",
		.operands_max = -1,
		.rows = options,
	};

	table_options(listing, &want->format);
	return option_parse(&tool, run, argc, argv);
}

/* A group that has gone since it was listed is left out. */
static void add_entry(struct each *each, const struct cgroup_entry *entry)
{
	const struct request *want = each->want;
	struct run quiet = { .tool = "" };
	struct cgroup group;

	if (cgroup_open_path(&quiet, each->tree, entry->path, &group) < 0) {
		return;
	}
	facts_fill(want->table, table_add(want->table, NULL), &group, entry->path);
	cgroup_close(&group);
}

static int list(struct each *each, const char *name)
{
	const struct request *want = each->want;
	struct cgroup_list groups;
	char path[CGROUP_PATH_MAX];

	if (cgroup_name_resolve(each->run, each->tree, name, path) < 0) {
		return -1;
	}
	run_step(each->run, "list the cgroups in %s", path);
	unsigned depth = want->self ? 0 : want->recursive ? UINT_MAX : 1;
	if (cgroup_list_read(each->run, each->tree, path, depth, &groups) < 0) {
		return -1;
	}
	for (size_t i = want->self ? 0 : 1; i < groups.count; i++) {
		add_entry(each, &groups.item[i]);
	}
	cgroup_list_free(&groups);
	return 0;
}

int cgctl_ls(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct cgroup_tree tree;
	struct each each = { run, &tree, list, &want };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	want.format.flat = true;
	want.table = table_new(run, "cgroups", facts_columns, &want.format);
	if (!want.table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	if (cgroup_tree_open(run, &tree) < 0) {
		return run_failed(run);
	}
	char *base[] = { *tree.base ? tree.base : (char *)"/", NULL };
	int status = cgctl_each(&each, asked.count ? asked.operand : base);
	if (status && asked.count <= 1) {
		table_free(want.table);
		return status;
	}
	int printed = table_print(run, want.table);
	return status ? status : printed;
}
