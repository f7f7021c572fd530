/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_make.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"

int cgroup_name_check(struct run *run, const char *path)
{
	static const char *const files[] = {
		"cgroup.", "cpu.",     "cpuset.", "io.",   "memory.", "pids.",
		"rdma.",   "hugetlb.", "misc.",   "dmem.", "irq.",
	};

	for (const char *part = path; part; part = strchr(part, '/')) {
		part += strspn(part, "/");
		/* The kernel makes longer ones, which no other file system could name. */
		if (strcspn(part, "/") > NAME_MAX) {
			return run_refuse(run, "a part of %.200s is longer than %d bytes", path,
					  NAME_MAX);
		}
		if (*part == '-') {
			return run_refuse(run, "a part of %.200s begins with '-', as options do",
					  path);
		}
		for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
			if (strncmp(part, files[i], strlen(files[i])) == 0) {
				return run_refuse(run,
						  "a part of %.200s begins with '%s', as the "
						  "kernel's own files do",
						  path, files[i]);
			}
		}
	}
	return 0;
}

/* Opens what is there; 1 when it is not.  Any other refusal is one. */
static int open_existing(struct run *run, const struct cgroup_tree *tree, const char *path,
			 struct cgroup *cgroup)
{
	if (cgroup_open_path(run, tree, path, cgroup) == 0) {
		return 0;
	}
	if (run->failure.error != ENOENT) {
		return -1;
	}
	run_forgive(run);
	return 1;
}

/* --dry-run gives a group of nothing for one that it did not make. */
static int open_made(struct run *run, const struct cgroup_tree *tree, const char *path,
		     struct cgroup *made)
{
	if (!run->dry) {
		return cgroup_open_path(run, tree, path, made);
	}
	made->fd = kernel_open(run, AT_FDCWD, "/", O_PATH | O_DIRECTORY);
	made->id = 0;
	snprintf(made->path, sizeof made->path, "%s", path);
	return made->fd < 0 ? -1 : 0;
}

/* Makes the last component below a group that is open; 0 too when another was faster. */
static int make_one(struct run *run, const struct cgroup *parent, const char *path,
		    struct cgroup_making *making)
{
	run_step(run, "make the cgroup %s", path);
	if (kernel_mkdir(run, parent->fd, cgroup_path_leaf(path), 0755) == 0) {
		making->made++;
		memcpy(making->path, path, strlen(path) + 1);
		return 0;
	}
	if (run->failure.error == EEXIST && making->traits & CGROUP_MAKE_MAY_EXIST) {
		run_forgive(run);
		return 0;
	}
	if (run->failure.error == EACCES || run->failure.error == EPERM) {
		run_advise(run,
			   "%s is not yours to make groups in; its owner can delegate one to you",
			   parent->path);
	} else if (run->failure.error == EAGAIN) {
		run_advise(
			run,
			"cgroup.max.depth or cgroup.max.descendants of a group above is reached");
	}
	return -1;
}

static int make_missing(struct run *run, const struct cgroup_tree *tree, const char *path,
			struct cgroup *cgroup, struct cgroup_making *making)
{
	char above[CGROUP_PATH_MAX];
	struct cgroup parent;

	if (cgroup_path_parent(path, above) < 0) {
		return run_refuse(run, "the root of the tree is gone");
	}
	/* The whole name, before anything of it is made. */
	run_step(run, "make the cgroup %s", path);
	if (cgroup_name_check(run, path) < 0) {
		return -1;
	}
	int result = open_existing(run, tree, above, &parent);
	if (result == 1 && !(making->traits & CGROUP_MAKE_PARENTS)) {
		run_refuse(run, "%.200s, in which it is to be, is not there", above);
		return run_advise(run, "--parents makes those above it too");
	}
	if (result == 1) {
		result = make_missing(run, tree, above, &parent, making);
	}
	if (result < 0) {
		return -1;
	}
	result = make_one(run, &parent, path, making);
	cgroup_close(&parent);
	return result < 0 ? -1 : open_made(run, tree, path, cgroup);
}

/* One try; with ENOENT when a part was removed by another while we were at it. */
static int try_make(struct run *run, const struct cgroup_tree *tree, const char *path,
		    struct cgroup *cgroup, struct cgroup_making *making)
{
	run_step(run, "see whether the cgroup %s is there", path);
	int result = open_existing(run, tree, path, cgroup);
	if (result < 0) {
		return -1;
	}
	if (result == 0 && !(making->traits & CGROUP_MAKE_MAY_EXIST)) {
		cgroup_close(cgroup);
		run_step(run, "make the cgroup %s", path);
		return run_refuse(run, "it is there already");
	}
	if (result == 1 && make_missing(run, tree, path, cgroup, making) < 0) {
		int error = run->failure.error;

		cgroup_unmake(run, tree, making);
		errno = error;
		return -1;
	}
	return 0;
}

/* Another one that removes the same tree can win a few times, but hardly always. */
int cgroup_make(struct run *run, const struct cgroup_tree *tree, const char *path, unsigned traits,
		struct cgroup *cgroup, struct cgroup_making *making)
{
	enum { TRIES = 1000 };

	for (int i = 0; i < TRIES; i++) {
		*making = (struct cgroup_making){ .traits = traits };
		memcpy(making->path, path, strlen(path) + 1);
		if (try_make(run, tree, path, cgroup, making) == 0) {
			return 0;
		}
		if ((run->failure.error != ENOENT && run->failure.error != ENODEV) ||
		    !(traits & CGROUP_MAKE_PARENTS) || i == TRIES - 1) {
			return -1;
		}
		run_forgive(run);
	}
	return -1;
}

static int remember_enabled(struct run *run, struct cgroup_making *making, const char *path,
			    const char *controller)
{
	struct cgroup_enabled *grown = reallocarray(making->enabled, making->enabled_count + 1,
						    sizeof *making->enabled);
	char *copy = strdup(path);

	if (grown) {
		making->enabled = grown;
	}
	if (!grown || !copy) {
		free(copy);
		return run_refuse(run, "no memory");
	}
	making->enabled[making->enabled_count++] = (struct cgroup_enabled){ copy, controller };
	return 0;
}

static int advise_about_enabling(struct run *run, const char *path, const char *controller)
{
	if (run->failure.error == EBUSY) {
		run_advise(run,
			   "%s itself has processes, and a group with processes can pass no "
			   "controller on: move them into a group below it first",
			   path);
	} else if (run->failure.error == EACCES || run->failure.error == EPERM) {
		run_advise(run,
			   "%s is not yours to change; its owner must enable the controller, or "
			   "delegate it to you",
			   path);
	} else if (run->failure.error == EOPNOTSUPP) {
		run_advise(run,
			   "%s is one of whole processes, and there are threaded groups below %s "
			   "(ls -o +type shows them), which can have none",
			   controller, path);
	} else if (run->failure.error == EINVAL && strcmp(controller, "cpu") == 0) {
		run_advise(run,
			   "a kernel with CONFIG_RT_GROUP_SCHED shares cpu only while all "
			   "processes of real time are in the root; ps -eo pid,cls shows them");
	}
	return -1;
}

/* Enables the controller for the children of one group; 0 also when it was already. */
static int enable_at(struct run *run, const struct cgroup_tree *tree, const char *path,
		     const char *controller, struct cgroup_making *making)
{
	char list[512] = "", order[64];
	struct cgroup group;
	int result = 0;

	run_step(run, "pass the controller %s on to the children of %s", controller, path);
	if (open_existing(run, tree, path, &group) != 0) {
		/* Only --dry-run comes to a group that was not really made. */
		return run->dry ? 0 : -1;
	}
	if (kernel_read_record(run, group.fd, "cgroup.subtree_control", list, sizeof list) < 0) {
		result = -1;
	} else if (!controller_is_listed(list, controller)) {
		snprintf(order, sizeof order, "+%s", controller);
		/* First: what is not remembered is not undone. */
		result = remember_enabled(run, making, path, controller);
		if (result == 0 &&
		    kernel_write_file(run, group.fd, "cgroup.subtree_control", order) < 0) {
			free(making->enabled[--making->enabled_count].path);
			advise_about_enabling(run, path, controller);
			result = -1;
		}
	}
	cgroup_close(&group);
	return result;
}

int cgroup_enable(struct run *run, const struct cgroup_tree *tree, const char *path,
		  const struct controller *controller, struct cgroup_making *making)
{
	char above[CGROUP_PATH_MAX], reason[512];

	run_step(run, "have the controller %s", controller->name);
	if (controller->place != CONTROLLER_UNIFIED) {
		controller_explain(run, tree, controller, path, reason);
		return run_refuse(run, "it is %s", reason);
	}
	for (const char *end = path; (end = strchr(end, '/')) && end[1]; end++) {
		snprintf(above, sizeof above, "%.*s", end == path ? 1 : (int)(end - path), path);
		if (enable_at(run, tree, above, controller->name, making) < 0) {
			return -1;
		}
	}
	return 0;
}

/* The user hears of the first failure; an echo of it while undoing is only a note. */
static void undo_enabled(struct run *run, const struct cgroup_tree *tree,
			 const struct cgroup_enabled *enabled)
{
	struct cgroup group;
	char order[64];

	run_step(run, "take the controller %s back from the children of %s", enabled->controller,
		 enabled->path);
	snprintf(order, sizeof order, "-%s", enabled->controller);
	if (cgroup_open_path(run, tree, enabled->path, &group) == 0) {
		kernel_write_file(run, group.fd, "cgroup.subtree_control", order);
		cgroup_close(&group);
	}
}

void cgroup_unmake(struct run *run, const struct cgroup_tree *tree, struct cgroup_making *making)
{
	struct failure first = run->failure;

	while (making->enabled_count > 0) {
		struct cgroup_enabled *last = &making->enabled[--making->enabled_count];

		undo_enabled(run, tree, last);
		free(last->path);
	}
	for (; making->made > 0; making->made--) {
		run_step(run, "remove the cgroup %s again", making->path);
		cgroup_remove(run, tree, making->path);
		cgroup_path_parent(making->path, making->path);
	}
	cgroup_making_free(making);
	run->failure = first;
}

void cgroup_making_free(struct cgroup_making *making)
{
	for (size_t i = 0; i < making->enabled_count; i++) {
		free(making->enabled[i].path);
	}
	free(making->enabled);
	making->enabled = NULL;
	making->enabled_count = 0;
}

int cgroup_attach(struct run *run, const struct cgroup *cgroup, pid_t pid)
{
	char text[24];

	snprintf(text, sizeof text, "%d", pid);
	return kernel_write_file(run, cgroup->fd, "cgroup.procs", text);
}

int cgroup_remove(struct run *run, const struct cgroup_tree *tree, const char *path)
{
	char above[CGROUP_PATH_MAX];
	struct cgroup parent;

	if (cgroup_path_parent(path, above) < 0) {
		return run_refuse(run, "the root of the tree cannot be removed");
	}
	if (cgroup_open_path(run, tree, above, &parent) < 0) {
		return -1;
	}
	int result = kernel_unlink(run, parent.fd, cgroup_path_leaf(path), AT_REMOVEDIR);
	cgroup_close(&parent);
	return result;
}

int cgroup_remove_all(struct run *run, const struct cgroup_tree *tree, const char *path)
{
	struct cgroup_list list;
	int result = cgroup_list_read(run, tree, path, UINT_MAX, &list);

	for (size_t i = list.count; result == 0 && i-- > 0;) {
		run_step(run, "remove the cgroup %s", list.item[i].path);
		result = cgroup_remove(run, tree, list.item[i].path);
		if (result < 0 && run->failure.error == ENOENT && i > 0) {
			run_forgive(run);
			result = 0;
		}
	}
	cgroup_list_free(&list);
	return result;
}
