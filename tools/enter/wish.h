/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wish - the user and the groups that were asked for, by id or by name.
 *
 * A name means what the passwd and group files of the target say, as they are when it is entered:
 * so it means nobody else than inside, and never one of ours (account.h).
 */
#ifndef ENTER_WISH_H
#define ENTER_WISH_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "place.h"
#include "request.h"

/* An id inside; or the target's own, because that was asked for or because nothing was. */
struct wish_id {
	enum { WISH_NONE, WISH_FOLLOW, WISH_ID } kind;
	uint32_t id;
};

struct wish {
	struct wish_id user, group;
	bool has_groups; /* these and no others; allocated */
	gid_t *groups;
	size_t group_count;
};

/* Reads --setuid, --setgid and --user=NAME.  Returns 0, and the caller frees it; or -1. */
int wish_open(struct run *, const struct request *, const struct place *, struct wish *);
void wish_free(struct wish *);

#endif
