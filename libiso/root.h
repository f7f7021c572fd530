/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * root - which directory a process calls /.
 *
 * chroot(2) changes only where look-ups begin.  A real root is a mount of its own, put over /
 * in a private mount namespace; pivot_root(2) then makes it the namespace's root, and the old
 * tree is detached: no path leads back, and user namespaces can still be made inside, which
 * the kernel forbids after chroot(2).  The order: make the mount namespace, root_isolate(),
 * root_adopt(), fill the new root by its descriptor, root_enter().
 *
 * Read pivot_root(2) beside this file.
 */
#ifndef LIBISO_ROOT_H
#define LIBISO_ROOT_H

#include "run.h"

/* Makes what happens in this mount namespace unseen outside; what happens there is still seen. */
int root_isolate(struct run *);

/* Attaches a detached mount over /, where look-ups that begin at / do not see it yet. */
int root_adopt(struct run *, int mount_fd);

/*
 * Makes the adopted mount the root and detaches the old one.  The working directory is then /.
 * In an initramfs, whose root cannot be pivoted, the old one is covered and stays, which is said.
 */
int root_enter(struct run *, int mount_fd);

/* chroot(2) into the directory of a descriptor; the working directory becomes /. */
int root_change(struct run *, int directory_fd);

#endif
