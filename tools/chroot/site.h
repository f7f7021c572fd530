/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * site - the new root while it is filled: where mounts go, and where what is missing may be made.
 *
 * A missing mount point is made only in a filesystem that is ours or the container's own (memory,
 * or a stack of layers).  In a directory of the user's it would stay, so it has to be asked for.
 */
#ifndef CHROOT_SITE_H
#define CHROOT_SITE_H

#include "change.h"

/* From now on what is missing may be made in the filesystem of fd. */
int site_own(struct run *, struct site *, int fd);

/* Opens (O_PATH) the directory or the file that is to be covered by a mount, or -1. */
enum site_place { SITE_DIRECTORY, SITE_FILE };
int site_open(struct run *, const struct site *, const char *target, enum site_place);

/* Attaches a detached mount over target; where that is the root itself, it is the root now. */
int site_attach(struct run *, struct site *, int mount_fd, const char *target, enum site_place);

/* The same over what is open already. */
int site_attach_at(struct run *, struct site *, int mount_fd, int target_fd);

#endif
