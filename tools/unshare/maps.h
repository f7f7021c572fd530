/* SPDX-License-Identifier: GPL-2.0-or-later */
/* maps - the id maps that were asked for, and who has to write them. */
#ifndef UNSHARE_MAPS_H
#define UNSHARE_MAPS_H

#include "outside.h"
#include "unshare/request.h"

struct maps {
	struct idmap map[IDMAP_KINDS];
	bool from_outside; /* written by the helper in the old namespaces */
	bool delegated;    /* which has newuidmap and newgidmap do it */
	enum setgroups_policy setgroups;
	bool lacks_setfcap; /* which a map of the outer id 0 demands (Linux 5.12) */
	uid_t caller_uid;   /* who we are outside, for --then-map-current */
	gid_t caller_gid;
};

/* Reads a number, or finds the id of a user or group name; 0 or -1 (recorded). */
int maps_find_id(struct run *, int root_fd, enum idmap_kind, const char *name, uint32_t *id);

/* Before anything is made: reads names, ranges and subordinate ids. */
int maps_prepare(struct run *, const struct request *, struct maps *);

/* Inside the new user namespace: writes them, or has them written. */
int maps_write(struct run *, struct maps *, struct outside *);

/* At the end: one more user namespace, in which the command is who its caller is. */
int maps_then_current(struct run *, const struct maps *);

#endif
