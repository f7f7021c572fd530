/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cgctl.h"
#include "cgroup_label.h"
#include "target.h"
#include "text.h"

static int act_on(struct each *each, const char *name, int status)
{
	if (each->act(each, name) == 0) {
		return status;
	}
	int failed = run_failed(each->run);
	each->run->failure = (struct failure){ 0 };
	return failed;
}

static int act_on_input(struct each *each, int status)
{
	char name[CGROUP_PATH_MAX];
	int more;

	run_step(each->run, "read names from standard input");
	while ((more = target_next(each->run, stdin, name, sizeof name)) > 0) {
		status = act_on(each, name, status);
	}
	return more < 0 ? run_failed(each->run) : status;
}

int cgctl_each(struct each *each, char **names)
{
	int status = 0;

	for (; *names; names++) {
		status = strcmp(*names, "-") == 0 ? act_on_input(each, status)
						  : act_on(each, *names, status);
	}
	return status;
}

int cgctl_each_in_tree(struct run *run, char **names, int (*act)(struct each *, const char *name),
		       void *want)
{
	struct cgroup_tree tree;
	struct each each = { run, &tree, act, want };

	if (cgroup_tree_open(run, &tree) < 0) {
		return run_failed(run);
	}
	int status = cgctl_each(&each, names);
	cgroup_tree_close(&tree);
	return status;
}

int cgctl_read_timeout(struct run *run, const char *text, int *milliseconds)
{
	char whole[16];
	uint64_t seconds, rest = 0;
	size_t length = strcspn(text, ".");
	size_t digits = text[length] ? strlen(text + length + 1) : 0;

	run_step(run, "read the time-out '%.100s'", text);
	snprintf(whole, sizeof whole, "%.*s", (int)(length < sizeof whole ? length : 0), text);
	if (text_to_number(whole, INT_MAX / 1000 - 1, &seconds) < 0 || digits > 3 ||
	    (text[length] && (digits == 0 || strspn(text + length + 1, "0123456789") != digits))) {
		return run_refuse(run, "it is not a number of seconds, such as 10 or 0.5");
	}
	for (size_t i = 0; i < 3; i++) {
		rest = rest * 10 + (i < digits ? (uint64_t)(text[length + 1 + i] - '0') : 0);
	}
	*milliseconds = (int)(seconds * 1000 + rest);
	return 0;
}

int cgctl_open_group(struct run *run, const struct cgroup_tree *tree, const char *name,
		     struct cgroup *group)
{
	char path[CGROUP_PATH_MAX];
	struct target target;

	if (name[strspn(name, "0123456789")] || !*name) {
		return cgroup_open(run, tree, name, group);
	}
	if (target_open(run, name, &target) < 0) {
		return -1;
	}
	int result = cgroup_path_of(run, tree, target.proc_fd, path);
	target_close(&target);
	run_step(run, "open the cgroup of process %s", name);
	return result < 0 ? -1 : cgroup_open_path(run, tree, path, group);
}

int cgctl_in_group(struct run *run, const char *name,
		   int (*act)(struct run *, const struct cgroup *, void *want), void *want)
{
	struct cgroup_tree tree;
	struct cgroup group;

	if (cgroup_tree_open(run, &tree) < 0 || cgctl_open_group(run, &tree, name, &group) < 0) {
		return run_failed(run);
	}
	int status = act(run, &group, want);
	cgroup_close(&group);
	cgroup_tree_close(&tree);
	return status;
}

void cgctl_unlabel(struct run *run, const struct cgroup *group, unsigned count, char **before)
{
	struct failure first = run->failure;

	run->failure = (struct failure){ 0 };
	while (count > 0) {
		cgroup_label_set(run, group, before[--count]);
	}
	run->failure = first;
}

int cgctl_label(struct run *run, const struct cgroup *group, const struct option_list *labels,
		char **before)
{
	for (unsigned i = 0; i < labels->count; i++) {
		const char *label = labels->item[i].argument;

		if (cgroup_label_check(run, label) < 0 ||
		    (before && !(before[i] = cgroup_label_now(run, group, label))) ||
		    cgroup_label_set(run, group, label) < 0) {
			cgctl_unlabel(run, group, before ? i : 0, before);
			return -1;
		}
	}
	return 0;
}
