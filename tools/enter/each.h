/* SPDX-License-Identifier: GPL-2.0-or-later */
/* each - the command in every target of a list, one after the other or several at a time. */
#ifndef ENTER_EACH_H
#define ENTER_EACH_H

#include "request.h"

/*
 * Reads targets from standard input, one a line, and has enter() go into each in a child of its
 * own, with nothing to read.  Returns the worst exit status.
 */
int each_target(struct run *, const struct request *,
		int (*enter)(struct run *, const struct request *));

#endif
