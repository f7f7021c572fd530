/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl bpf - which BPF programs hold for a group, from where, and whose they are */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cgctl.h"
#include "cgroup_bpf.h"
#include "table.h"

enum column { TYPE, ID, NAME, FROM, OWNER, USER, AGE, HOLDS };

static const struct table_column columns[] = {
	[TYPE] = { "TYPE", "where the kernel runs it", TABLE_SHOWN },
	[ID] = { "ID", "the program's id", TABLE_SHOWN | TABLE_NUMBER | TABLE_KEY },
	[NAME] = { "NAME", "the program's name, where it has one", TABLE_SHOWN },
	[FROM] = { "FROM", "the group that it is attached to", TABLE_SHOWN | TABLE_CUT },
	[OWNER] = { "OWNER", "whose it seems to be, by its name", TABLE_SHOWN },
	[USER] = { "USER", "user id of who loaded it", TABLE_NUMBER },
	[AGE] = { "AGE", "seconds since it was loaded", TABLE_NUMBER },
	[HOLDS] = { "HOLDS", "whether it holds here: a group below may override it",
		    TABLE_SHOWN | TABLE_BOOLEAN },
	{ 0 },
};

struct answer {
	struct table *table;
	const char *from;
	uint64_t now; /* nanoseconds since boot */
};

/* crun and runc give their device programs no name; systemd's begin with sd_. */
static const char *owner_of(const struct cgroup_bpf_program *program)
{
	if (strncmp(program->name, "cns_", 4) == 0) {
		return "cns";
	}
	if (strncmp(program->name, "sd_", 3) == 0) {
		return "systemd";
	}
	return !*program->name && strcmp(program->type, "cgroup_device") == 0 ? "engine" : "other";
}

static void add_program(const struct cgroup_bpf_program *program, void *data)
{
	const struct answer *answer = data;
	struct table_row *row = table_add(answer->table, NULL);

	table_set(row, TYPE, "%s", program->type);
	table_set_number(row, ID, program->id);
	if (*program->name) {
		table_set(row, NAME, "%s", program->name);
	}
	table_set(row, FROM, "%s", answer->from);
	table_set(row, OWNER, "%s", owner_of(program));
	table_set_number(row, USER, program->uid);
	table_set_number(row, AGE, (answer->now - program->loaded) / 1000000000);
	table_set(row, HOLDS, "%d", program->effective);
}

/* From the root down, for that is the order of who was first. */
static int add_programs_at(struct run *run, const struct cgroup_tree *tree,
			   const struct cgroup *asked, const char *path, struct answer *answer)
{
	char above[CGROUP_PATH_MAX];
	struct cgroup at;

	if (cgroup_path_parent(path, above) == 0 &&
	    add_programs_at(run, tree, asked, above, answer) < 0) {
		return -1;
	}
	run_step(run, "list the programs of %s", path);
	if (cgroup_open_path(run, tree, path, &at) < 0) {
		return -1;
	}
	answer->from = path;
	int result = cgroup_bpf_each(run, asked, &at, add_program, answer);
	cgroup_close(&at);
	return result;
}

int cgctl_bpf(struct run *run, int argc, char **argv)
{
	struct table_format format = { 0 };
	struct option_row options[TABLE_OPTIONS];
	const struct tool tool = {
		.name = "cns-cgctl bpf",
		.summary =
			"List the BPF programs that hold for a group, its own and of those above.",
		.operands = "[CGROUP|TARGET]",
		.operands_max = 1,
		.rows = options,
	};
	struct cgroup_tree tree;
	struct cgroup group;
	struct timespec now;

	table_options(options, &format);
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	clock_gettime(CLOCK_BOOTTIME, &now);
	struct answer answer = { .now = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec };
	answer.table = table_new(run, "programs", columns, &format);
	if (!answer.table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	if (cgroup_tree_open(run, &tree) < 0 ||
	    cgctl_open_group(run, &tree, asked.count ? asked.operand[0] : ".", &group) < 0 ||
	    add_programs_at(run, &tree, &group, group.path, &answer) < 0) {
		table_free(answer.table);
		return run_failed(run);
	}
	return table_print(run, answer.table);
}
