/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state_memory - what a locked folder of records holds, each record read from it but once.
 *
 * Under the lock nobody else changes a record; so who holds it need not look twice, however many
 * members a call has.  A change that did not come through makes it forget all, and look anew.
 */
#ifndef LIBISO_STATE_MEMORY_H
#define LIBISO_STATE_MEMORY_H

#include <stdbool.h>

struct state_memory;

struct run;
struct state;

/* Empty, to be filled by state_read(); NULL without memory. */
struct state_memory *state_memory_new(void);

/* Reads the names of all records now, so that changes are remembered which nobody makes
 * (--dry-run). */
int state_memory_fill(struct run *, const struct state *);
bool state_memory_has(const struct state_memory *, const char *name);
void state_memory_free(struct state_memory *);

/* The record has this text now; NULL: nobody knows.  And: it is gone.  None is known to NULL. */
void state_memory_change(struct state_memory *, const char *name, const char *text);
void state_memory_remove(struct state_memory *, const char *name);

#endif
