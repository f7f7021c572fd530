/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owner - whom a group belongs to, or shall: USER or USER:GROUP on the command line. */
#ifndef CGCTL_OWNER_H
#define CGCTL_OWNER_H

#include <stdint.h>

#include "run.h"

struct owner {
	uint32_t uid, gid;
};

/* By name or number; the user's own group without one.  Returns 0 or -1. */
int owner_read(struct run *, const char *text, struct owner *);

#endif
