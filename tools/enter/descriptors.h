/* SPDX-License-Identifier: GPL-2.0-or-later */
/* descriptors - what the command does not inherit. */
#ifndef ENTER_DESCRIPTORS_H
#define ENTER_DESCRIPTORS_H

#include "request.h"

/*
 * In as the target is: closes what we inherited but standard input, output and error, what
 * --keep-fd names and the target itself.  The first thing to do.
 */
int descriptors_close_inherited(struct run *, const struct request *);

#endif
