/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * chain - under --dry-run the story of a chain goes on in its next program.
 *
 * A dry run ends where a command would begin.  But when that command is another program of
 * this suite, it can tell its own part: it is started for real, with --dry-run in front of
 * its own arguments, and so is every one after it.  Only a program of the same folder as
 * ours is taken for one of the suite, whatever PATH says.
 */
#ifndef LIBISO_CHAIN_H
#define LIBISO_CHAIN_H

#include "run.h"

/*
 * Becomes the next program of the chain under --dry-run.  Returns 0 when the command is none
 * of the suite, and the story is told; a failure to go on is told as a note.
 */
int chain_follow(struct run *, char *const argv[], char *const envp[]);

#endif
