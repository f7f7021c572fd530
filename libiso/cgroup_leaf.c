/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_leaf.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"

static bool holds_process(int group_fd)
{
	char byte;
	int fd = openat(group_fd, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, &byte, 1);

	if (fd >= 0) {
		close(fd);
	}
	return n > 0;
}

/* Depth first; a tree this deep was made to harm. */
static int find_leaf(int group_fd, unsigned depth, char name[PATH_MAX])
{
	int fd = openat(group_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int leaf_fd = -1;

	while (folder && depth < 32 && leaf_fd < 0 && (entry = readdir(folder))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.') {
			continue;
		}
		int child_fd = openat(group_fd, entry->d_name,
				      O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (child_fd >= 0 && holds_process(child_fd)) {
			memcpy(name, entry->d_name, strlen(entry->d_name) + 1);
			leaf_fd = child_fd;
		} else if (child_fd >= 0) {
			leaf_fd = find_leaf(child_fd, depth + 1, name);
			close(child_fd);
		}
	}
	if (folder) {
		closedir(folder);
	}
	return leaf_fd;
}

int cgroup_join_leaf(struct run *run, const struct cgroup_place *place)
{
	char name[PATH_MAX];
	int group_fd = open(place->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = group_fd < 0 ? -1 : find_leaf(group_fd, 0, name);

	if (group_fd >= 0) {
		close(group_fd);
	}
	if (fd < 0) {
		return -1;
	}
	run_forgive(run);
	run_step(run, "join %s instead, below it: a group with children may hold no process", name);
	int result = kernel_write_file(run, fd, "cgroup.procs", "0");
	close(fd);
	if (result == 0) {
		run_warn(run,
			 "the control group %s has children, so the command runs in its leaf %s",
			 place->path, name);
	}
	return result;
}
