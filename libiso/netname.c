/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netname.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/mount.h"
#include "kernel/namespace.h"
#include "kernel/record.h"
#include "text.h"

/*
 * The sticky bit means nothing where only root may write: it marks the folder, and the files below
 * the mounts, as made by us.
 */
enum { FOLDER_MODE = 01755, FILE_MODE = 01000 };

bool netname_is_new(const char *name)
{
	return text_is_name(name);
}

bool netname_is_possible(const char *name)
{
	return *name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	       strlen(name) <= NAME_MAX;
}

static void close_kept(int fd)
{
	int saved = errno;

	close(fd);
	errno = saved;
}

/* Undoing is told as steps, but the failure that made it necessary stays the first. */
static struct run undo_of(const struct run *run)
{
	struct run undo = *run;

	undo.failure = (struct failure){ 0 };
	return undo;
}

int netname_open(struct run *run, const char *name)
{
	char path[sizeof NETNAME_FOLDER + NAME_MAX + 2];

	snprintf(path, sizeof path, NETNAME_FOLDER "/%s", name);
	run_step(run, "open the network namespace %s", name);
	int fd = kernel_open(run, AT_FDCWD, path, O_RDONLY | O_NONBLOCK);
	if (fd < 0) {
		return run->failure.error == ENOENT
			       ? run_advise(
					 run,
					 "no namespace has this name; cns-netns list shows all names")
			       : -1;
	}
	int kind = namespace_kind_of(fd);
	if (kind < 0 && errno != ENOTTY) {
		run_refuse_errno(run, "the kernel does not say what %s stands for", path);
		close_kept(fd);
		return -1;
	}
	if (kind != NAMESPACE_NET) {
		close_kept(fd);
		return run_refuse(run, "%s is a file that stands for no network namespace", path);
	}
	return fd;
}

int netname_make(struct run *run)
{
	int result = namespace_make(run, NAMESPACE_BIT(NAMESPACE_NET));

	return result < 0 && run->failure.error == EPERM ? run_advise(run, NETNAME_WITHOUT_ROOT)
							 : result;
}

static int make_and_open(struct run *run)
{
	if (netname_make(run) < 0) {
		return -1;
	}
	run_step(run, "keep the new network namespace by a descriptor");
	return kernel_open(run, AT_FDCWD, "/proc/self/ns/net", O_RDONLY);
}

int netname_unshare(struct run *run)
{
	int own_fd = netname_open_own(run);

	if (own_fd < 0) {
		return -1;
	}
	int made_fd = make_and_open(run);
	struct failure first = run->failure;
	run_step(run, "return to the network namespace of the caller");
	if (namespace_join(run, NAMESPACE_NET, own_fd) < 0 && made_fd >= 0) {
		close_kept(made_fd);
		made_fd = -1;
	}
	if (first.happened) {
		run->failure = first;
	}
	close_kept(own_fd);
	return made_fd;
}

/* Another's last name may have taken the folder away between our open and our lock. */
static bool is_still_there(int folder_fd)
{
	struct stat opened, named;

	return fstat(folder_fd, &opened) == 0 && stat(NETNAME_FOLDER, &named) == 0 &&
	       opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/* Returns the folder, locked; -1 with ENOENT when it is not there. */
static int lock_folder(struct run *run)
{
	/* Under --dry-run it may not be there, since it was not made. */
	const char *path = run->dry && access(NETNAME_FOLDER, F_OK) < 0 ? "/" : NETNAME_FOLDER;

	for (;;) {
		int fd = kernel_open(run, AT_FDCWD, path, O_RDONLY | O_DIRECTORY);

		if (fd < 0) {
			return -1;
		}
		if (kernel_flock(run, fd) < 0) {
			close_kept(fd);
			return -1;
		}
		if (run->dry || is_still_there(fd)) {
			return fd;
		}
		close(fd);
	}
}

static bool is_ours(int folder_fd)
{
	struct stat folder;

	return fstat(folder_fd, &folder) == 0 && (folder.st_mode & S_ISVTX);
}

static int propagate(struct run *run, unsigned long flags)
{
	return kernel_mount(run,
			    &(struct kernel_mount){ "none", NETNAME_FOLDER, NULL, flags, NULL });
}

/* Whether the folder is the root of a mount, told since Linux 5.8: 1, 0 or -1. */
static int is_mounted(struct run *run)
{
	struct statx folder;

	if (statx(AT_FDCWD, NETNAME_FOLDER, 0, STATX_TYPE, &folder) < 0) {
		return run->dry && errno == ENOENT
			       ? 0
			       : run_refuse_errno(run, NETNAME_FOLDER " cannot be looked at");
	}
	return (folder.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

/* The first time the folder becomes a mount of itself; afterwards it only may have become private,
 * and the mounts below it, of which there may be thousands, go where it goes.
 */
static int share_folder(struct run *run)
{
	run_step(run, "let names in " NETNAME_FOLDER " reach other mount namespaces");
	int mounted = is_mounted(run);
	if (mounted != 0) {
		return mounted < 0 ? -1 : propagate(run, MS_SHARED);
	}
	if (kernel_mount(run, &(struct kernel_mount){ NETNAME_FOLDER, NETNAME_FOLDER, NULL,
						      MS_BIND | MS_REC, NULL }) < 0) {
		return -1;
	}
	/* Private first: else it would be a peer of the /run that it lies in, and be seen twice. */
	if (propagate(run, MS_REC | MS_PRIVATE) < 0 || propagate(run, MS_REC | MS_SHARED) < 0) {
		struct run undo = undo_of(run);

		run_step(&undo, "unmount " NETNAME_FOLDER " again");
		kernel_umount(&undo, NETNAME_FOLDER, MNT_DETACH);
		return -1;
	}
	return 0;
}

static bool is_empty(int folder_fd)
{
	int again = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = again < 0 ? NULL : fdopendir(again);
	unsigned entries = 0;

	while (folder && readdir(folder)) {
		entries++;
	}
	if (folder) {
		closedir(folder);
	}
	return folder && entries <= 2;
}

/* Takes a folder away that we made and that holds no name any more; under its lock. */
static void tidy_folder(struct run *run, int folder_fd)
{
	struct run tidy = undo_of(run);

	if (!is_ours(folder_fd) || !is_empty(folder_fd)) {
		return;
	}
	run_step(&tidy, "remove " NETNAME_FOLDER ", which was made for names that are gone");
	if (is_mounted(&tidy) != 0 &&
	    kernel_umount(&tidy, NETNAME_FOLDER, MNT_DETACH | UMOUNT_NOFOLLOW) < 0) {
		run_forgive(&tidy);
	}
	kernel_unlink(&tidy, AT_FDCWD, NETNAME_FOLDER, AT_REMOVEDIR);
}

static int make_folder(struct run *run)
{
	run_step(run, "make " NETNAME_FOLDER ", where namespaces have their names");
	if (kernel_mkdir(run, AT_FDCWD, NETNAME_FOLDER, FOLDER_MODE) == 0) {
		return 0;
	}
	if (run->failure.error != EEXIST) {
		return -1;
	}
	run_forgive(run);
	return 0;
}

int netname_folder_open(struct run *run)
{
	bool made = access(NETNAME_FOLDER, F_OK) < 0;

	if (made && make_folder(run) < 0) {
		return -1;
	}
	run_step(run, "lock " NETNAME_FOLDER);
	int fd = lock_folder(run);
	if (fd < 0) {
		/* Without the lock nobody may say that it is empty, but the kernel itself. */
		if (made) {
			struct run undo = undo_of(run);

			kernel_unlink(&undo, AT_FDCWD, NETNAME_FOLDER, AT_REMOVEDIR);
		}
		return -1;
	}
	if (share_folder(run) < 0) {
		tidy_folder(run, fd);
		close_kept(fd);
		return -1;
	}
	return fd;
}

/* Where a name is found.  By path: a locked descriptor may be of the folder below its own mount. */
struct name_path {
	char text[sizeof NETNAME_FOLDER + NAME_MAX + 2];
};

static const char *path_of(struct name_path *path, const char *name)
{
	snprintf(path->text, sizeof path->text, NETNAME_FOLDER "/%s", name);
	return path->text;
}

/* Over the file that was made for it: whoever exchanged the name meanwhile has nothing of it. */
static int bind_name(struct run *run, const char *path, int file_fd, int namespace_fd)
{
	char namespace[40] = "/proc/self/ns/net", file[40];

	if (namespace_fd != NETNAME_OWN) {
		snprintf(namespace, sizeof namespace, "/proc/self/fd/%d", namespace_fd);
	}
	snprintf(file, sizeof file, "/proc/self/fd/%d", file_fd);
	run_step(run, "mount the namespace over %s", path);
	return kernel_mount(run, &(struct kernel_mount){ namespace, file, NULL, MS_BIND, NULL });
}

int netname_give_in(struct run *run, const char *name, int namespace_fd)
{
	struct name_path path;

	path_of(&path, name);
	run_step(run, "reserve the name %s", name);
	int file_fd = kernel_create(run, AT_FDCWD, path.text, FILE_MODE);
	if (file_fd < 0) {
		return run->failure.error == EEXIST
			       ? run_advise(run, "the name is taken; cns-netns del %s frees it",
					    name)
			       : -1;
	}
	int result = bind_name(run, path.text, file_fd, namespace_fd);
	close_kept(file_fd);
	if (result == 0) {
		return 0;
	}
	struct run undo = undo_of(run);
	run_step(&undo, "free the name %s again", name);
	kernel_unlink(&undo, AT_FDCWD, path.text, 0);
	return -1;
}

void netname_folder_close(struct run *run, int folder_fd)
{
	tidy_folder(run, folder_fd);
	close_kept(folder_fd);
}

int netname_give(struct run *run, const char *name, int namespace_fd)
{
	int folder_fd = netname_folder_open(run);

	if (folder_fd < 0) {
		return -1;
	}
	int result = netname_give_in(run, name, namespace_fd);
	if (result < 0) {
		netname_folder_close(run, folder_fd);
	} else {
		close(folder_fd);
	}
	return result;
}

/*
 * A name is an empty file under a mount, or a symbolic link to a namespace elsewhere, which people
 * make to have ip netns see containers; anything else in the folder is not ours to remove.
 */
static int check_removable(struct run *run, const char *path)
{
	struct stat file;

	if (lstat(path, &file) == 0 && !S_ISLNK(file.st_mode) &&
	    (!S_ISREG(file.st_mode) || file.st_size > 0)) {
		return run_refuse(run,
				  "%s is neither a namespace nor the empty file that one leaves "
				  "behind",
				  path);
	}
	return 0;
}

static int remove_in(struct run *run, const char *name)
{
	struct name_path path;

	if (check_removable(run, path_of(&path, name)) < 0) {
		return -1;
	}
	if (kernel_umount(run, path.text, MNT_DETACH | UMOUNT_NOFOLLOW) < 0) {
		if (run->failure.error != EINVAL) {
			return -1;
		}
		run_forgive(run);
	}
	return kernel_unlink(run, AT_FDCWD, path.text, 0);
}

int netname_remove(struct run *run, const char *name)
{
	run_step(run, "remove the name %s", name);
	int folder_fd = lock_folder(run);
	int result = folder_fd < 0 ? -1 : remove_in(run, name);

	if (result < 0 && run->failure.error == ENOENT) {
		run_advise(run, "no namespace has this name; cns-netns list shows all names");
	}
	if (folder_fd < 0) {
		return -1;
	}
	if (result == 0) {
		tidy_folder(run, folder_fd);
	}
	close_kept(folder_fd);
	return result;
}

/* Whether it is a file of ours that no namespace is mounted over: under the lock nobody is at it.
 */
static bool is_left_behind(const char *path)
{
	struct stat file;

	return lstat(path, &file) == 0 && S_ISREG(file.st_mode) && file.st_size == 0 &&
	       (file.st_mode & 07777) == FILE_MODE;
}

static int tidy_names(struct run *run, const struct netname_list *list)
{
	int removed = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct name_path path;

		if (!is_left_behind(path_of(&path, list->name[i]))) {
			continue;
		}
		run_step(run, "remove %s, which was left behind", path.text);
		if (kernel_unlink(run, AT_FDCWD, path.text, 0) < 0) {
			return -1;
		}
		removed++;
	}
	return removed;
}

int netname_tidy(struct run *run)
{
	struct netname_list list;

	if (access(NETNAME_FOLDER, F_OK) < 0) {
		return 0;
	}
	run_step(run, "lock " NETNAME_FOLDER);
	int folder_fd = lock_folder(run);
	if (folder_fd < 0) {
		return -1;
	}
	int removed = netname_list(run, &list) < 0 ? -1 : tidy_names(run, &list);
	netname_list_free(&list);
	tidy_folder(run, folder_fd);
	close_kept(folder_fd);
	return removed;
}
