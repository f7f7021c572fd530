/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_controller.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"

static const struct {
	const char *name, *legacy;
} known[] = {
	{ "cpu", "cpu" },       { "cpuset", "cpuset" }, { "io", "blkio" },
	{ "memory", "memory" }, { "pids", "pids" },     { "hugetlb", "hugetlb" },
	{ "rdma", "rdma" },     { "misc", "misc" },     { "dmem", "dmem" },
};

bool controller_is_listed(const char *list, const char *name)
{
	size_t length = strlen(name);

	while (*list) {
		size_t word = strcspn(list, " \n");

		if (word == length && memcmp(list, name, length) == 0) {
			return true;
		}
		list += word + (list[word] != '\0');
	}
	return false;
}

/* The line of /proc/cgroups: name, hierarchy, number of groups, enabled. */
static bool find_in_kernel(const char *table, const char *legacy, int *hierarchy, int *enabled)
{
	char start[40];

	snprintf(start, sizeof start, "\n%s\t", legacy);
	const char *line = strstr(table, start);
	return line && sscanf(line + strlen(start), "%d %*d %d", hierarchy, enabled) == 2;
}

static void place(struct controller *controller, const char *table, bool true_root,
		  const struct cgroup_mounts *mounts)
{
	int hierarchy = 0, enabled = 0;
	bool listed = find_in_kernel(table, controller->legacy, &hierarchy, &enabled);
	const struct cgroup_mount *mount = cgroup_mounts_legacy(mounts, controller->legacy);

	if (mount || (listed && hierarchy != 0)) {
		controller->place = CONTROLLER_LEGACY;
		snprintf(controller->mount, sizeof controller->mount, "%s",
			 mount ? mount->path : "");
	} else if (listed && !enabled) {
		controller->place = CONTROLLER_DISABLED;
	} else {
		controller->place = true_root ? CONTROLLER_ABSENT : CONTROLLER_OUTSIDE;
	}
}

int controllers_read(struct run *run, const struct cgroup_tree *tree, struct controllers *all)
{
	char here[512], table[4096];
	struct cgroup_mounts mounts;

	*all = (struct controllers){ 0 };
	if (cgroup_mounts_read(run, &mounts) < 0) {
		cgroup_mounts_free(&mounts);
		return -1;
	}
	run_step(run, "learn which controllers version 2 has");
	if (kernel_read_record(run, tree->mount_fd, "cgroup.controllers", here, sizeof here) < 0 ||
	    kernel_read_record(run, AT_FDCWD, "/proc/cgroups", table, sizeof table) < 0) {
		cgroup_mounts_free(&mounts);
		return -1;
	}
	/* Only the root of all groups has no type. */
	bool true_root = faccessat(tree->mount_fd, "cgroup.type", F_OK, 0) < 0;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct controller *controller = &all->item[all->count++];

		controller->name = known[i].name;
		controller->legacy = known[i].legacy;
		controller->place = CONTROLLER_UNIFIED;
		if (!controller_is_listed(here, known[i].name)) {
			place(controller, table, true_root, &mounts);
		}
	}
	cgroup_mounts_free(&mounts);
	return 0;
}

const struct controller *controllers_find(const struct controllers *all, const char *name)
{
	for (size_t i = 0; i < all->count; i++) {
		if (strcmp(all->item[i].name, name) == 0) {
			return &all->item[i];
		}
	}
	return NULL;
}

/* Finds the first group on the way to path that does not pass the controller on. */
static int find_stop(struct run *run, const struct cgroup_tree *tree, const char *name,
		     const char *path, char reason[512])
{
	char above[CGROUP_PATH_MAX], list[512];
	struct cgroup group;

	for (const char *end = path; (end = strchr(end, '/')) && end[1]; end++) {
		snprintf(above, sizeof above, "%.*s", end == path ? 1 : (int)(end - path), path);
		if (cgroup_open_path(run, tree, above, &group) < 0) {
			return -1;
		}
		ssize_t length = kernel_read_record(run, group.fd, "cgroup.subtree_control", list,
						    sizeof list);
		cgroup_close(&group);
		if (length < 0) {
			return -1;
		}
		if (!controller_is_listed(list, name)) {
			snprintf(reason, 512,
				 "%.300s does not pass it on (its cgroup.subtree_control)", above);
			return 0;
		}
	}
	return 0;
}

int controller_explain(struct run *run, const struct cgroup_tree *tree,
		       const struct controller *controller, const char *path, char reason[512])
{
	reason[0] = '\0';
	switch (controller->place) {
	case CONTROLLER_UNIFIED: return find_stop(run, tree, controller->name, path, reason);
	case CONTROLLER_LEGACY:
		snprintf(reason, 512,
			 "bound to cgroup version 1%s%.200s; boot with cgroup_no_v1=%s to "
			 "free it",
			 *controller->mount ? " at " : ", which is mounted nowhere here",
			 controller->mount, controller->name);
		break;
	case CONTROLLER_DISABLED:
		snprintf(reason, 512,
			 "switched off by cgroup_disable=%s on the kernel's command line",
			 controller->legacy);
		break;
	case CONTROLLER_ABSENT: snprintf(reason, 512, "not built into this kernel"); break;
	case CONTROLLER_OUTSIDE:
		snprintf(reason, 512,
			 "not passed on by the groups above this mount's root, or not "
			 "built into this kernel");
		break;
	}
	return 0;
}
