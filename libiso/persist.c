/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "persist.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/mount.h"
#include "mountinfo.h"

/* errno is 0 where it is seen to keep none. */
static bool keeps_namespace(const char *path)
{
	struct statfs fs;

	errno = 0;
	return statfs(path, &fs) == 0 && (unsigned long)fs.f_type == NSFS_MAGIC;
}

static void folder_of(const char *path, char folder[256])
{
	const char *slash = strrchr(path, '/');

	if (!slash) {
		snprintf(folder, 256, ".");
	} else {
		snprintf(folder, 256, "%.*s", slash == path ? 1 : (int)(slash - path), path);
	}
}

static int make_folder_private(struct run *run, struct persist_file *file)
{
	struct mountinfo entry;

	folder_of(file->path, file->folder);
	run_step(run, "find out whether %s is on a shared mount", file->folder);
	if (mountinfo_find(run, file->folder, &entry) < 0) {
		return -1;
	}
	bool shared = strncmp(entry.propagation, "shared:", 7) == 0;
	mountinfo_close(&entry);
	if (!shared) {
		return 0;
	}
	run_step(run, "make %s a private mount: a shared one cannot keep a mount namespace",
		 file->folder);
	if (kernel_mount(run, &(struct kernel_mount){ file->folder, file->folder, NULL,
						      MS_BIND | MS_REC, NULL }) < 0) {
		return -1;
	}
	file->folder_bound = true;
	run_warn(run, "%s is now a private mount, so that it can keep a mount namespace",
		 file->folder);
	return kernel_mount(run,
			    &(struct kernel_mount){ "none", file->folder, NULL, MS_PRIVATE, NULL });
}

static int make_file(struct run *run, struct persist_file *file)
{
	int fd = kernel_create(run, AT_FDCWD, file->path, 0444);

	if (fd >= 0) {
		file->made = true;
		close(fd);
		return 0;
	}
	if (run->failure.error != EEXIST) {
		return -1;
	}
	run_forgive(run);
	if (keeps_namespace(file->path)) {
		run_refuse(run, "%s keeps a namespace already", file->path);
		return run_advise(run, "cns-unshare --unpersist %s ends it", file->path);
	}
	return 0;
}

/* mount(2) keeps no loop: a mount namespace may be kept only in one with a lower number. */
static int advise_order(struct run *run)
{
	return run_advise(
		run, "a mount namespace is kept only in an older one, and Linux 6.18 takes the "
		     "numbers from a stock of each CPU: in a young mount namespace, try again, "
		     "or under taskset -c 0");
}

static int bind_one(struct run *run, pid_t pid, enum namespace_kind kind, struct persist_file *file)
{
	/* The caller's own PID and time namespaces are the old ones; only its children change. */
	bool for_children = kind == NAMESPACE_PID || kind == NAMESPACE_TIME;
	char source[64];

	if (kind == NAMESPACE_MNT && make_folder_private(run, file) < 0) {
		return -1;
	}
	run_step(run, "keep the new %s namespace as %s", namespaces[kind].name, file->path);
	if (make_file(run, file) < 0) {
		return -1;
	}
	snprintf(source, sizeof source, "/proc/%d/ns/%s%s", pid, namespaces[kind].name,
		 for_children ? "_for_children" : "");
	if (kernel_mount(run, &(struct kernel_mount){ source, file->path, NULL, MS_BIND, NULL }) <
	    0) {
		return kind == NAMESPACE_MNT && run->failure.error == EINVAL ? advise_order(run)
									     : -1;
	}
	file->bound = true;
	return 0;
}

int persist_bind(struct run *run, pid_t pid, struct persist_file files[NAMESPACE_KINDS])
{
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		if (files[kind].path && bind_one(run, pid, kind, &files[kind]) < 0) {
			persist_undo(run, files);
			return -1;
		}
	}
	return 0;
}

void persist_undo(struct run *run, struct persist_file files[NAMESPACE_KINDS])
{
	for (int kind = NAMESPACE_KINDS - 1; kind >= 0; kind--) {
		struct persist_file *file = &files[kind];

		if (!file->path) {
			continue;
		}
		if (file->bound || file->made || file->folder_bound) {
			run_step(run, "take back what was to keep the %s namespace",
				 namespaces[kind].name);
		}
		if (file->bound) {
			kernel_umount(run, file->path, MNT_DETACH);
		}
		if (file->made) {
			kernel_unlink(run, AT_FDCWD, file->path, 0);
		}
		if (file->folder_bound) {
			kernel_umount(run, file->folder, MNT_DETACH);
		}
		*file = (struct persist_file){ .path = file->path };
	}
}

static int end_file(struct run *run, const char *path)
{
	run_step(run, "end what %s keeps", path);
	if (kernel_umount(run, path, MNT_DETACH | UMOUNT_NOFOLLOW) < 0) {
		return -1;
	}
	return kernel_unlink(run, AT_FDCWD, path, 0);
}

/* True while a mount other than the folder's own lies below it. */
static bool is_used(const char *folder)
{
	char path[PATH_MAX];

	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		snprintf(path, sizeof path, "%s/%s", folder, namespaces[kind].name);
		if (keeps_namespace(path)) {
			return true;
		}
	}
	return false;
}

/*
 * 1 when it is mounted on itself, and nobody shares it: as make_folder_private() leaves a folder.
 * 0 when not, -1 when that cannot be seen.
 */
static int is_own_mount(struct run *run, const char *folder)
{
	struct mountinfo entry;
	struct statx root;

	if (statx(AT_FDCWD, folder, 0, STATX_TYPE, &root) < 0) {
		return run_refuse_errno(run, "%s cannot be looked at", folder);
	}
	if (!(root.stx_attributes & STATX_ATTR_MOUNT_ROOT)) {
		return 0;
	}
	if (mountinfo_find(run, folder, &entry) < 0) {
		return -1;
	}
	size_t length = strlen(entry.root), whole = strlen(entry.point);
	bool own = entry.propagation[0] == '\0' && length > 1 && length <= whole &&
		   strcmp(entry.point + whole - length, entry.root) == 0;
	mountinfo_close(&entry);
	return own;
}

static int end_folder_mount(struct run *run, const char *folder)
{
	int own = is_own_mount(run, folder);

	if (own <= 0 || is_used(folder)) {
		return own < 0 ? -1 : 0;
	}
	run_step(run, "unmount %s, a private mount on itself", folder);
	/* Not lazily: other files may still keep namespaces in it, and then it stays. */
	if (kernel_umount(run, folder, 0) < 0) {
		if (run->failure.error != EBUSY) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

int persist_end(struct run *run, const char *path)
{
	char name[PATH_MAX], folder[256];
	struct stat file;
	int ended = 0;

	run_step(run, "end what %s keeps", path);
	if (stat(path, &file) < 0) {
		return errno == ENOENT
			       ? run_refuse(run, "there is no such file or folder: %s", path)
			       : run_refuse_errno(run, "%s cannot be looked at", path);
	}
	if (!S_ISDIR(file.st_mode)) {
		folder_of(path, folder);
		if (!keeps_namespace(path)) {
			return run_refuse(run, "it keeps no namespace");
		}
		return end_file(run, path) < 0 ? -1 : end_folder_mount(run, folder);
	}
	for (int kind = NAMESPACE_KINDS - 1; kind >= 0; kind--) {
		snprintf(name, sizeof name, "%s/%s", path, namespaces[kind].name);
		if (!keeps_namespace(name)) {
			if (errno && errno != ENOENT) {
				return run_refuse_errno(run, "%s cannot be looked at", name);
			}
			continue;
		}
		if (end_file(run, name) < 0) {
			return -1;
		}
		ended++;
	}
	if (ended == 0) {
		return run_refuse(run, "no file in it keeps a namespace");
	}
	return end_folder_mount(run, path);
}
