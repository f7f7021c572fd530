/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * binfmt - an interpreter for the programs of another architecture, in a user namespace.
 *
 * From Linux 6.7 on each user namespace can have a binfmt_misc of its own.  What is registered
 * there holds as long as that filesystem is mounted, for processes of the namespace only.
 *
 * Read Documentation/admin-guide/binfmt-misc.rst of the kernel beside this file.
 */
#ifndef LIBISO_BINFMT_H
#define LIBISO_BINFMT_H

#include "run.h"

/*
 * Makes a binfmt_misc, mounted nowhere yet, in which interpreter (a path outside, opened now, so
 * that it need not be in the root) runs programs like the one at path in the root of root_fd.
 * Returns the descriptor of its root, or -1.
 */
int binfmt_make(struct run *, const char *interpreter, int root_fd, const char *path);

#endif
