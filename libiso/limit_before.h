/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limit_before - what must be written to a file to undo a setting.
 *
 * Some files are not read as they are written: those with a line a device are written one line at a
 * time, a device that had no limit has no line, and a list of controllers is read without signs.
 * Read the "Interface Files" parts of the kernel's admin-guide/cgroup-v2 beside this file.
 */
#ifndef LIBISO_LIMIT_BEFORE_H
#define LIBISO_LIMIT_BEFORE_H

#include "limit.h"

/*
 * The text that undoes the setting in a file that reads as now (without its last newline).  The
 * caller frees it.  NULL: there is none, as for cgroup.type, which is set for ever.
 */
char *limit_before(const struct limit *, const char *now);

#endif
