/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/confinement - the gate: calls that limit what a process may use and may call. */
#ifndef LIBISO_KERNEL_CONFINEMENT_H
#define LIBISO_KERNEL_CONFINEMENT_H

#include <linux/filter.h>
#include <stdint.h>
#include <sys/types.h>

#include "run.h"

/* prlimit(2) of the caller: RLIMIT_*; UINT64_MAX is no limit. */
int kernel_set_limit(struct run *, int resource, uint64_t soft, uint64_t hard);

/* umask(2), which returns the one before and never fails, and personality(2). */
int kernel_umask(struct run *, unsigned mask);
int kernel_personality(struct run *, unsigned long persona);

/* seccomp(SECCOMP_SET_MODE_FILTER) with SECCOMP_FILTER_FLAG_* (Linux 3.17). */
int kernel_seccomp(struct run *, unsigned flags, const struct sock_fprog *);

/* landlock_create_ruleset(2), _add_rule(2) of a path, _restrict_self(2) (Linux 5.13). */
int kernel_landlock_version(void); /* of the interface; a question, not announced; 0: none */
int kernel_landlock_create(struct run *, uint64_t handled_access);
int kernel_landlock_add(struct run *, int ruleset_fd, uint64_t allowed_access, int parent_fd);
int kernel_landlock_restrict(struct run *, int ruleset_fd);

#endif
