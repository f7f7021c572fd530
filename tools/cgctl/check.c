/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cns-cgctl check - whether a process can be moved, and why not
 *
 * A move needs the right to write cgroup.procs of the group moved to and of the nearest group above
 * both (cgroup-v2, "Delegation Containment").
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgctl.h"
#include "cgroup_state.h"
#include "owner.h"
#include "target.h"

/* The longest path that both begin with, whole components. */
static void common_ancestor(const char *a, const char *b, char above[CGROUP_PATH_MAX])
{
	size_t end = 0, i = 0;

	for (; a[i] && a[i] == b[i]; i++) {
		if (a[i] == '/') {
			end = i;
		}
	}
	if ((!a[i] || a[i] == '/') && (!b[i] || b[i] == '/') && i > 1) {
		end = i;
	}
	snprintf(above, CGROUP_PATH_MAX, "%.*s", end ? (int)end : 1, end ? a : "/");
}

static bool may_write(const struct stat *status, const struct owner *who)
{
	unsigned shift = who->uid == status->st_uid ? 6 : who->gid == status->st_gid ? 3 : 0;

	return who->uid == 0 || (status->st_mode >> shift & 2) != 0;
}

/* Whether the user may write a file of a group; says so where not. */
static int check_file(struct run *run, const struct cgroup_tree *tree, const char *path,
		      const struct owner *who)
{
	struct cgroup group;
	struct stat status;

	if (cgroup_open_path(run, tree, path, &group) < 0) {
		return -1;
	}
	int result = fstatat(group.fd, "cgroup.procs", &status, 0);
	cgroup_close(&group);
	if (result < 0) {
		return run_refuse(run, "%s has no cgroup.procs", path);
	}
	if (!may_write(&status, who)) {
		return run_refuse(run,
				  "user %u may not write cgroup.procs of %s, which belongs to "
				  "user %u (mode %03o)",
				  who->uid, path, status.st_uid, status.st_mode & 0777);
	}
	return 0;
}

/*
 * Also a controller of threads keeps processes out, where a group below has some: then the group
 * cannot become the root of a threaded part of the tree.
 */
static int check_below(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		       const char *passed_on)
{
	struct run quiet = { .tool = "" };
	struct cgroup_list list;
	struct cgroup below;
	bool is_populated = false;
	char type[64];

	if (limit_value(run, group, "cgroup.type", type, sizeof type) < 0) {
		return -1;
	}
	if (!*passed_on || strstr(type, "threaded") ||
	    cgroup_list_read(&quiet, tree, group->path, 1, &list) < 0) {
		return 0;
	}
	for (size_t i = 1; !is_populated && i < list.count; i++) {
		if (cgroup_open_path(&quiet, tree, list.item[i].path, &below) == 0) {
			is_populated = cgroup_event(&quiet, &below, "populated") > 0;
			cgroup_close(&below);
		}
	}
	cgroup_list_free(&list);
	return is_populated ? run_refuse(run,
					 "%s passes controllers (%s) on to groups with processes, "
					 "so it can have none itself",
					 group->path, passed_on)
			    : 0;
}

/* The first thread of the kernel, of which the others come, and those of one processor stay. */
static int check_process(struct run *run, pid_t pid)
{
	struct process_facts facts;

	if (cgctl_process_facts(pid, &facts) < 0 || !(facts.flags & PROCESS_OF_KERNEL) ||
	    (facts.parent != 0 && !(facts.flags & PROCESS_KEEPS_PLACE))) {
		return 0;
	}
	return run_refuse(run, "threads of the kernel stay in the root");
}

/* The rules that hold for root too. */
static int check_rules(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group)
{
	char text[1024];

	if (strcmp(group->path, "/") == 0) {
		return 0;
	}
	if (limit_value(run, group, "cgroup.subtree_control", text, sizeof text) < 0) {
		return -1;
	}
	for (const char *const *name = (const char *const[]){ "memory", "io", "hugetlb", "rdma",
							      "misc", "dmem", NULL };
	     *name; name++) {
		if (controller_is_listed(text, *name)) {
			return run_refuse(run,
					  "%s passes the controller %s on to its children, so it "
					  "can have no processes itself",
					  group->path, *name);
		}
	}
	if (check_below(run, tree, group, text) < 0 ||
	    limit_value(run, group, "cgroup.type", text, sizeof text) < 0) {
		return -1;
	}
	if (strcmp(text, "domain invalid") == 0) {
		return run_refuse(run, "%s is beside a threaded group: its type is '%s'",
				  group->path, text);
	}
	return cgroup_event(run, group, "frozen") > 0
		       ? run_refuse(run, "%s is frozen: the process would stop there", group->path)
		       : 0;
}

static int check(struct run *run, const char *process, const char *name, const char *user)
{
	char from[CGROUP_PATH_MAX], above[CGROUP_PATH_MAX];
	struct owner who = { geteuid(), getegid() };
	struct cgroup_tree tree;
	struct cgroup group;
	struct target target;

	if (user && owner_read(run, user, &who) < 0) {
		return -1;
	}
	if (cgroup_tree_open(run, &tree) < 0 || cgroup_open(run, &tree, name, &group) < 0 ||
	    target_open(run, process, &target) < 0 ||
	    cgroup_path_of(run, &tree, target.proc_fd, from) < 0) {
		return -1;
	}
	common_ancestor(from, group.path, above);
	run_step(run, "move process %d from %s to %s as user %u", target.pid, from, group.path,
		 who.uid);
	if (check_file(run, &tree, group.path, &who) < 0 ||
	    check_file(run, &tree, above, &who) < 0) {
		return run_advise(
			run,
			"it needs %s/cgroup.procs and %s/cgroup.procs, of the nearest group "
			"above both; root may move it",
			group.path[1] ? group.path : "", above[1] ? above : "");
	}
	return check_process(run, target.pid) < 0 ? -1 : check_rules(run, &tree, &group);
}

int cgctl_check(struct run *run, int argc, char **argv)
{
	const char *user = NULL;
	const struct option_row options[] = {
		{ 'u', "user", "USER[:GROUP]", "as this user (the caller)", .text = &user },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl check",
		.summary =
			"Say whether a process can be moved into a group, and what stands in the way.",
		.operands = "TARGET CGROUP",
		.operands_min = 2,
		.operands_max = 2,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	return check(run, asked.operand[0], asked.operand[1], user) < 0 ? run_failed(run) : 0;
}
