/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * outside - a helper process that stays in the old namespaces while we make new ones.
 *
 * Two things can be done only from there: writing a map of many ids, and keeping the new
 * namespaces in files of the old mount namespace.  It is forked first, does what it is
 * asked over a socket, one word at a time, and sends its failure back, so that one process
 * speaks to the user.  When we end before all is done, the socket's end of file tells it
 * to take back what it did; no death of ours leaves a file or mount behind.
 */
#ifndef LIBISO_OUTSIDE_H
#define LIBISO_OUTSIDE_H

#include "idmap.h"
#include "persist.h"
#include "run.h"

struct outside {
	/* Said by the caller before outside_begin(). */
	struct idmap maps[IDMAP_KINDS];
	bool delegate; /* through newuidmap(1) and newgidmap(1) */
	struct persist_file files[NAMESPACE_KINDS];
	bool keeps; /* any of the files is asked for */
	/* Ours. */
	int socket_fd;
	pid_t pid;
};

/* Forks the helper, before the namespaces are made. */
int outside_begin(struct run *, struct outside *);

/* Asks for the maps; the caller is in the new user namespace and waits. */
int outside_write_maps(struct run *, struct outside *);

/* Asks for the files, after the first process of a new PID namespace is forked. */
int outside_keep_files(struct run *, struct outside *);

/* All is done: what was done stays. */
int outside_commit(struct run *, struct outside *);

/* All was done, but in vain. */
void outside_undo(struct outside *);

/* The parent's copy of the socket, where a child goes on. */
void outside_leave(struct outside *);

#endif
