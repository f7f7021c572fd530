/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/record - the gate: files that appear whole or not at all, and the lock of a folder.
 *
 * A record is born without a name (O_TMPFILE), written, and then linked to its name, which
 * must be free: so two makers cannot both have it, and no reader sees half of one.
 */
#ifndef LIBISO_KERNEL_RECORD_H
#define LIBISO_KERNEL_RECORD_H

#include "run.h"

/* Makes the record at_fd/path with this text; -1 with EEXIST when the name is taken. */
int kernel_record(struct run *, int at_fd, const char *path, const char *text);

/* flock(2) with LOCK_EX: waits until no other open of the file has it. */
int kernel_flock(struct run *, int fd);

/* renameat(2) within one folder: replaces what is there. */
int kernel_rename(struct run *, int at_fd, const char *from, const char *to);

#endif
