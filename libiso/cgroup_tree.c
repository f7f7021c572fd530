/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "cgroup_above.h"
#include "kernel/file.h"
#include "text.h"

static int open_mount(struct run *run, const struct cgroup_mount *mount, struct cgroup_tree *tree)
{
	struct statfs filesystem;

	if ((size_t)snprintf(tree->mount, sizeof tree->mount, "%s", mount->path) >=
	    sizeof tree->mount) {
		return run_refuse(run, "the path of its mount is longer than the kernel takes");
	}
	tree->mount_fd = kernel_open(run, AT_FDCWD, mount->path, O_PATH | O_DIRECTORY);
	if (tree->mount_fd < 0) {
		return -1;
	}
	if (fstatfs(tree->mount_fd, &filesystem) < 0) {
		run_refuse_errno(run, "%s cannot be looked at", mount->path);
		close(tree->mount_fd);
		return -1;
	}
	if (filesystem.f_type != CGROUP2_SUPER_MAGIC) {
		close(tree->mount_fd);
		return run_refuse(run, "another file system is mounted over %s", mount->path);
	}
	return 0;
}

char *cgroup_unified_path(char *text)
{
	char *line = strncmp(text, "0::", 3) == 0 ? text : strstr(text, "\n0::");

	if (!line) {
		return NULL;
	}
	line += *line == '\n' ? 4 : 3;
	line[strcspn(line, "\n")] = '\0';
	return line;
}

static int path_of(struct run *run, const struct cgroup_tree *tree,
		   const struct cgroup_mount *mount, int process_fd, char path[CGROUP_PATH_MAX])
{
	char text[16384];
	const char *file = process_fd == AT_FDCWD ? "/proc/self/cgroup" : "cgroup";

	if (kernel_read_record(run, process_fd, file, text, sizeof text) < 0) {
		return -1;
	}
	const char *whole = cgroup_unified_path(text);
	if (!whole) {
		return run_refuse(run, "the process is in no group of version 2");
	}
	if (cgroup_is_above(mount->root)) {
		return cgroup_path_above(run, tree, mount->root, whole, path);
	}
	const char *below = cgroup_mount_below(mount, whole);
	if (!below) {
		return run_refuse(run, "its group %s lies outside of what is mounted at %s", whole,
				  mount->path);
	}
	snprintf(path, CGROUP_PATH_MAX, "%s", below);
	return 0;
}

/* Who may make groups at the root means them to be there; anybody else has only what is below. */
static int find_base(struct run *run, const struct cgroup_mount *mount, struct cgroup_tree *tree)
{
	tree->base[0] = '\0';
	/* Not by AT_EMPTY_PATH, which the C library cannot do without faccessat2(2), Linux 5.8. */
	if (faccessat(tree->mount_fd, ".", W_OK, AT_EACCESS) == 0) {
		return 0;
	}
	run_step(run, "find our own cgroup, where our names begin");
	if (path_of(run, tree, mount, AT_FDCWD, tree->base) < 0) {
		run_forgive(run);
	}
	if (strcmp(tree->base, "/") == 0) {
		tree->base[0] = '\0';
	}
	return 0;
}

static void keep_legacy(const struct cgroup_mounts *mounts, struct cgroup_tree *tree)
{
	size_t used = 0;

	for (size_t i = 0; i < mounts->count; i++) {
		const struct cgroup_mount *mount = &mounts->item[i];

		if (!mount->unified && used + strlen(mount->path) + 2 <= sizeof tree->legacy) {
			used += (size_t)snprintf(tree->legacy + used, sizeof tree->legacy - used,
						 "%s\n", mount->path);
		}
	}
	tree->legacy[used] = '\0';
}

int cgroup_tree_open(struct run *run, struct cgroup_tree *tree)
{
	struct cgroup_mounts mounts;
	int result = -1;

	tree->mount_fd = -1;
	if (cgroup_mounts_read(run, &mounts) < 0) {
		cgroup_mounts_free(&mounts);
		return -1;
	}
	const struct cgroup_mount *mount = cgroup_mounts_unified(&mounts);
	if (!mount) {
		run_refuse(run, "cgroup version 2 is not mounted here");
		run_advise(run, "root may mount it: mount -t cgroup2 none /sys/fs/cgroup");
	} else if (open_mount(run, mount, tree) == 0) {
		result = find_base(run, mount, tree);
		keep_legacy(&mounts, tree);
	}
	cgroup_mounts_free(&mounts);
	return result;
}

void cgroup_tree_close(struct cgroup_tree *tree)
{
	if (tree->mount_fd >= 0) {
		close(tree->mount_fd);
		tree->mount_fd = -1;
	}
}

int cgroup_path_of(struct run *run, const struct cgroup_tree *tree, int process_fd,
		   char path[CGROUP_PATH_MAX])
{
	struct cgroup_mounts mounts;
	int result = cgroup_mounts_read(run, &mounts);

	run_step(run, "find the cgroup of the process");
	for (size_t i = 0; result == 0 && i < mounts.count; i++) {
		if (mounts.item[i].unified && strcmp(mounts.item[i].path, tree->mount) == 0) {
			result = path_of(run, tree, &mounts.item[i], process_fd, path);
			cgroup_mounts_free(&mounts);
			return result;
		}
	}
	cgroup_mounts_free(&mounts);
	return result < 0 ? -1 : run_refuse(run, "%s is not mounted any more", tree->mount);
}

int cgroup_path_parent(const char *path, char parent[CGROUP_PATH_MAX])
{
	const char *slash = strrchr(path, '/');

	if (!slash || !slash[1]) {
		return -1;
	}
	size_t length = slash == path ? 1 : (size_t)(slash - path);
	memcpy(parent, path, length);
	parent[length] = '\0';
	return 0;
}

const char *cgroup_path_leaf(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

int cgroup_open_path(struct run *run, const struct cgroup_tree *tree, const char *path,
		     struct cgroup *cgroup)
{
	const struct kernel_how how = {
		.flags = O_PATH | O_DIRECTORY,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	const char *below = path + strspn(path, "/");
	struct stat status;

	cgroup->fd = kernel_openat2(run, tree->mount_fd, *below ? below : ".", &how);
	if (cgroup->fd < 0) {
		return -1;
	}
	if (fstat(cgroup->fd, &status) < 0) {
		close(cgroup->fd);
		return run_refuse(run, "its folder cannot be asked for its id: %s",
				  strerrordesc_np(errno));
	}
	cgroup->id = status.st_ino;
	snprintf(cgroup->path, sizeof cgroup->path, "%s", *below ? path : "/");
	return 0;
}

int cgroup_open(struct run *run, const struct cgroup_tree *tree, const char *name,
		struct cgroup *cgroup)
{
	char path[CGROUP_PATH_MAX];

	if (cgroup_name_resolve(run, tree, name, path) < 0) {
		return -1;
	}
	run_step(run, "open the cgroup %s", path);
	return cgroup_open_path(run, tree, path, cgroup);
}

void cgroup_close(struct cgroup *cgroup)
{
	if (cgroup->fd >= 0) {
		close(cgroup->fd);
		cgroup->fd = -1;
	}
}
