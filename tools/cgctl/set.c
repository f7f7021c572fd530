/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl set - set limits of a group, or of all below it: all of them or none */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "target.h"

struct request {
	bool try;
	bool force;
	bool safe;
	bool at_once;
	bool recursive;
	struct option_list label;
	char *name;
	const char **texts; /* allocated, as those that standard input gave are */
	size_t count;
	size_t from_input; /* how many of the last ones are allocated */
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 'R', "recursive", NULL, "and of all groups below", OPTION_PEER,
		  .flag = &want->recursive },
		{ 0, "safe", NULL, "reclaim memory before its limit is lowered",
		  .flag = &want->safe },
		{ 0, "nonblock", NULL,
		  "do not wait until memory is reclaimed: whoever needs it does (Linux 6.16)",
		  .flag = &want->at_once },
		{ 0, "label", "KEY=VALUE", "note this about it; without a value, no more",
		  .list = &want->label },
		{ 0, "try", NULL, "go on, aloud, without a controller that is not to be had",
		  .flag = &want->try },
		{ 'f', "force", NULL,
		  "write the values as they are, to any file, also below the usage",
		  .flag = &want->force },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl set",
		.summary =
			"Set limits of a group: all of them or none.  - stands for lines on standard input.",
		.operands = "CGROUP [KEY=VALUE]...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);

	if (outcome.result == OPTION_GO) {
		want->name = outcome.operand[0];
	}
	if (outcome.result == OPTION_GO && outcome.count == 1 && want->label.count == 0) {
		outcome.result = OPTION_WRONG;
		outcome.status = option_complain(&tool, "missing operand: KEY=VALUE");
	}
	return outcome;
}

static int add_text(struct run *run, struct request *want, const char *text)
{
	const char **grown = reallocarray(want->texts, want->count + 1, sizeof *grown);

	if (!grown || !text) {
		return run_refuse(run, "no memory for the settings");
	}
	want->texts = grown;
	want->texts[want->count++] = text;
	return 0;
}

/* "-" stands for the lines of standard input, such as convert -q prints. */
static int read_texts(struct run *run, struct request *want, char **operands)
{
	char line[LIMIT_FILE_MAX + LIMIT_TEXT_MAX];
	int more = 0;

	for (; *operands && strcmp(*operands, "-") != 0; operands++) {
		if (add_text(run, want, *operands) < 0) {
			return -1;
		}
	}
	run_step(run, "read settings");
	if (*operands && operands[1]) {
		return run_refuse(run, "'-' is the last of them");
	}
	while (*operands && (more = target_next(run, stdin, line, sizeof line)) > 0) {
		if (add_text(run, want, strdup(line)) < 0) {
			return -1;
		}
		want->from_input++;
	}
	return more;
}

/* What is to be done, in one group after the other. */
struct work {
	struct cgroup_tree tree;
	const struct request *want;
	const struct settings *settings;
};

/* Labels come last: they are what can hardly be refused. */
static int set_one(struct run *run, const struct work *work, const struct cgroup *group,
		   struct change *change)
{
	const struct request *want = work->want;
	unsigned traits = (want->try ? SETTINGS_TRY : 0) | (want->force ? SETTINGS_FORCE : 0) |
			  (want->safe ? SETTINGS_SAFE : 0);

	if (change_make(run, &work->tree, group, traits, work->settings, change) < 0) {
		return -1;
	}
	if (change_label(run, group, &want->label, change) < 0) {
		change_undo(run, &work->tree, change);
		change_free(change);
		return -1;
	}
	return 0;
}

/* When one group refuses, those before it get their old values again. */
static int set_all(struct run *run, const struct work *work, const struct cgroup_list *list)
{
	struct change *changes = calloc(list->count + 1, sizeof *changes);
	struct cgroup group;
	size_t done = 0;
	int result = 0;

	if (!changes) {
		return run_refuse(run, "no memory for the groups");
	}
	while (result == 0 && done < list->count) {
		result = cgroup_list_open(run, &work->tree, &list->item[done], &group);
		if (result == 0) {
			result = set_one(run, work, &group, &changes[done]);
			cgroup_close(&group);
		}
		done += result == 0;
	}
	changes_end(run, &work->tree, changes, done, result);
	return result;
}

static int set(struct run *run, const struct request *want, const struct settings *settings)
{
	struct work work = { .want = want, .settings = settings };
	struct cgroup_list list;
	char path[CGROUP_PATH_MAX];
	int result = -1;

	if (cgroup_tree_open(run, &work.tree) < 0) {
		return -1;
	}
	if (cgroup_name_resolve(run, &work.tree, want->name, path) == 0 &&
	    cgroup_list_read(run, &work.tree, path, want->recursive ? UINT_MAX : 0, &list) == 0) {
		result = set_all(run, &work, &list);
		cgroup_list_free(&list);
	}
	cgroup_tree_close(&work.tree);
	return result;
}

int cgctl_set(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct settings settings;
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	int result = read_texts(run, &want, asked.operand + 1);
	if (result == 0) {
		result = settings_read(run, want.texts, want.count,
				       (want.force ? SETTINGS_FORCE : 0) |
					       (want.at_once ? SETTINGS_AT_ONCE : 0),
				       &settings);
	}
	if (result == 0) {
		result = set(run, &want, &settings);
		settings_free(&settings);
	}
	while (want.from_input > 0) {
		free((char *)want.texts[--want.count]);
		want.from_input--;
	}
	free(want.texts);
	return result < 0 ? run_failed(run) : 0;
}
