/* SPDX-License-Identifier: GPL-2.0-or-later */
/* shell - what to run when no command is named. */
#ifndef ENTER_SHELL_H
#define ENTER_SHELL_H

#include "account.h"
#include "joins.h"
#include "person.h"
#include "place.h"

struct shell {
	struct account user; /* as the target's own passwd(5) has it; name empty: it has not */
	const char *path;
	char name[1024]; /* with the dash of a login shell */
	char *command[2];
};

/*
 * Looks the user up inside, and its shell: /bin/sh where there is none.  A passwd file that is
 * refused (account.h) counts as none, which is said.
 */
int shell_open(struct run *, const struct request *, const struct person *, const struct place *,
	       struct shell *);

#endif
