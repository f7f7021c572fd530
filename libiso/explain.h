/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain - how the story of a run is told: as text, as JSON, or as a shell would have it.
 *
 * As text, steps and calls stand one to a line, in colour on a terminal unless NO_COLOR is
 * set (https://no-color.org).  As JSON each line is one object, for programs: it has "tool"
 * and "step", and "call", "note", "warning" or "error" where it is about one.  As shell each
 * call becomes the nearest command of util-linux, coreutils or iproute2; a call that has
 * none stands as a comment, so nothing is left out.
 */
#ifndef LIBISO_EXPLAIN_H
#define LIBISO_EXPLAIN_H

#include "run.h"

enum explain_form { EXPLAIN_TEXT, EXPLAIN_JSON, EXPLAIN_SHELL };

/* Reads text, json or shell; returns 0, or -1 for anything else. */
int explain_read(const char *word, unsigned *form);

/* Tell, on standard error, what run holds: its step, its call, or a word about either. */
void explain_step(const struct run *);
void explain_call(const struct run *);
void explain_note(const struct run *, const char *note);

/* In JSON also what goes wrong is told; returns false where the form leaves that to text. */
bool explain_warning(const struct run *, const char *warning);
bool explain_failure(const struct run *, const char *hint);

/*
 * One write a line, so that the lines of two processes never mix; what a terminal would
 * obey is escaped.  errno is left as it was.
 */
void explain_line(const char *before, const char *text, const char *after);

#endif
