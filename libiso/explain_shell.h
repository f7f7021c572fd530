/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain_shell - the nearest command for a call that is written as strace writes it.
 *
 * Nearest is not equal: a command acts on a process of its own, so one that begins a new
 * state (unshare, nsenter, chroot, setpriv) ends in ... where the rest would follow.
 */
#ifndef LIBISO_EXPLAIN_SHELL_H
#define LIBISO_EXPLAIN_SHELL_H

#include <stdbool.h>
#include <stddef.h>

/* Writes the command; returns false, and leaves it alone, when there is none for the call. */
bool explain_as_shell(const char *call, char *command, size_t size);

#endif
