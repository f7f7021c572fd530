/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * condition - what else a process inherits: limits, the OOM score, scheduling, the umask, the
 * session keyring, signal dispositions and the label of a security module.  In as the target is,
 * the command has the target's, not the caller's.
 */
#ifndef ENTER_CONDITION_H
#define ENTER_CONDITION_H

#include <sys/resource.h>

#include "kernel/schedule.h"
#include "request.h"
#include "target.h"

enum { CONDITION_LIMITS = RLIM_NLIMITS };

struct condition {
	unsigned without; /* enum part */
	bool applies;     /* in as the target is, with a process as the target */
	bool has_limit[CONDITION_LIMITS];
	struct rlimit limit[CONDITION_LIMITS];
	char oom_score[16];
	bool has_schedule, has_cpus;
	struct kernel_schedule schedule;
	struct kernel_cpus cpus;
	unsigned umask;
	char label[512]; /* to be written as it is; or empty */
	const char *label_file;
};

int condition_open(struct run *, const struct request *, const struct target *, unsigned mask,
		   struct condition *);

/* While our own /proc answers and our rights are there: limits, score, scheduling, label. */
int condition_prepare(struct run *, const struct condition *);

/* While no filter of the target's forbids it: a fresh keyring, the umask. */
int condition_take(struct run *, const struct condition *);

/* Last of all: every signal is at its default, none is blocked. */
void condition_reset_signals(const struct condition *);

#endif
