/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * privilege - no more rights than another process has: its five capability sets and
 * no_new_privs, taken on by us.
 *
 * Sets only shrink: what we do not have ourselves is not gained.  The bounding set is dropped
 * before the ids change and the rest taken after, and each is read back from the kernel.
 * Read capabilities(7) beside this file.
 */
#ifndef LIBISO_PRIVILEGE_H
#define LIBISO_PRIVILEGE_H

#include <stdbool.h>
#include <stdint.h>

#include "run.h"
#include "status.h"

/* Bit n for capability n. */
struct privilege {
	uint64_t inheritable, permitted, effective, bounding, ambient;
	bool no_new_privs;
};

/* What a process whose status was read has. */
struct privilege privilege_of(const struct status *);

/* Before the ids change, with CAP_SETPCAP: drops what the bounding set does not have. */
int privilege_bound(struct run *, const struct privilege *);

/* After the ids have changed: takes on the other sets, and no_new_privs. */
int privilege_take(struct run *, const struct privilege *);

/* Before the ids change: keeps the permitted set when we cease to be root. */
int privilege_keep(struct run *);

/* After: has every capability survive execve(2), by the inheritable and ambient sets. */
int privilege_make_ambient(struct run *);

#endif
