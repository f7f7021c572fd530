/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netview.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/mount.h"
#include "mount.h"
#include "namespace.h"
#include "text.h"

/* A mount directly below /sys, with all below it, kept while /sys is covered. */
struct kept_mount {
	int tree_fd;
	char path[PATH_MAX];
};

struct kept_mounts {
	struct kept_mount *mount;
	size_t count;
};

int netview_make(struct run *run)
{
	if (namespace_make(run, NAMESPACE_BIT(NAMESPACE_MNT)) < 0) {
		return -1;
	}
	return mount_propagate(run, PROPAGATION_SLAVE);
}

static int keep_mount(struct run *run, struct kept_mounts *kept, const char *path)
{
	struct kept_mount *grown = reallocarray(kept->mount, kept->count + 1, sizeof *kept->mount);

	if (!grown) {
		return run_refuse(run, "there is no memory for the mounts below /sys");
	}
	kept->mount = grown;
	grown += kept->count;
	snprintf(grown->path, sizeof grown->path, "%s", path);
	grown->tree_fd = kernel_open_tree(run, AT_FDCWD, path, OPEN_TREE_CLONE | AT_RECURSIVE);
	if (grown->tree_fd < 0) {
		return -1;
	}
	kept->count++;
	return 0;
}

/* Of proc(5)'s mountinfo: a mount whose parent is the mount at /sys, which comes before it. */
static int keep_line(struct run *run, struct kept_mounts *kept, const char *line, int *sys_id)
{
	int id, parent;
	char path[PATH_MAX];

	if (sscanf(line, "%d %d %*s %*s %4095s", &id, &parent, path) != 3) {
		return 0;
	}
	text_unescape_octal(path);
	if (strcmp(path, "/sys") == 0) {
		*sys_id = id;
		return 0;
	}
	return parent == *sys_id ? keep_mount(run, kept, path) : 0;
}

static int keep_below_sys(struct run *run, struct kept_mounts *kept)
{
	FILE *table = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t size = 0;
	int sys_id = -1, result = 0;

	run_step(run, "keep what is mounted below /sys");
	if (!table) {
		return run_refuse_errno(run, "/proc/self/mountinfo cannot be opened");
	}
	while (result == 0 && getline(&line, &size, table) > 0) {
		result = keep_line(run, kept, line, &sys_id);
	}
	if (result == 0 && !feof(table)) {
		result = run_refuse_errno(run, "/proc/self/mountinfo cannot be read");
	}
	free(line);
	fclose(table);
	return result;
}

static int put_back(struct run *run, const struct kept_mount *kept)
{
	int place_fd = kernel_open(run, AT_FDCWD, kept->path, O_PATH | O_NOFOLLOW);

	if (place_fd < 0) {
		return -1;
	}
	int result = kernel_move_mount(run, kept->tree_fd, place_fd);
	int saved = errno;
	close(place_fd);
	errno = saved;
	return result;
}

/* What was forbidden in /sys stays forbidden: without these flags there is no other sysfs. */
static int read_sys_flags(struct run *run, unsigned long *flags)
{
	struct statvfs now;

	if (statvfs("/sys", &now) < 0) {
		return run_refuse_errno(run, "the flags of /sys cannot be read");
	}
	*flags = (now.f_flag & ST_RDONLY ? MS_RDONLY : 0) |
		 (now.f_flag & ST_NOSUID ? MS_NOSUID : 0) | (now.f_flag & ST_NODEV ? MS_NODEV : 0) |
		 (now.f_flag & ST_NOEXEC ? MS_NOEXEC : 0);
	return 0;
}

static int cover_sys(struct run *run)
{
	unsigned long flags = 0;

	run_step(run, "mount a sysfs that shows the links of the network namespace at /sys");
	if (read_sys_flags(run, &flags) < 0) {
		return -1;
	}
	return kernel_mount(run, &(struct kernel_mount){ "sysfs", "/sys", "sysfs", flags, NULL });
}

int netview_mount_sys(struct run *run)
{
	struct kept_mounts kept = { 0 };
	int result = keep_below_sys(run, &kept);

	if (result == 0) {
		result = cover_sys(run);
	}
	for (size_t i = 0; i < kept.count; i++) {
		if (result == 0) {
			run_step(run, "mount what was at %s there again", kept.mount[i].path);
			result = put_back(run, &kept.mount[i]);
		}
		close(kept.mount[i].tree_fd);
	}
	free(kept.mount);
	return result;
}

/* By descriptors, so that a symbolic link in /etc is covered itself (resolv.conf is often one). */
static int bind_entry(struct run *run, int folder_fd, const char *folder, const char *name)
{
	int place_fd = openat(AT_FDCWD, "/etc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int target_fd = openat(place_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	close(place_fd);
	if (target_fd < 0) {
		run_warn(run, "warning: %s/%s is not seen, as there is no /etc/%s to bind it over",
			 folder, name, name);
		return 0;
	}
	run_step(run, "let %s/%s be seen at /etc/%s", folder, name, name);
	int tree_fd = kernel_open_tree(run, folder_fd, name, OPEN_TREE_CLONE | AT_RECURSIVE);
	int result = tree_fd < 0 ? -1 : kernel_move_mount(run, tree_fd, target_fd);
	int saved = errno;
	if (tree_fd >= 0) {
		close(tree_fd);
	}
	close(target_fd);
	errno = saved;
	return result;
}

int netview_bind_etc(struct run *run, const char *name)
{
	char path[PATH_MAX];
	int result = 0;

	snprintf(path, sizeof path, "/etc/netns/%s", name);
	run_step(run, "look for files of the namespace in %s", path);
	int fd = kernel_open(run, AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
	if (fd < 0) {
		if (run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
		return 0;
	}
	DIR *folder = fdopendir(fd);
	if (!folder) {
		close(fd);
		return run_refuse(run, "there is no memory to read a folder");
	}
	for (struct dirent *entry; result == 0 && (entry = readdir(folder));) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			result = bind_entry(run, fd, path, entry->d_name);
		}
	}
	closedir(folder);
	return result;
}
