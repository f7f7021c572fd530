/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * environment - the NAME=VALUE strings that a command is given.
 *
 * A list of borrowed strings, so that the caller's own environment is never changed.
 */
#ifndef LIBISO_ENVIRONMENT_H
#define LIBISO_ENVIRONMENT_H

#include <stddef.h>

#include "run.h"

struct environment {
	char **entry; /* on the heap, ends with NULL; the strings are borrowed */
	size_t count;
};

/* Begins with a copy of a list that ends with NULL; -1 without memory. */
int environment_begin(struct run *, struct environment *, char *const source[]);

/* Drops every entry, or every one whose name is not in a list separated by commas. */
void environment_clear(struct environment *, const char *but_these);

/* Drops every entry whose name begins so. */
void environment_drop(struct environment *, const char *start);

/* Sets NAME=VALUE (borrowed), in place of an entry of that name; -1 when it has no name or =. */
int environment_set(struct run *, struct environment *, const char *entry);

/* The value of a name, borrowed; NULL when there is none. */
const char *environment_find(const struct environment *, const char *name);

/*
 * Overwrites what our own environment holds and the list does not, so that whoever looks into our
 * memory does not find it.  Nothing may look for it afterwards.
 */
void environment_forget_rest(const struct environment *);

void environment_free(struct environment *);

#endif
