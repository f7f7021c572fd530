/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * idmap - which ids inside a user namespace stand for which ids outside.
 *
 * Read user_namespaces(7) beside this file.
 */
#ifndef LIBISO_IDMAP_H
#define LIBISO_IDMAP_H

#include <sys/types.h>

#include "run.h"

struct identity {
	uid_t uid;
	gid_t gid;
};

/* Ask before a user namespace is made: inside it nobody has a name yet. */
struct identity identity_now(void);

/* Lets the one identity outside be another inside; called by a process inside the new namespace. */
int idmap_single(struct run *, struct identity outside, struct identity inside);

#endif
