/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl find - the group of a process, or of an id */
#include <stdint.h>

#include "cgctl.h"
#include "facts.h"
#include "target.h"
#include "text.h"

struct request {
	bool by_id;
	struct table_format format;
	struct table *table;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	struct option_row listing[TABLE_OPTIONS];
	const struct option_row options[] = {
		{ 'i', "id", NULL, "the operands are ids of groups, as ls -o +id shows them",
		  .flag = &want->by_id },
		{ .rows = listing },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl find",
		.summary = "Find the groups of processes, or the groups that ids stand for.",
		.operands = "TARGET...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};

	table_options(listing, &want->format);
	return option_parse(&tool, run, argc, argv);
}

/* An id is never used again, so it finds the group or nothing. */
static int path_of_id(struct each *each, const char *text, char path[CGROUP_PATH_MAX])
{
	uint64_t id;

	if (text_to_number(text, UINT64_MAX, &id) < 0) {
		return run_refuse(each->run, "'%.60s' is no id", text);
	}
	return cgroup_path_of_id(each->run, each->tree, id, path);
}

static int path_of_target(struct each *each, const char *text, char path[CGROUP_PATH_MAX])
{
	struct target target;

	if (target_open(each->run, text, &target) < 0) {
		return -1;
	}
	int result = target.proc_fd < 0
			     ? run_refuse(each->run, "it is no process")
			     : cgroup_path_of(each->run, each->tree, target.proc_fd, path);
	target_close(&target);
	return result;
}

static int find(struct each *each, const char *text)
{
	const struct request *want = each->want;
	char path[CGROUP_PATH_MAX];
	struct cgroup group;

	run_step(each->run, "find the cgroup of '%.100s'", text);
	if ((want->by_id ? path_of_id(each, text, path) : path_of_target(each, text, path)) < 0 ||
	    cgroup_open_path(each->run, each->tree, path, &group) < 0) {
		return -1;
	}
	facts_fill(want->table, table_add(want->table, NULL), &group, group.path);
	cgroup_close(&group);
	return 0;
}

int cgctl_find(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (!want.format.output) {
		want.format.output = "CGROUP,ID,PROCS,POPULATED,FROZEN";
	}
	want.table = table_new(run, "cgroups", facts_columns, &want.format);
	if (!want.table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	int status = cgctl_each_in_tree(run, asked.operand, find, &want);
	if (status && asked.count == 1) {
		table_free(want.table);
		return status;
	}
	int printed = table_print(run, want.table);
	return status ? status : printed;
}
