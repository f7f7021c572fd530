/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * person - who the command will be: decided before, by what the target's user namespace can
 * express, and become after.
 */
#ifndef ENTER_PERSON_H
#define ENTER_PERSON_H

#include "credential.h"
#include "joins.h"
#include "privilege.h"
#include "request.h"
#include "status.h"
#include "syscall_filter.h"
#include "target.h"
#include "wish.h"

struct person {
	struct wish wish;         /* filled in by wish_open(), before all else */
	struct credential before; /* the user namespace is joined: only groups */
	struct credential after;
	unsigned umask;         /* of the target */
	uid_t outside;          /* what its user id is to us */
	bool confines;          /* no more rights than the target has */
	struct filters filters; /* of seccomp */
	struct privilege privilege;
	bool keeps_capabilities; /* --keep-caps, and a user namespace is joined */
};

int person_open(struct run *, const struct request *, const struct target *, const struct joins *,
		struct person *);

/* Before any namespace is joined: sheds our groups where it can be done only here. */
int person_prepare(struct run *, const struct person *);

/* Last, where no_new_privs is set: the seccomp filters; else person_become() loads them. */
int person_filter(struct run *, const struct person *);

/* After all else: groups, group, user, capabilities. */
int person_become(struct run *, const struct person *);

#endif
