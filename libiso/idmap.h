/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * idmap - which ids inside a user namespace stand for which ids outside.
 *
 * Read user_namespaces(7) and subuid(5) beside this file.  A map is written once.  A
 * process inside the new namespace may write a map of one id, its own; any other map is
 * written from the parent namespace, with CAP_SETUID there (CAP_SETGID for groups) or by
 * newuidmap(1) and newgidmap(1).
 */
#ifndef LIBISO_IDMAP_H
#define LIBISO_IDMAP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "run.h"

enum idmap_kind { IDMAP_USERS, IDMAP_GROUPS, IDMAP_KINDS };

/* count ids from outside on are those from inside on. */
struct idmap_extent {
	uint32_t inside, outside, count;
	bool moves; /* its ids inside move up where one of them is taken */
};

struct idmap {
	struct idmap_extent *extent; /* on the heap */
	unsigned count;
};

enum setgroups_policy { SETGROUPS_UNSET, SETGROUPS_ALLOW, SETGROUPS_DENY };

/* Reads INSIDE:OUTSIDE:COUNT, or OUTSIDE,INSIDE,COUNT as unshare(1) had it first. */
int idmap_read_extent(const char *text, struct idmap_extent *);

/* Each adds extents; 0, or -1 with the failure recorded. */
int idmap_add(struct run *, struct idmap *, struct idmap_extent);

/* Every id that the caller's own namespace has, as itself. */
int idmap_add_all(struct run *, struct idmap *, enum idmap_kind);

/*
 * The first block of subordinate ids that /etc/subuid or /etc/subgid gives to the user (by
 * name or by id; the group file is asked for the user, too): from 0 on inside, or as itself.
 */
struct idmap_owner {
	uid_t uid;
	const char *name; /* NULL: has none */
};
enum subids_place { SUBIDS_FROM_ZERO, SUBIDS_AS_THEMSELVES };
int idmap_add_subids(struct run *, struct idmap *, enum idmap_kind, const struct idmap_owner *,
		     enum subids_place);

/*
 * Adds one id and makes room for it: the extents that are there skip it on either side, and
 * keep their order.  An extent from SUBIDS_FROM_ZERO moves up inside and loses nothing.
 */
int idmap_add_single(struct run *, struct idmap *, uint32_t inside, uint32_t outside);

/* Refuses a map in which two extents share an id, which the kernel would call EINVAL. */
int idmap_check(struct run *, const struct idmap *);

/* Writes the map of process pid (0: the caller) in one write(2), as the kernel insists. */
int idmap_write(struct run *, pid_t pid, enum idmap_kind, const struct idmap *);

/* Has newuidmap(1) or newgidmap(1) write it. */
int idmap_delegate(struct run *, pid_t pid, enum idmap_kind, const struct idmap *);

/*
 * Writes allow or deny for the caller's user namespace, before its group map is written.
 * Denying is what the kernel demands of a caller without CAP_SETGID outside before it may
 * write a map of its own group (Linux 3.19).
 */
int idmap_set_setgroups(struct run *, enum setgroups_policy);

/* True when the caller may write any map of a child namespace: CAP_SETUID and CAP_SETGID. */
bool idmap_may_write_any(void);

void idmap_free(struct idmap *);

#endif
