/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make - the makers of changes: how each of them comes about in the new root. */
#ifndef CHROOT_MAKE_H
#define CHROOT_MAKE_H

#include "change.h"

/* bind.c: what is outside, shown inside. */
change_maker make_bind, make_resolv;

/* filesystem.c: the kernel's own filesystems; device.c: /dev and pseudo-terminals. */
change_maker make_tmpfs, make_proc, make_sys, make_cgroup, make_mqueue;
change_maker make_dev, make_pts;

/* file.c: what is made in a filesystem, and stays as long as that does. */
change_maker make_dir, make_file, make_symlink, make_chmod;

/* protect.c: what is there, hidden or made read-only. */
change_maker make_mask, make_ro_path, make_remount_ro;

#endif
