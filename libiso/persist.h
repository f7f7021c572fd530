/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * persist - namespaces that outlive their processes, kept by files that they are bound to.
 *
 * Read namespaces(7), "Namespace lifetime".  The kernel refuses (EINVAL) to keep a mount
 * namespace on a mount that is shared, because the file would reach into itself; then the
 * file's folder is made a private mount first, and that is said.
 */
#ifndef LIBISO_PERSIST_H
#define LIBISO_PERSIST_H

#include <sys/types.h>

#include "namespace.h"
#include "run.h"

/* A file that keeps, or is to keep, one namespace. */
struct persist_file {
	const char *path; /* NULL: none asked for */
	/* What was done, so that it can be undone. */
	bool made;
	bool bound;
	bool folder_bound;
	char folder[256];
};

/*
 * Binds the namespaces of process pid to the files asked for, making those that are not
 * there.  Called from outside the new namespaces.  On failure everything is undone.
 */
int persist_bind(struct run *, pid_t pid, struct persist_file files[NAMESPACE_KINDS]);

/* Takes back what persist_bind() did. */
void persist_undo(struct run *, struct persist_file files[NAMESPACE_KINDS]);

/*
 * Ends what a file keeps, or what the files named after the kinds in a folder keep: unmounts
 * and removes them, and the private mount of their folder.  Refuses a file that keeps nothing.
 */
int persist_end(struct run *, const char *path);

#endif
