/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * variables - the environment of the command: the caller's, the target's, or a clean one.
 *
 * What the target's own environment holds was written by whoever may be hostile.  It is bounded,
 * and what a loader or a shell obeys is never given to a program of ours.
 */
#ifndef ENTER_VARIABLES_H
#define ENTER_VARIABLES_H

#include "account.h"
#include "environment.h"
#include "joins.h"
#include "request.h"
#include "target.h"

struct variables {
	struct environment list;
	char *theirs; /* the target's block, which entries of the list point into */
	char path[4096 + 5];
	char person[4][1100]; /* HOME, USER, LOGNAME, SHELL */
};

int variables_open(struct run *, const struct request *, const struct target *,
		   const struct joins *, const struct account *user, struct variables *);

#endif
