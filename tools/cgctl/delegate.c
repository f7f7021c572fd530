/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cns-cgctl delegate - hand a group to a user
 *
 * A delegated group is the user's folder and the files that /sys/kernel/cgroup/delegate lists,
 * never its limits (cgroup-v2, "Delegation").
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "cgctl.h"
#include "kernel/file.h"
#include "owner.h"

static int hand_over(struct run *run, const struct cgroup *group, const struct owner *owner)
{
	char names[2048], *rest = names, *name;

	run_step(run, "learn which files are delegated");
	if (kernel_read_file(run, AT_FDCWD, "/sys/kernel/cgroup/delegate", names, sizeof names) <
	    0) {
		return -1;
	}
	run_step(run, "give %s to user %u", group->path, owner->uid);
	if (kernel_fchownat(run, group->fd, "", owner->uid, owner->gid) < 0) {
		return -1;
	}
	while ((name = strsep(&rest, "\n"))) {
		/* The files of controllers that it does not have are not there. */
		if (*name && kernel_fchownat(run, group->fd, name, owner->uid, owner->gid) < 0) {
			if (run->failure.error != ENOENT) {
				return -1;
			}
			run_forgive(run);
		}
	}
	return 0;
}

int cgctl_delegate(struct run *run, int argc, char **argv)
{
	const struct option_row options[] = { { 0 } };
	const struct tool tool = {
		.name = "cns-cgctl delegate",
		.summary =
			"Hand a group to a user, who may then make groups in it and move processes inside.",
		.operands = "CGROUP USER[:GROUP]",
		.operands_min = 2,
		.operands_max = 2,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct cgroup_tree tree;
	struct cgroup group;
	struct owner owner = { 0 };

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgroup_tree_open(run, &tree) < 0 ||
	    cgroup_open(run, &tree, asked.operand[0], &group) < 0 ||
	    owner_read(run, asked.operand[1], &owner) < 0 || hand_over(run, &group, &owner) < 0) {
		return run_failed(run);
	}
	return 0;
}
