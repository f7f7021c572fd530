/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place - the root and the working directory of the command, opened before and entered after. */
#ifndef ENTER_PLACE_H
#define ENTER_PLACE_H

#include "joins.h"
#include "request.h"
#include "target.h"

struct place {
	int root_fd;      /* -1: the one that the mount namespace gives */
	int directory_fd; /* -1: the root */
	int names_fd; /* the root in which users have their names; -1: none is needed or known */
	const char *inside;   /* a directory by its name inside; or NULL */
	bool directory_given; /* a folder of ours */
	bool may_be_outside;  /* of the root, as nsenter(1) lets it be */
};

int place_open(struct run *, const struct request *, const struct target *, const struct joins *,
	       struct place *);

/* Enters both.  Who is inside a root never keeps a directory outside of it. */
int place_enter(struct run *, const struct place *);

/* Closes what was opened; afterwards there is nothing to enter. */
void place_close(struct place *);

#endif
