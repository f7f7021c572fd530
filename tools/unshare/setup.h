/* SPDX-License-Identifier: GPL-2.0-or-later */
/* setup - the chapters of cns-unshare, in the order that the kernel insists on. */
#ifndef UNSHARE_SETUP_H
#define UNSHARE_SETUP_H

#include "confinement.h"
#include "credential.h"
#include "environment.h"
#include "outside.h"
#include "process.h"
#include "unshare/maps.h"
#include "unshare/request.h"

/* What is opened and read before anything is changed. */
struct setup {
	struct maps maps;
	struct outside outside;
	bool has_outside;
	struct process child;
	struct credential credential;
	struct environment environment;
	struct confinement confinement;
	int old_proc_fd; /* a detached copy of /proc, should a fresh one be refused; or -1 */
};

/* Reads and opens all that must be asked for outside; forks the helper that stays there. */
int setup_begin(struct run *, const struct request *, struct setup *);

/* Joins and makes the namespaces, writes the id maps, sets the clocks. */
int setup_namespaces(struct run *, const struct request *, struct setup *);

/* In the process that is inside: files that keep, names, loopback, mounts, root. */
int setup_inside(struct run *, const struct request *, struct setup *);

/* In the process that becomes the command: ids, capabilities, and what must be told. */
int setup_command(struct run *, const struct request *, struct setup *);

/* Takes back what was kept and tells of the failure; returns the status to end with. */
int setup_failed(struct run *, const struct request *, struct setup *);

#endif
