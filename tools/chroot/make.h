/* SPDX-License-Identifier: GPL-2.0-or-later */
/* make - the makers of changes: how each of them comes about in the new root. */
#ifndef CHROOT_MAKE_H
#define CHROOT_MAKE_H

#include "change.h"

change_maker make_bind, make_tmpfs, make_proc, make_sys, make_dev;

#endif
