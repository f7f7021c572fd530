/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rlimit - what one process may use: open files, memory, time.
 *
 * Read getrlimit(2) beside this file.  Names are those of docker run --ulimit.
 */
#ifndef LIBISO_RLIMIT_H
#define LIBISO_RLIMIT_H

#include <stdint.h>

#include "run.h"

struct rlimit_wish {
	int resource;        /* RLIMIT_* */
	uint64_t soft, hard; /* UINT64_MAX: no limit */
};

/* Reads NAME=SOFT[:HARD], each a number or unlimited; without HARD both are SOFT. */
int rlimit_read(const char *text, struct rlimit_wish *);

/* Sets it and reads it back. */
int rlimit_set(struct run *, const struct rlimit_wish *);

#endif
