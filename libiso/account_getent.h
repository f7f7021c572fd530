/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * account_getent - one entry of the outside's name services, asked of getent(1) as a program,
 * so that no service's library is ever loaded into ours.
 */
#ifndef LIBISO_ACCOUNT_GETENT_H
#define LIBISO_ACCOUNT_GETENT_H

#include <stddef.h>

#include "run.h"

/*
 * Writes the first line that "getent DATABASE KEY" answers to line.  Returns 1, 0 when it knows
 * none (or there is no getent, or --dry-run), -1 when it could not be asked.
 */
int account_getent(struct run *, const char *database, const char *key, char *line, size_t size);

#endif
