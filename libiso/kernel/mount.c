/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/mount.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/notation.h"

/* In strace's order. */
static const struct notation_flag mount_flags[] = {
	{ MS_RDONLY, "MS_RDONLY" },
	{ MS_NOSUID, "MS_NOSUID" },
	{ MS_NODEV, "MS_NODEV" },
	{ MS_NOEXEC, "MS_NOEXEC" },
	{ MS_SYNCHRONOUS, "MS_SYNCHRONOUS" },
	{ MS_REMOUNT, "MS_REMOUNT" },
	{ MS_DIRSYNC, "MS_DIRSYNC" },
	{ MS_NOATIME, "MS_NOATIME" },
	{ MS_NODIRATIME, "MS_NODIRATIME" },
	{ MS_BIND, "MS_BIND" },
	{ MS_MOVE, "MS_MOVE" },
	{ MS_REC, "MS_REC" },
	{ MS_SILENT, "MS_SILENT" },
	{ MS_UNBINDABLE, "MS_UNBINDABLE" },
	{ MS_PRIVATE, "MS_PRIVATE" },
	{ MS_SLAVE, "MS_SLAVE" },
	{ MS_SHARED, "MS_SHARED" },
	{ MS_RELATIME, "MS_RELATIME" },
	{ MS_STRICTATIME, "MS_STRICTATIME" },
	{ 0, NULL },
};

static const struct notation_flag umount_flags[] = {
	{ MNT_FORCE, "MNT_FORCE" },
	{ MNT_DETACH, "MNT_DETACH" },
	{ MNT_EXPIRE, "MNT_EXPIRE" },
	{ UMOUNT_NOFOLLOW, "UMOUNT_NOFOLLOW" },
	{ 0, NULL },
};

static const struct notation_flag attribute_flags[] = {
	{ MOUNT_ATTR_RDONLY, "MOUNT_ATTR_RDONLY" },
	{ MOUNT_ATTR_NOSUID, "MOUNT_ATTR_NOSUID" },
	{ MOUNT_ATTR_NODEV, "MOUNT_ATTR_NODEV" },
	{ MOUNT_ATTR_NOEXEC, "MOUNT_ATTR_NOEXEC" },
	{ MOUNT_ATTR_NOATIME, "MOUNT_ATTR_NOATIME" },
	{ MOUNT_ATTR_STRICTATIME, "MOUNT_ATTR_STRICTATIME" },
	{ MOUNT_ATTR_NODIRATIME, "MOUNT_ATTR_NODIRATIME" },
	{ MOUNT_ATTR_IDMAP, "MOUNT_ATTR_IDMAP" },
	{ MOUNT_ATTR_NOSYMFOLLOW, "MOUNT_ATTR_NOSYMFOLLOW" },
	{ 0, NULL },
};

static const struct notation_flag tree_flags[] = {
	{ OPEN_TREE_CLONE, "OPEN_TREE_CLONE" },
	{ OPEN_TREE_CLOEXEC, "OPEN_TREE_CLOEXEC" },
	{ AT_SYMLINK_NOFOLLOW, "AT_SYMLINK_NOFOLLOW" },
	{ AT_EMPTY_PATH, "AT_EMPTY_PATH" },
	{ AT_RECURSIVE, "AT_RECURSIVE" },
	{ 0, NULL },
};

/* What --dry-run gives for a descriptor that would have been made: of nothing, but real. */
static int pretend_fd(void)
{
	return open("/", O_PATH | O_CLOEXEC);
}

int kernel_mount(struct run *run, const struct kernel_mount *what)
{
	struct notation_text source, target, type, data;
	char flags[200];

	run_announce(run, "mount(%s, %s, %s, %s, %s)", notation_text(&source, what->source),
		     notation_text(&target, what->target), notation_text(&type, what->type),
		     notation_flags(flags, sizeof flags, what->flags, mount_flags),
		     notation_text(&data, what->data));
	return run->dry ? 0
			: (int)run_judge(run, mount(what->source, what->target, what->type,
						    what->flags, what->data));
}

int kernel_umount(struct run *run, const char *target, int flags)
{
	struct notation_text text;
	char named[80];

	run_announce(run, "umount2(%s, %s)", notation_text(&text, target),
		     notation_flags(named, sizeof named, (unsigned)flags, umount_flags));
	return run->dry ? 0 : (int)run_judge(run, umount2(target, flags));
}

int kernel_fsopen(struct run *run, const char *type)
{
	run_announce(run, "fsopen(\"%s\", FSOPEN_CLOEXEC)", type);
	return run->dry ? pretend_fd() : (int)run_judge(run, fsopen(type, FSOPEN_CLOEXEC));
}

int kernel_fsconfig_string(struct run *run, int fs_fd, const char *key, const char *value)
{
	struct notation_fd fs;
	struct notation_text text;

	run_announce(run, "fsconfig(%s, FSCONFIG_SET_STRING, \"%s\", %s, 0)",
		     notation_fd(&fs, run, fs_fd), key, notation_text(&text, value));
	return run->dry ? 0
			: (int)run_judge(run, fsconfig(fs_fd, FSCONFIG_SET_STRING, key, value, 0));
}

int kernel_fsconfig_flag(struct run *run, int fs_fd, const char *key)
{
	struct notation_fd fs;

	run_announce(run, "fsconfig(%s, FSCONFIG_SET_FLAG, \"%s\", NULL, 0)",
		     notation_fd(&fs, run, fs_fd), key);
	return run->dry ? 0 : (int)run_judge(run, fsconfig(fs_fd, FSCONFIG_SET_FLAG, key, NULL, 0));
}

int kernel_fsconfig_fd(struct run *run, int fs_fd, const char *key, int fd)
{
	struct notation_fd fs, value;

	run_announce(run, "fsconfig(%s, FSCONFIG_SET_FD, \"%s\", NULL, %s)",
		     notation_fd(&fs, run, fs_fd), key, notation_fd(&value, run, fd));
	return run->dry ? 0 : (int)run_judge(run, fsconfig(fs_fd, FSCONFIG_SET_FD, key, NULL, fd));
}

int kernel_fsconfig_create(struct run *run, int fs_fd)
{
	struct notation_fd fs;

	run_announce(run, "fsconfig(%s, FSCONFIG_CMD_CREATE, NULL, NULL, 0)",
		     notation_fd(&fs, run, fs_fd));
	return run->dry ? 0
			: (int)run_judge(run, fsconfig(fs_fd, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
}

int kernel_fsmount(struct run *run, int fs_fd, unsigned attributes)
{
	struct notation_fd fs;
	char named[200];

	run_announce(run, "fsmount(%s, FSMOUNT_CLOEXEC, %s)", notation_fd(&fs, run, fs_fd),
		     notation_flags(named, sizeof named, attributes, attribute_flags));
	return run->dry ? pretend_fd()
			: (int)run_judge(run, fsmount(fs_fd, FSMOUNT_CLOEXEC, attributes));
}

int kernel_open_tree(struct run *run, int at_fd, const char *path, unsigned flags)
{
	struct notation_fd at;
	struct notation_text text;
	char named[120];

	flags |= OPEN_TREE_CLOEXEC;
	run_announce(run, "open_tree(%s, %s, %s)", notation_fd(&at, run, at_fd),
		     notation_text(&text, path),
		     notation_flags(named, sizeof named, flags, tree_flags));
	return run->dry ? pretend_fd() : (int)run_judge(run, open_tree(at_fd, path, flags));
}

int kernel_move_mount(struct run *run, int tree_fd, int target_fd)
{
	struct notation_fd tree, target;

	run_announce(
		run,
		"move_mount(%s, \"\", %s, \"\", MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_EMPTY_PATH)",
		notation_fd(&tree, run, tree_fd), notation_fd(&target, run, target_fd));
	return run->dry ? 0
			: (int)run_judge(run, move_mount(tree_fd, "", target_fd, "",
							 MOVE_MOUNT_F_EMPTY_PATH |
								 MOVE_MOUNT_T_EMPTY_PATH));
}

int kernel_mount_setattr(struct run *run, int fd, unsigned flags, const struct mount_attr *attr)
{
	struct notation_fd tree;
	char how[120], set[200], clear[200], propagation[80];
	struct mount_attr copy = *attr;

	flags |= AT_EMPTY_PATH;
	run_announce(run,
		     "mount_setattr(%s, \"\", %s, {attr_set=%s, attr_clr=%s, propagation=%s, "
		     "userns_fd=%d}, %zu)",
		     notation_fd(&tree, run, fd),
		     notation_flags(how, sizeof how, flags, tree_flags),
		     notation_flags(set, sizeof set, attr->attr_set, attribute_flags),
		     notation_flags(clear, sizeof clear, attr->attr_clr, attribute_flags),
		     notation_flags(propagation, sizeof propagation, attr->propagation,
				    mount_flags),
		     (int)attr->userns_fd, sizeof copy);
	return run->dry ? 0 : (int)run_judge(run, mount_setattr(fd, "", flags, &copy, sizeof copy));
}

int kernel_pivot_root(struct run *run, const char *new_root, const char *put_old)
{
	struct notation_text to, from;

	run_announce(run, "pivot_root(%s, %s)", notation_text(&to, new_root),
		     notation_text(&from, put_old));
	return run->dry ? 0 : (int)run_judge(run, syscall(SYS_pivot_root, new_root, put_old));
}

int kernel_chroot(struct run *run, const char *path)
{
	struct notation_text text;

	run_announce(run, "chroot(%s)", notation_text(&text, path));
	if (run->dry) {
		return 0;
	}
	int result = (int)run_judge(run, chroot(path));
	run->inside |= result == 0;
	return result;
}

int kernel_chdir(struct run *run, const char *path)
{
	struct notation_text text;

	run_announce(run, "chdir(%s)", notation_text(&text, path));
	return run->dry ? 0 : (int)run_judge(run, chdir(path));
}

int kernel_fchdir(struct run *run, int fd)
{
	struct notation_fd directory;

	run_announce(run, "fchdir(%s)", notation_fd(&directory, run, fd));
	return run->dry ? 0 : (int)run_judge(run, fchdir(fd));
}
