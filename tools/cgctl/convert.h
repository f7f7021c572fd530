/* SPDX-License-Identifier: GPL-2.0-or-later */
/* convert - settings of version 1, of docker and of OCI, told in version 2. */
#ifndef CGCTL_CONVERT_H
#define CGCTL_CONVERT_H

#include <stdint.h>

#include "run.h"

/* How cpu.shares becomes cpu.weight: who changed to which when is in the text of each. */
enum convert_shares { SHARES_QUADRATIC, SHARES_LINEAR, SHARES_RATIO };

/* What was given, one half of a pair until the other half is known. */
struct convert {
	enum convert_shares shares;
	const char *quota, *period; /* of cpu.max */
	const char *memory, *total; /* total: memory and swap together */
	void (*answer)(void *data, const char *from, const char *to, const char *how);
	void *data;
};

/* Answers for each "NAME=VALUE" at once, and at the end for the pairs.  0 or -1. */
int convert_one(struct run *, struct convert *, const char *assignment);
int convert_end(struct run *, struct convert *);

#endif
