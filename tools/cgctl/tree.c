/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl tree - show groups and their processes as a tree */
#include <stdlib.h>

#include "cgctl.h"
#include "cgroup_state.h"
#include "facts.h"

struct request {
	bool no_processes;
	bool all;
	bool kernel_threads;
	const char *name;
	struct table_format format;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	struct option_row listing[TABLE_OPTIONS];
	const struct option_row options[] = {
		{ 'g', "groups", NULL, "groups only, no processes", .flag = &want->no_processes },
		{ 'a', "all", NULL, "groups without any process too", OPTION_PEER,
		  .flag = &want->all },
		{ 'k', "kernel-threads", NULL, "threads of the kernel too", OPTION_PEER,
		  .flag = &want->kernel_threads },
		{ .rows = listing },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl tree",
		.summary = "Show a group and all below it, with their processes.",
		.operands = "[CGROUP]",
		.operands_max = 1,
		.rows = options,
	};

	table_options(listing, &want->format);
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);
	if (outcome.result == OPTION_GO) {
		want->name = outcome.count ? outcome.operand[0] : NULL;
	}
	return outcome;
}

/* Its command line is empty, as that of a process that has ended is. */
static bool is_of_kernel(pid_t pid, const char *command)
{
	struct process_facts facts;

	return *command == '[' && cgctl_process_facts(pid, &facts) == 0 &&
	       facts.flags & PROCESS_OF_KERNEL;
}

static void add_processes(const struct request *want, struct table *table, struct table_row *row,
			  const struct cgroup *group)
{
	struct run quiet = { .tool = "" };
	struct cgroup_pids pids;
	char text[256];

	if (cgroup_members_read(&quiet, group, &pids) >= 0) {
		for (size_t i = 0; i < pids.count; i++) {
			cgctl_command_of(pids.item[i], text);
			if (want->kernel_threads || !is_of_kernel(pids.item[i], text)) {
				table_set(table_add(table, row), FACT_CGROUP, "%d %s", pids.item[i],
					  text);
			}
		}
	}
	cgroup_pids_free(&pids);
}

/* Fills the table in the list's order, which has each group before its children. */
static void add_groups(const struct request *want, const struct cgroup_tree *tree,
		       const struct cgroup_list *list, struct table *table)
{
	struct table_row **rows = calloc(list->count + 1, sizeof *rows);
	struct run quiet = { .tool = "" };
	struct cgroup group;

	for (size_t i = 0; rows && i < list->count; i++) {
		const struct cgroup_entry *entry = &list->item[i];
		struct table_row *above = entry->parent < 0 ? NULL : rows[entry->parent];

		if ((entry->parent >= 0 && !above) ||
		    cgroup_open_path(&quiet, tree, entry->path, &group) < 0) {
			quiet.failure = (struct failure){ 0 };
			continue;
		}
		if (want->all || !above || cgroup_event(&quiet, &group, "populated") != 0) {
			rows[i] = table_add(table, above);
			facts_fill(table, rows[i], &group,
				   above ? cgroup_path_leaf(entry->path) : entry->path);
			if (!want->no_processes) {
				add_processes(want, table, rows[i], &group);
			}
		}
		quiet.failure = (struct failure){ 0 };
		cgroup_close(&group);
	}
	free(rows);
}

int cgctl_tree(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct cgroup_tree tree;
	struct cgroup_list list;
	char path[CGROUP_PATH_MAX];
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (!want.format.output) {
		want.format.output = "CGROUP,FROZEN,MEMORY,CPU";
	}
	struct table *table = table_new(run, "cgroups", facts_columns, &want.format);
	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	if (cgroup_tree_open(run, &tree) < 0) {
		return run_failed(run);
	}
	const char *name = want.name ? want.name : *tree.base ? tree.base : "/";
	if (cgroup_name_resolve(run, &tree, name, path) < 0 ||
	    cgroup_list_read(run, &tree, path, UINT_MAX, &list) < 0) {
		return run_failed(run);
	}
	add_groups(&want, &tree, &list, table);
	cgroup_list_free(&list);
	return table_print(run, table);
}
