/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sweep - one fault in one run of a command line, and what became of it.
 *
 * A call is named process:syscall:nth.  Processes are numbered as they are made, and each
 * counts its own calls, so that the same name is the same call in the next run.  (strace's
 * counter also counts what the loader does, and adds up over processes.)
 */
#ifndef FAULTS_SWEEP_H
#define FAULTS_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_ERROR,
	FAULT_SHORT,
	FAULT_KILL_BEFORE,
	FAULT_KILL_AFTER,
	FAULT_ALLOCATION, /* the nth allocation fails */
	FAULT_MISSING     /* the kernel does not have the call: all of them fail with ENOSYS */
};

struct fault {
	enum fault_kind kind;
	int process;
	long call;
	int nth;
	int error;
};

/* A call as seen in the run without a fault. */
struct seen_call {
	int process;
	long call;
	int nth;
	uint64_t argument[6];
	bool may_be_short;
	bool is_stream; /* it reads or writes a pipe or a socket, which has no disk below it */
};

struct seen_list {
	struct seen_call *item;
	size_t count, room;
};

struct outcome {
	int status;  /* of wait(2) */
	bool hung;   /* it had not ended in time */
	bool struck; /* the fault took place */
	char *out, *err;
};

/* calls.c: what can go wrong in a call, ending with 0; NULL: nothing.  known: in the table at all.
 */
const char *call_name(long call);
const int *call_errors(const struct seen_call *, bool *known);
/* True for calls that are made and then said to have failed: close(2) closes also then. */
bool call_is_made_anyway(long call);
const char *error_name(int error);

/* trace.c: runs argv with one fault.  seen may be NULL.  The caller frees out and err. */
void trace_run(char **argv, const struct fault *, struct seen_list *seen, struct outcome *);
/* The allocation wrapper makes this call, which is none, just before it fails. */
#define TRACE_ALLOCATION 0x46414c4c

/* state.c: what a command could leave behind, as text; the caller frees.  network: all of it, and
 * not only links and addresses. */
char *state_read(char **folder, bool network);
/* compare.c: nothing is there that was neither before nor is after, and what was both times is. */
bool state_is_between(const char *before, const char *state, const char *after);
/* The state is what it was to be, but for empty folders that are still there. */
bool state_has_folders_more(const char *after, const char *state);
/* Prints the lines that only one of them has. */
void state_print_difference(const char *before, const char *after);
/* state.c: ends what was not there at the start: never outside of the sandbox. */
void state_note_processes(void);
void state_end_processes(void);
/* Whether one of those is at work, or waits for a disk: it may yet end by itself. */
bool state_is_busy(void);
/* Replaces @inode@ by own, target or other. */
char *state_name_namespaces(const char *text);

#endif
