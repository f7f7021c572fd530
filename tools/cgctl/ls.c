/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl ls - list groups */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "census.h"
#include "cgctl.h"
#include "cgroup_label.h"
#include "facts.h"

struct request {
	bool recursive;
	bool self;
	bool deleted;
	const char *label;
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
		{ 0, "label", "TEXT", "only those with the label NAME, or NAME=VALUE",
		  .text = &want->label },
		{ 0, "deleted", NULL, "removed groups that ended processes still hold instead",
		  .flag = &want->deleted },
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
	if (!want->label || cgroup_has_label(&group, want->label)) {
		facts_fill(want->table, table_add(want->table, NULL), &group, entry->path);
	}
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

/* The path of "0::PATH (deleted)", copied; false for a group that is there. */
static bool is_in_deleted(const char *cgroups, char path[CGROUP_PATH_MAX])
{
	static const char mark[] = " (deleted)";
	const char *line = strncmp(cgroups, "0::", 3) == 0 ? cgroups : strstr(cgroups, "\n0::");

	if (!line) {
		return false;
	}
	line += *line == '\n' ? 4 : 3;
	size_t length = strcspn(line, "\n");
	size_t end = strlen(mark);
	if (length <= end || length >= CGROUP_PATH_MAX ||
	    strncmp(line + length - end, mark, end) != 0) {
		return false;
	}
	snprintf(path, CGROUP_PATH_MAX, "%.*s", (int)(length - end), line);
	return true;
}

static void add_deleted(struct table *table, int proc_fd, const char *pid)
{
	char path[CGROUP_PATH_MAX], file[NAME_MAX + 8], cgroups[16384];

	snprintf(file, sizeof file, "%s/cgroup", pid);
	if (census_read_file(proc_fd, file, cgroups, sizeof cgroups) <= 0 ||
	    !is_in_deleted(cgroups, path)) {
		return;
	}
	struct table_row *row = table_add(table, NULL);
	table_set(row, FACT_CGROUP, "%s", path);
	table_set_number(row, FACT_PROCS, 1);
	table_set(row, FACT_MEMBERS, "%s", pid);
}

/* A process that has ended and is not reaped keeps its group, which only /proc still names. */
static int list_deleted(struct run *run, struct table *table)
{
	const struct dirent *entry;
	DIR *proc = opendir("/proc");

	run_step(run, "look for processes in removed groups");
	if (!proc) {
		return run_refuse(run, "/proc cannot be read: %s", strerrordesc_np(errno));
	}
	while ((entry = readdir(proc))) {
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9') {
			add_deleted(table, dirfd(proc), entry->d_name);
		}
	}
	closedir(proc);
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
	if (want.deleted && !want.format.output) {
		want.format.output = "CGROUP,MEMBERS";
	}
	want.table = table_new(run, "cgroups", facts_columns, &want.format);
	if (!want.table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	if (cgroup_tree_open(run, &tree) < 0) {
		return run_failed(run);
	}
	if (want.deleted) {
		return list_deleted(run, want.table) < 0 ? run_failed(run)
							 : table_print(run, want.table);
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
