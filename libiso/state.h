/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state - what the kernel cannot tell again: small records in /run/cns, under one lock.
 *
 * A record is a file of lines "key=value".  It is there, whole, before what it tells of is made
 * and until that is gone; so whatever a killed program leaves can be found and removed.
 * Names of records are parts joined by colons, the kind first: lease:default:2 .
 */
#ifndef LIBISO_STATE_H
#define LIBISO_STATE_H

#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "run.h"

#define STATE_FOLDER "/run/cns"

enum { STATE_FOLDER_SIZE = 80 };

struct state {
	char folder[STATE_FOLDER_SIZE];
	int fd; /* the folder, locked; -1: there is none */
	sigset_t caller_mask;
	struct state_memory *memory; /* what is recorded, read once: the lock keeps others out */
};

enum state_wish { STATE_MAKE, STATE_IF_THERE };

/*
 * Takes the lock, waiting for it; the folder is made if wished.  Until it is closed again, signals
 * wait as well, so that no work is left half done.
 */
int state_open(struct run *, struct state *, enum state_wish);

/*
 * The same in the folder for what needs no root: STATE_FOLDER where we may write, else cns below
 * $XDG_RUNTIME_DIR.  Refused when there is neither.
 */
int state_open_own(struct run *, struct state *, enum state_wish);

/* Which folder that is, not opened. */
int state_find_own(struct run *, char folder[STATE_FOLDER_SIZE]);

/* The same in this folder, that one of them has opened before. */
int state_open_at(struct run *, struct state *, const char *folder, enum state_wish);

/* Gives the lock back; a folder without records goes. */
void state_close(const struct run *, struct state *);

/* Makes, replaces, removes a record.  -1 with EEXIST when one to be made is there. */
int state_make(struct run *, const struct state *, const char *name, const char *text);
int state_replace(struct run *, const struct state *, const char *name, const char *text);
int state_remove(struct run *, const struct state *, const char *name);

struct record {
	char name[NAME_MAX + 1];
	char *text;
};
struct record_list {
	struct record *record;
	size_t count;
};

/* Reads all records whose name begins so, in the order of their names; the caller frees. */
int state_read(struct run *, const struct state *, const char *start, struct record_list *);
void record_list_free(struct record_list *);

/* Copies the value of a key, or the empty text; false when it is not there or too long. */
bool record_value(const char *text, const char *key, char *value, size_t size);

/* The kernel's name of this boot, 36 characters (proc_sys_kernel(5), random/boot_id). */
struct boot_id {
	char text[40];
};
int state_boot_id(struct run *, struct boot_id *);

#endif
