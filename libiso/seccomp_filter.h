/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seccomp_filter - which system calls a command may make.
 *
 * A filter is built by libseccomp from a profile: a file in the JSON format of the OCI runtime
 * specification or of Docker, or the default that is compiled in.  It is exported as a program and
 * loaded by one call of the gate, after everything else.  All architectures of the machine are
 * filtered, so that a 32-bit call is no way around.
 *
 * Read seccomp(2) beside this file.
 */
#ifndef LIBISO_SECCOMP_FILTER_H
#define LIBISO_SECCOMP_FILTER_H

#include <linux/filter.h>
#include <stdint.h>

#include "run.h"

/*
 * Builds the filter of a profile, "default" or a file of ours, for a command that will have these
 * capabilities.  Returns it, the caller's to free(3) in one piece, or NULL.
 */
struct sock_fprog *seccomp_filter_build(struct run *, const char *profile, uint64_t capabilities);

/* Loads it; the last thing before a command. */
enum seccomp_log { SECCOMP_SILENT, SECCOMP_LOG };
int seccomp_filter_obey(struct run *, const struct sock_fprog *, enum seccomp_log);

#endif
