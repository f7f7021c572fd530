/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl create - make groups */
#include "cgctl.h"

struct request {
	bool parents;
	bool try;
	struct option_list set;
	struct option_list label;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 'p', "parents", NULL, "make those above it too, and mind none that is there",
		  .flag = &want->parents },
		{ 's', "set", "KEY=VALUE", "set a limit, enabling its controller",
		  .list = &want->set },
		{ 0, "label", "KEY=VALUE", "note this about it, for ls -o LABELS",
		  .list = &want->label },
		{ 0, "try", NULL, "go on, aloud, without a controller that is not to be had",
		  .flag = &want->try },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl create",
		.summary = "Make groups.",
		.operands = "CGROUP...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};

	return option_parse(&tool, run, argc, argv);
}

static int create(struct each *each, const char *name)
{
	const struct request *want = each->want;
	struct settings settings;
	unsigned traits = want->parents ? CGROUP_MAKE_PARENTS | CGROUP_MAKE_MAY_EXIST : 0;
	unsigned lenient = want->try ? SETTINGS_TRY : 0;
	struct cgroup_making making;
	struct cgroup group;
	char path[CGROUP_PATH_MAX];

	if (settings_read_option(each->run, &want->set, lenient, &settings) < 0) {
		return -1;
	}
	int result = cgroup_name_resolve(each->run, each->tree, name, path);
	if (result == 0) {
		result = cgroup_make(each->run, each->tree, path, traits, &group, &making);
	}
	if (result == 0) {
		result = settings_enable(each->run, each->tree, path, lenient, &settings, &making);
		if (result == 0) {
			result = settings_apply(each->run, each->tree, &group, lenient, &settings,
						NULL);
		}
		if (result == 0) {
			result = cgctl_label(each->run, &group, &want->label, NULL);
		}
		if (result < 0) {
			cgroup_unmake(each->run, each->tree, &making);
		}
		cgroup_making_free(&making);
		cgroup_close(&group);
	}
	settings_free(&settings);
	return result;
}

int cgctl_create(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	return cgctl_each_in_tree(run, asked.operand, create, &want);
}
