/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inventory_part - the parts of an inventory: what is found on the way is added here. */
#ifndef LIBISO_INVENTORY_PART_H
#define LIBISO_INVENTORY_PART_H

#include <stdbool.h>

#include "inventory.h"

/* Reads "net:[4026531840]", as the links of nsfs and its mounts have it. */
bool inventory_read_name(const char *link, enum namespace_kind *, ino_t *);

/* The place of a namespace, added where it is new; -1 without memory.  Not sorted yet. */
ptrdiff_t inventory_add(struct inventory *, enum namespace_kind, ino_t);

/*
 * Adds words to a list of an entry, separated by blanks; blanks and backslashes in them become
 * \040 and \134.  Returns -1 with errno without memory.
 */
int inventory_append(char **list, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same to its holders; after the first few only the count goes on. */
int inventory_hold(struct inventory_entry *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What threads, future children, descriptors and sockets of a process hold: census_way.visit. */
int inventory_visit(void *inventory, const struct census_process *, int folder_fd);

/* Whose files are mounted, in every mount namespace. */
int inventory_read_mounts(struct run *, struct inventory *);

/* Parents and owners, also those that nothing else leads to. */
int inventory_read_relations(struct inventory *);

#endif
