/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl set - set limits of a group: all of them or none */
#include "cgctl.h"

struct request {
	bool try;
	bool force;
	char *name;
	const char *const *texts;
	size_t count;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 0, "try", NULL, "go on, aloud, without a controller that is not to be had",
		  .flag = &want->try },
		{ 'f', "force", NULL, "write the values as they are, to any file",
		  .flag = &want->force },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl set",
		.summary = "Set limits of a group: all of them or none.",
		.operands = "CGROUP KEY=VALUE...",
		.operands_min = 2,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);

	if (outcome.result == OPTION_GO) {
		want->name = outcome.operand[0];
		want->texts = (const char *const *)outcome.operand + 1;
		want->count = (size_t)outcome.count - 1;
	}
	return outcome;
}

static int set(struct run *run, const struct request *want, struct settings *settings)
{
	unsigned traits = want->try ? SETTINGS_TRY : 0;
	struct cgroup_making making = { 0 };
	struct cgroup_tree tree;
	struct cgroup group;
	int result = -1;

	if (cgroup_tree_open(run, &tree) < 0) {
		return -1;
	}
	if (cgroup_open(run, &tree, want->name, &group) == 0) {
		result = settings_enable(run, &tree, group.path, traits, settings, &making);
		if (result == 0) {
			result = limit_apply(run, &group, settings->item, settings->count);
		}
		if (result < 0) {
			cgroup_unmake(run, &tree, &making);
		}
		cgroup_making_free(&making);
		cgroup_close(&group);
	}
	cgroup_tree_close(&tree);
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
	if (settings_read(run, want.texts, want.count, want.force ? SETTINGS_FORCE : 0, &settings) <
	    0) {
		return run_failed(run);
	}
	int result = set(run, &want, &settings);
	settings_free(&settings);
	return result < 0 ? run_failed(run) : 0;
}
