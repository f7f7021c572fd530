/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nodes - device nodes in a target's /dev through which it reaches a disk or the memory */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "fact.h"
#include "path.h"

/* Disks, and of major number 1 what is the memory itself: mem, kmem, port (devices.txt). */
static bool is_powerful(const struct stat *node)
{
	unsigned minor_number = minor(node->st_rdev);

	return S_ISBLK(node->st_mode) ||
	       (S_ISCHR(node->st_mode) && major(node->st_rdev) == 1 &&
		(minor_number == 1 || minor_number == 2 || minor_number == 4));
}

static int open_folder(struct subject *subject)
{
	struct run quiet = { .tool = "" };
	int root_fd = openat(subject->target.proc_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = root_fd < 0 ? -1 : path_open(&quiet, root_fd, "/dev", O_RDONLY | O_DIRECTORY);

	if (root_fd >= 0) {
		close(root_fd);
	}
	return fd;
}

void subject_read_nodes(struct subject *subject)
{
	struct dirent *entry;
	struct stat node;

	/* A server in user space (FUSE) could let us wait; with nodev a node is only a name. */
	if (*subject->devices || subject->has_inert_nodes) {
		return;
	}
	int fd = open_folder(subject);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	while (folder && !*subject->node && (entry = readdir(folder))) {
		if (fstatat(fd, entry->d_name, &node, AT_SYMLINK_NOFOLLOW) == 0 &&
		    is_powerful(&node)) {
			snprintf(subject->node, sizeof subject->node, "/dev/%s", entry->d_name);
		}
	}
	if (folder) {
		closedir(folder);
	} else if (fd >= 0) {
		close(fd);
	}
}
