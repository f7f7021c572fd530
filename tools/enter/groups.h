/* SPDX-License-Identifier: GPL-2.0-or-later */
/* groups - the target's control groups: opened before, or left alone where that is allowed. */
#ifndef ENTER_GROUPS_H
#define ENTER_GROUPS_H

#include "cgroup.h"
#include "request.h"
#include "target.h"

/*
 * Opens them.  That it cannot be done is a failure for --join-cgroup, and for who is privileged and
 * goes in as the target is; else it is said, and the command stays in our groups.
 */
int groups_open(struct run *, const struct request *, const struct target *,
		struct cgroup_places *);

#endif
