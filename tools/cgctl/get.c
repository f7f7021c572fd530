/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl get - print values of a group */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgctl.h"
#include "table.h"

enum { VALUE_MAX = 65536 };

struct request {
	bool json;
	bool keys;
	bool values;
	char *name;
	char **files;
	int count;
	const struct cgroup_tree *tree;
};

static const struct table_column columns[] = {
	{ "KEY", "the file", TABLE_SHOWN | TABLE_KEY },
	{ "VALUE", "what it holds", TABLE_SHOWN | TABLE_NUMBER },
	{ 0 },
};
enum column { KEY, VALUE };

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 'J', "json", NULL, "answer in JSON", .flag = &want->json },
		{ 'k', "keys", NULL, "KEY=VALUE, also for one key", .flag = &want->keys },
		{ 'v', "values", NULL, "values only, also for several", .flag = &want->values },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl get",
		.summary = "Print values of a group: of one file, or as KEY=VALUE lines.",
		.operands = "CGROUP [KEY]...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);

	if (outcome.result == OPTION_GO) {
		want->name = outcome.operand[0];
		want->files = outcome.operand + 1;
		want->count = outcome.count - 1;
	}
	return outcome;
}

/* Prints each line of a value, "KEY=" before it where asked. */
static void print_lines(const char *key, char *value, bool with_key)
{
	char *line;

	while ((line = strsep(&value, "\n"))) {
		printf("%s%s%s\n", with_key ? key : "", with_key ? "=" : "", line);
	}
}

/* A row for each line, as set takes them. */
static void add_lines(struct table *table, const char *key, char *value)
{
	char *line;

	while ((line = strsep(&value, "\n"))) {
		struct table_row *row = table_add(table, NULL);

		table_set(row, KEY, "%s", key);
		table_set(row, VALUE, "%s", line);
	}
}

static int print_value(struct run *run, const struct request *want, const struct cgroup *group,
		       const char *file, struct table *table)
{
	static char value[VALUE_MAX];
	bool with_key = want->keys || (!want->values && want->count != 1);

	run_step(run, "read %.100s of %s", file, group->path);
	if (strchr(file, '/') || !strchr(file, '.')) {
		return run_refuse(run, "'%.100s' is not a file of a cgroup", file);
	}
	if (limit_value(run, group, file, value, sizeof value) < 0) {
		return want->count ? cgctl_explain_missing(run, want->tree, group, file) : -1;
	}
	if (table) {
		add_lines(table, file, value);
	} else {
		print_lines(file, value, with_key);
	}
	return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_file(const struct dirent *entry)
{
	return entry->d_type == DT_REG;
}

/* Everything that can be read; pressure files answer only where they are switched on. */
static int print_all(struct run *run, const struct request *want, const struct cgroup *group,
		     struct table *table)
{
	struct dirent **entries = NULL;
	struct stat status;
	int count = scandirat(group->fd, ".", &entries, is_file, by_name);

	for (int i = 0; i < count; i++) {
		const char *file = entries[i]->d_name;
		bool readable = fstatat(group->fd, file, &status, 0) == 0 && status.st_mode & 0444;

		if (readable && print_value(run, want, group, file, table) < 0) {
			run_forgive(run);
		}
		free(entries[i]);
	}
	free(entries);
	return 0;
}

static int print_group(struct run *run, const struct request *want, const struct cgroup *group,
		       struct table *table)
{
	int result = want->count == 0 ? print_all(run, want, group, table) : 0;

	for (int i = 0; result == 0 && i < want->count; i++) {
		result = print_value(run, want, group, want->files[i], table);
	}
	return result;
}

int cgctl_get(struct run *run, int argc, char **argv)
{
	struct cgroup_tree tree;
	struct request want = { .tree = &tree };
	struct cgroup group;
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgroup_tree_open(run, &tree) < 0 || cgroup_open(run, &tree, want.name, &group) < 0) {
		return run_failed(run);
	}
	const struct table_format format = { .json = true };
	struct table *table = want.json ? table_new(run, "values", columns, &format) : NULL;
	if (print_group(run, &want, &group, table) < 0) {
		table_free(table);
		return run_failed(run);
	}
	return table ? table_print(run, table) : option_answered(run);
}
