/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run_request - what cns-cgctl run was asked for, and the chapters that are not its main one. */
#ifndef CGCTL_RUN_REQUEST_H
#define CGCTL_RUN_REQUEST_H

#include "cgctl.h"
#include "cgroup_sample.h"

struct run_request {
	bool remove;
	bool try;
	bool summary;
	bool scope; /* in a scope that systemd gives, --user of the user's own manager */
	bool user;
	bool delegated; /* we are in that scope, alone */
	struct option_list set;
	const char *name;
	char **command;
};

struct option_outcome run_request_read(struct run_request *, struct run *, int argc, char **argv);

/* Whether what has just failed may be done in a scope: for want of rights, and systemd is there. */
bool run_scope_helps(const struct run *, const struct run_request *);

/* Becomes systemd-run(1), which starts us again in a delegated scope.  Returns only a status. */
int run_scope_become(struct run *, const struct run_request *, char **argv);

/*
 * In that scope: the path of the group, below the scope's, which we leave for a group of our own,
 * because one with a process can pass no controller on.
 */
int run_scope_path(struct run *, const struct cgroup_tree *, const struct run_request *,
		   char path[CGROUP_PATH_MAX]);

/* What the command used: begun before it, printed after, on standard error. */
struct run_summary {
	struct cgroup_sample before;
	struct cgroup_pressure pressure[3];
};
void run_summary_begin(const struct cgroup *, struct run_summary *);
void run_summary_print(struct run *, const struct cgroup *, const struct run_summary *);

/* Why the command of a new group was killed, where the kernel did it for lack of memory. */
void run_tell_lack_of_memory(struct run *, const struct cgroup *);

#endif
