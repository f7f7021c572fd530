/* SPDX-License-Identifier: GPL-2.0-or-later */
/* seccomp_profile - the two kinds of profile, written into a filter of libseccomp. */
#ifndef LIBISO_SECCOMP_PROFILE_H
#define LIBISO_SECCOMP_PROFILE_H

#include <seccomp.h>
#include <stdint.h>

#include "run.h"

/* Return a filter, the caller's to release, or NULL (recorded). */
scmp_filter_ctx seccomp_profile_default(struct run *, uint64_t capabilities);
scmp_filter_ctx seccomp_profile_read(struct run *, const char *file, uint64_t capabilities);

/* Adds the other architectures that this machine runs (i386 and x32 on amd64, arm on arm64). */
int seccomp_profile_add_kin(struct run *, scmp_filter_ctx);

#endif
