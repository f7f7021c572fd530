/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroup.h"
#include "kernel/file.h"

static int refuse(struct run *run)
{
	return run_refuse(run, "no group that can be seen has this id");
}

/* What /proc says of the descriptor, less the mount's own path. */
static int path_of_fd(struct run *run, const struct cgroup_tree *tree, int fd,
		      char path[CGROUP_PATH_MAX])
{
	char link[40], whole[CGROUP_PATH_MAX];
	size_t mount = strlen(tree->mount);

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t length = readlink(link, whole, sizeof whole - 1);
	whole[length < 0 ? 0 : length] = '\0';
	if (strncmp(whole, tree->mount, mount) != 0 || (whole[mount] && whole[mount] != '/')) {
		return refuse(run);
	}
	snprintf(path, CGROUP_PATH_MAX, "%s", whole[mount] ? whole + mount : "/");
	return 0;
}

static int by_walking(struct run *run, const struct cgroup_tree *tree, uint64_t id,
		      char path[CGROUP_PATH_MAX])
{
	struct cgroup_list list;
	int result = 1;

	if (cgroup_list_read(run, tree, "/", UINT_MAX, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; i < list.count && result == 1; i++) {
		if (list.item[i].id == id) {
			snprintf(path, CGROUP_PATH_MAX, "%s", list.item[i].path);
			result = 0;
		}
	}
	cgroup_list_free(&list);
	return result ? refuse(run) : 0;
}

int cgroup_path_of_id(struct run *run, const struct cgroup_tree *tree, uint64_t id,
		      char path[CGROUP_PATH_MAX])
{
	int mount_fd = openat(tree->mount_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int fd = mount_fd < 0 ? -1 : kernel_open_by_id(run, mount_fd, id);
	int result;

	if (mount_fd >= 0) {
		close(mount_fd);
	}
	if (fd >= 0) {
		result = path_of_fd(run, tree, fd, path);
		close(fd);
		return result;
	}
	bool is_none = run->failure.error == ESTALE;
	run_forgive(run);
	return is_none ? refuse(run) : by_walking(run, tree, id, path);
}
