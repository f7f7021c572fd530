/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * run - one run of one tool: what it is doing now, and what went wrong first.
 *
 * Every kernel call belongs to a step.  A step is a verb phrase that completes
 * both sentences a reader may meet:
 *
 *     --explain    # make new mnt and pid namespaces
 *     failure      cns-unshare: cannot make new mnt and pid namespaces: ...
 *
 * So a step is lower case, has no full stop, and says the purpose, not the call.
 */
#ifndef LIBISO_RUN_H
#define LIBISO_RUN_H

#include <stdbool.h>

enum exit_status {
	EXIT_VERB_FAILED = 1,     /* a tool that answers: it failed */
	EXIT_WRONG_USAGE = 2,     /* a tool that answers: it was asked wrongly */
	EXIT_TOOL_FAILED = 125,   /* a tool that becomes a command: its own failure */
	EXIT_CANNOT_INVOKE = 126, /* the command was found, but is not runnable */
	EXIT_NOT_FOUND = 127,     /* the command was not found */
	EXIT_SIGNALLED = 128,     /* plus the number of the signal that ended it */
};

enum { RUN_WARNING_MAX = 512 };

struct failure {
	bool happened;
	int error; /* errno, or 0: then call holds our own words */
	char step[256];
	char call[512];
	char advice[512]; /* a hint the finder of the failure knows best, or empty */
};

struct run {
	const char *tool;  /* as messages name it: "cns-unshare", "cns-cgctl run" */
	int failed_status; /* what run_failed() returns; 0 stands for EXIT_TOOL_FAILED */
	bool explain;      /* say each call before it is made */
	unsigned form;     /* how it is said: enum explain_form */
	bool dry;          /* and make none that changes anything */
	char *warning;     /* for who has the screen: where the last warning goes; or NULL */
	/* What verbs of one dry run would have recorded, for those after them; or NULL. */
	struct state_memory **rehearsal;
	bool inside; /* another root or mount namespace answers by name: trust no file */
	char step[256];
	char call[512];
	struct failure failure; /* the first one: later ones are its echo */
};

/* Begins a step; the kernel calls that follow are made for its sake. */
void run_step(struct run *, const char *phrase, ...) __attribute__((format(printf, 2, 3)));

/*
 * Says the call about to be made, in strace's notation.  Only libiso/kernel/
 * calls these two.  run_judge() returns result, and records the first negative
 * one with errno, which it leaves as it was.
 */
void run_announce(struct run *, const char *call, ...) __attribute__((format(printf, 2, 3)));
long run_judge(struct run *, long result);

/* Records a failure that no kernel call reported, in our own words; returns -1. */
int run_refuse(struct run *, const char *reason, ...) __attribute__((format(printf, 2, 3)));

/* Likewise of a call that was not announced: what names it, and errno says why; returns -1. */
int run_refuse_errno(struct run *, const char *what, ...) __attribute__((format(printf, 2, 3)));

/* Adds a hint to the recorded failure, better than hint.c could know; returns -1. */
int run_advise(struct run *, const char *advice, ...) __attribute__((format(printf, 2, 3)));

/* Declares the last failure expected, and drops it; said under --explain. */
void run_forgive(struct run *);

/* Says something about the step under --explain only. */
void run_note(struct run *, const char *text, ...) __attribute__((format(printf, 2, 3)));

/*
 * Says which command of other tools does the same; under --dry-run only, on standard output, so
 * that the lines can be pasted.
 */
void run_equivalent(struct run *, const char *command, ...) __attribute__((format(printf, 2, 3)));

/* Says something the user must know though nothing failed. */
void run_warn(const struct run *, const char *text, ...) __attribute__((format(printf, 2, 3)));

/* Tells the user of the first failure; returns the tool's status for it. */
int run_failed(const struct run *);

#endif
