/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan - a subtree of groups as text, for save, apply and diff.
 *
 *	[.]                     the group that save was asked for
 *	memory.max=268435456
 *	[./db]                  one below it
 *	cpu.weight=200
 *
 * Empty lines and those that begin with # say nothing.
 */
#ifndef CGCTL_PLAN_H
#define CGCTL_PLAN_H

#include <stdio.h>

#include "limit.h"

struct plan_group {
	char *path; /* below the group it is applied to: "" for that itself, "/db" */
	struct limit *limits;
	size_t count;
};

struct plan {
	struct plan_group *item;
	size_t count;
};

/* Reads and checks the whole text; a mistake names its line.  Returns 0 or -1. */
int plan_read(struct run *, FILE *, struct plan *);
void plan_free(struct plan *);

/* Writes what is set, and not as the kernel begins with, in a group and all below it. */
int plan_write(struct run *, const struct cgroup_tree *, const char *path, FILE *);

/* Whether the group has the value already: then there is nothing to apply. */
bool plan_holds(const struct cgroup *, const struct limit *);

#endif
