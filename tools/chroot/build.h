/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * build - the new root: opened or stacked, filled, and entered.
 *
 * With the options of chroot(1) alone, it is the directory itself and chroot(2).  With --pivot or
 * anything mounted, it is a mount of its own in a private mount namespace, which ends with the
 * last process inside: there is nothing to take apart, however that process ends.
 */
#ifndef CHROOT_BUILD_H
#define CHROOT_BUILD_H

#include "credential.h"
#include "request.h"

/* Opens, or makes and fills, the new root.  Returns its descriptor, or -1. */
int build_root(struct run *, struct request *);

/* Finds out in the files of the new root who is to be become. */
int build_identity(struct run *, const struct request *, int root_fd, struct credential *);

/* Enters it, to its /, or keeps the working directory where that was asked for. */
int build_enter(struct run *, const struct request *, int root_fd);

#endif
