/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup_label - what people note about a group: NAME=VALUE, in the group itself.
 *
 * A label is an extended attribute user.cns.NAME of the group's folder (Linux 5.7), so it goes with
 * the group and needs no file elsewhere; its owner may set it.
 */
#ifndef LIBISO_CGROUP_LABEL_H
#define LIBISO_CGROUP_LABEL_H

#include <stdbool.h>

#include "cgroup.h"

enum { CGROUP_LABELS_MAX = 4096 };

/* Sets "NAME=VALUE"; an empty value takes the label away, which none need be there for. */
int cgroup_label_set(struct run *, const struct cgroup *, const char *assignment);

/* The assignment of the same name that brings back what is now; allocated, or NULL. */
char *cgroup_label_now(struct run *, const struct cgroup *, const char *assignment);

/* Whether a text is NAME=VALUE with a name and a value that a label can have. */
int cgroup_label_check(struct run *, const char *assignment);

/* All of them, "NAME=VALUE NAME=VALUE"; "" where there is none. */
void cgroup_labels(const struct cgroup *, char text[CGROUP_LABELS_MAX]);

/* Whether it has the label "NAME=VALUE", or "NAME" with any value. */
bool cgroup_has_label(const struct cgroup *, const char *label);

#endif
