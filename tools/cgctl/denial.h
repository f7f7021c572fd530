/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * denial - the stream of what groups were denied: a JSON line for each, printed at once.
 *
 * A line begins and ends the same for every kind: when and who; its kind prints what lies between.
 */
#ifndef CGCTL_DENIAL_H
#define CGCTL_DENIAL_H

#include <stddef.h>
#include <stdint.h>

/* Who was denied something, and when. */
struct denial {
	uint64_t time; /* nanoseconds since the start of the machine */
	uint32_t pid;
	const char *name; /* of the process, as it chose it; no zero at its end */
	size_t size;
};

/* Prints up to the name of the process. */
void denial_begin(const struct denial *);

/* Ends the line.  Returns 0; -1 when it was the last of *left (0: there is none), or not printed.
 */
int denial_end(uint64_t *left);

#endif
