/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * inventory - every namespace that can be found, how they belong together, and who holds them.
 *
 * A namespace lives as long as something holds it: a process or a single thread of one, a
 * descriptor, a mount of its file in any mount namespace, a socket that was made in it, children
 * that are yet to be made in it, or another namespace below it.  Read namespaces(7), "Namespace
 * lifetime", and ioctl_ns(2) beside this file.
 */
#ifndef LIBISO_INVENTORY_H
#define LIBISO_INVENTORY_H

#include <stddef.h>
#include <sys/types.h>

#include "census.h"
#include "namespace.h"

enum { INVENTORY_UNKNOWN = -1 };

struct inventory_entry {
	ino_t inode;
	enum namespace_kind kind;
	size_t processes;
	ptrdiff_t first;     /* the place of the lowest PID in the census, or -1 */
	ino_t parent, owner; /* 0: none that can be seen */
	size_t below;        /* namespaces whose parent or owner it is */
	ino_t one_below;
	long long owner_uid; /* who made a user namespace; or INVENTORY_UNKNOWN */
	long mounts;         /* how many a mount namespace has; or INVENTORY_UNKNOWN */
	char *path;          /* a file that stands for it; NULL: none that can be opened */
	char *files;         /* where its file is mounted for us, separated by blanks; or NULL */
	char *holders;       /* "fd:PID/7 mount:POINT thread:PID/TID ..."; or NULL */
	unsigned holder_count;
};

struct inventory {
	struct inventory_entry *item; /* by inode */
	size_t count;
	/* Ours. */
	size_t room;
	size_t *slot; /* a hash table of places plus 1, while it is read */
	size_t slots;
	const struct census *census;
	pid_t self;
	dev_t nsfs; /* the file system that namespaces' own files are on */
};

/*
 * Takes a census, without roots and cgroups, and finds them all.  The census must outlive it.
 * Returns 0, and the caller frees both; -1 with a failure set, and neither is there.
 */
int inventory_read(struct run *, struct census *, struct inventory *);
void inventory_free(struct inventory *);

/* The place of a namespace, or -1. */
ptrdiff_t inventory_find(const struct inventory *, ino_t);

/* Opens one, if it can be; says nothing. */
int inventory_open(const struct inventory_entry *);

#endif
