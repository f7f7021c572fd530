/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * confinement - what a command may do: one table of option rows for every tool that becomes one.
 *
 *	struct option_list given = { 0 };
 *	struct option_row rows[CONFINEMENT_ROWS];
 *	confinement_rows(rows, &given);                       { .rows = rows } in the tool's table
 *	status = confinement_read(&tool, &given, &limits);    after option_parse()
 *	confinement_prepare(run, &limits, root_fd, &who);     while nothing is given up yet
 *	confinement_apply(run, &limits, &who);                last, before command_become()
 *
 * All that can fail is done before the point of no return.  The order at the end: limits, no
 * more capabilities for programs, user and groups, capabilities, no_new_privs, landlock, seccomp.
 */
#ifndef LIBISO_CONFINEMENT_H
#define LIBISO_CONFINEMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "capability.h"
#include "credential.h"
#include "option.h"
#include "rlimit.h"

enum { CONFINEMENT_ROWS = 12, CONFINEMENT_LIMITS = 16 };

struct confinement {
	/* Read from the options. */
	bool has_capabilities, no_new_privs, has_oom, has_umask;
	struct capability_wish capabilities;
	struct rlimit_wish limits[CONFINEMENT_LIMITS];
	unsigned limit_count;
	const struct option_list *given; /* for those that repeat: --sysctl, --landlock */
	const char *label;
	const char *seccomp; /* a file, or "default"; NULL: none */
	bool seccomp_logs;
	int64_t oom_score;
	unsigned umask;
	/* Found out by confinement_prepare(). */
	uint64_t capability_set;
	int landlock_fd;           /* -1: none */
	struct sock_fprog *filter; /* NULL: none */
};

/* Fills rows, all of which append to given. */
void confinement_rows(struct option_row rows[CONFINEMENT_ROWS], struct option_list *given);

/* Reads what was given.  Returns 0, or the status to end with, the user having been told. */
int confinement_read(const struct tool *, const struct option_list *given, struct confinement *);

/*
 * Before the root changes, in the namespaces that the command will have: sets sysctls, the OOM
 * score and the label through our own /proc; opens the paths of landlock inside root_fd; builds
 * the filter.  who tells what is left of privilege when the filter is loaded.
 */
int confinement_prepare(struct run *, struct confinement *, int root_fd,
			const struct credential *who);

/* Becomes who and gives up the rest; credential_apply() is called by this. */
int confinement_apply(struct run *, const struct confinement *, const struct credential *who);

#endif
