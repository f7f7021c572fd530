/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hint - what a refusal by the kernel usually means, and what to try next.
 *
 * Knows a failure by how its call begins and by its errno.  Where a fact of this
 * machine decides (a sysctl, a missing capability), it looks; but never once
 * another root answers by name (run->inside).
 */
#ifndef LIBISO_HINT_H
#define LIBISO_HINT_H

struct run;

/* Returns a sentence for the run's failure, or NULL when errno says it all. */
const char *hint_for(const struct run *);

#endif
