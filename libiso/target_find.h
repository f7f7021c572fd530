/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * target_find - the process that a cgroup's name or a container's id stands for.
 *
 * Engines put the id of a container into its cgroup's path, so no daemon need be asked.  The
 * cgroups of all processes are read, of every hierarchy: none need be mounted.
 */
#ifndef LIBISO_TARGET_FIND_H
#define LIBISO_TARGET_FIND_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "run.h"

struct target_search {
	const char *name; /* without the @ */
	bool is_cgroup;   /* only a path or the end of one, no ids and units */
	bool is_found;    /* answered: there is such a group, be it one of several */
};

/*
 * The first process (by its start) of the one group that is meant, or the one inside that it only
 * waits for (target_descend.h); -1 when there is none, or
 * more than one such group.
 */
pid_t target_find(struct run *, struct target_search *);

/* Whether the text of a /proc/PID/cgroup shows a member of such a group. */
bool target_is_member(const struct target_search *, const char *cgroups);

#endif
