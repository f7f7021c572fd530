/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/mount - the gate: calls that mount, unmount and change roots. */
#ifndef LIBISO_KERNEL_MOUNT_H
#define LIBISO_KERNEL_MOUNT_H

#include <stdint.h>
#include <sys/mount.h>

#include "run.h"

/* mount(2); type and data may be NULL. */
struct kernel_mount {
	const char *source;
	const char *target;
	const char *type;
	unsigned long flags;
	const char *data;
};
int kernel_mount(struct run *, const struct kernel_mount *);
int kernel_umount(struct run *, const char *target, int flags);

/* fsopen(2), fsconfig(2) by string, flag, descriptor and command, fsmount(2) (Linux 5.2). */
int kernel_fsopen(struct run *, const char *type);
int kernel_fsconfig_string(struct run *, int fs_fd, const char *key, const char *value);
int kernel_fsconfig_flag(struct run *, int fs_fd, const char *key);
int kernel_fsconfig_fd(struct run *, int fs_fd, const char *key, int fd);
int kernel_fsconfig_create(struct run *, int fs_fd);
int kernel_fsmount(struct run *, int fs_fd, unsigned attributes);

/* open_tree(2), move_mount(2) of one descriptor onto another, mount_setattr(2) (Linux 5.12). */
int kernel_open_tree(struct run *, int at_fd, const char *path, unsigned flags);
int kernel_move_mount(struct run *, int tree_fd, int target_fd);
int kernel_mount_setattr(struct run *, int fd, unsigned flags, const struct mount_attr *);

/* pivot_root(2), chroot(2), chdir(2), fchdir(2). */
int kernel_pivot_root(struct run *, const char *new_root, const char *put_old);
int kernel_chroot(struct run *, const char *path);
int kernel_chdir(struct run *, const char *path);
int kernel_fchdir(struct run *, int fd);

#endif
