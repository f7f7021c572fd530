/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cgroup_leaf - where to go when a group of version 2 has children and so takes no process. */
#ifndef LIBISO_CGROUP_LEAF_H
#define LIBISO_CGROUP_LEAF_H

#include "cgroup.h"

/*
 * After a failure with EBUSY, which it forgives: moves the caller into the first leaf below the
 * place that holds a process, and warns where to.  -1, and the first failure, when there is none.
 */
int cgroup_join_leaf(struct run *, const struct cgroup_place *);

#endif
