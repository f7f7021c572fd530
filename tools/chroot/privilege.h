/* SPDX-License-Identifier: GPL-2.0-or-later */
/* privilege - where the right to change roots comes from. */
#ifndef CHROOT_PRIVILEGE_H
#define CHROOT_PRIVILEGE_H

#include "request.h"

/*
 * Makes a user namespace (and with it the mount namespace) and becomes root inside, when that
 * was asked for or when the kernel would refuse the request otherwise, which is said.  want's
 * unprivileged tells afterwards whether it was made.
 */
int privilege_gain(struct run *, struct request *);

#endif
