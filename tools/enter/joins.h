/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * joins - the namespaces to enter: chosen and opened before anything changes, joined in an
 * order that works, and looked at afterwards.
 */
#ifndef ENTER_JOINS_H
#define ENTER_JOINS_H

#include "namespace.h"
#include "request.h"
#include "target.h"

/* What one setns(2) joins: several kinds by a pidfd, or one by its own file. */
struct join {
	int fd;
	unsigned kinds;
	bool is_borrowed; /* the target's pidfd */
};

struct joins {
	struct join item[NAMESPACE_KINDS + 3];
	unsigned count;
	unsigned kinds; /* all of them together; what is ours already is not among them */
	struct namespace_id wanted[NAMESPACE_KINDS];
	int proc_fd; /* our own /proc, to look at ourselves from inside; or -1 */
};

/* Chooses and opens.  The target is without a process where only files are named. */
int joins_open(struct run *, const struct request *, const struct target *, struct joins *);

/*
 * Joins.  With a user namespace among them each other one is tried before it, with the rights that
 * we have now, and failing that after it, with those that it gives.
 */
int joins_enter(struct run *, const struct joins *);

/* -1 when we are not in each namespace that was meant. */
int joins_check(struct run *, const struct joins *);

/* Closes what was opened; afterwards there is nothing to enter. */
void joins_close(struct joins *);

#endif
