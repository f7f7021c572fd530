/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff - cns-chroot --diff: what the upper layer adds, changes and deletes. */
#ifndef CHROOT_DIFF_H
#define CHROOT_DIFF_H

#include "request.h"

/* Prints it, one a line or as JSON; returns the exit status. */
int diff_print(struct run *, const struct request *);

#endif
