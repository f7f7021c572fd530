/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * option - one table per tool says what it accepts; everything else reads it: the
 * parser, --help, and --list-options (for completions and scripts/check-man).
 *
 * The ARGUMENT word of a row is also its kind.  The vocabulary is closed (FILE DIR
 * PID TARGET NAME CGROUP COMMAND USER GROUP NUMBER SIZE TEXT and a few more, see
 * completions/), so completions know what to offer for each.
 *
 * A long option may be shortened.  The exact name wins; then the only match among
 * the replaced tool's own options (OPTION_PEER), so that its scripts go on working
 * whatever we add; then the only match among ours.
 */
#ifndef LIBISO_OPTION_H
#define LIBISO_OPTION_H

#include <stdint.h>

#include "run.h"

enum option_trait {
	OPTION_PEER = 1u << 0,     /* the tool that we replace has it */
	OPTION_OPTIONAL = 1u << 1, /* --name=ARGUMENT only; alone it has no argument */
	OPTION_ATTACHED = 1u << 2, /* OPTIONAL, for the letter too: -mFILE and -m=FILE */
	OPTION_OF_VERB = 1u << 3,  /* a tool's flag: the verb behind reads it as its own --name */
};

/*
 * What was given, in the order of the command line, for options that repeat.  A copy: the
 * rows may be gone when it is used.
 */
struct option_given {
	const char *name;     /* the row's */
	unsigned value;       /* the row's */
	const char *argument; /* borrowed from argv; NULL: given without one */
};

struct option_list {
	struct option_given *item;
	unsigned count;
};

struct option_row {
	char letter; /* 0: no short form */
	const char *name;
	const char *argument; /* NULL: takes none */
	const char *help;
	unsigned traits; /* of enum option_trait */
	/* Where it goes; exactly one of these is set, so the compiler checks the type. */
	bool *flag;               /* becomes true */
	unsigned *bits;           /* gains value */
	unsigned *choice;         /* becomes value */
	const char **text;        /* becomes the argument; not copied */
	uint64_t *number;         /* becomes the argument, a decimal number up to max */
	struct option_list *list; /* gains one item */
	unsigned value;
	uint64_t max;                  /* of number; 0: no limit of its own */
	const struct option_row *rows; /* instead of all these: include another table here */
};

/* A tool, or a verb of one. */
struct tool {
	const char *name;     /* "cns-unshare", "cns-cgctl run" */
	const char *summary;  /* one sentence, with its full stop */
	const char *operands; /* "[COMMAND [ARGUMENT]...]" */
	int operands_min;
	int operands_max;   /* -1: any number */
	bool takes_command; /* options end at the first operand; usage errors are status 125 */
	const struct option_row *rows; /* ends with a row without name and rows */
	const struct verb *verbs;      /* NULL: none; only for the tool itself */
	bool one_hyphen;               /* -name is --name, as ip(8) has it; letters stand alone */
	/* How the replaced tool completes verbs: the first that begins so. */
	const char *peer_verbs;
};

/* A verb has its own table and reads its own command line; argv[0] is its name. */
struct verb {
	const char *name;
	const char *summary; /* as in tool, for the tool's --help */
	const char *operands;
	int (*run)(struct run *, int argc, char **argv);
};

enum option_result {
	OPTION_GO,       /* do it: the operands are there */
	OPTION_ANSWERED, /* the user only asked a question; now answered */
	OPTION_WRONG,    /* the user has been told what is wrong */
};

struct option_outcome {
	enum option_result result;
	int status;     /* to end with, unless OPTION_GO */
	char **operand; /* ends with NULL; in argv where takes_command, else allocated */
	int count;
};

/*
 * Reads the command line once.  Sets run's tool name, explain and dry.
 * Everything is left to its default where the result is not OPTION_GO.
 */
struct option_outcome option_parse(const struct tool *, struct run *, int argc, char **argv);

/* Runs the verb that argv names, or answers; returns the exit status. */
int option_run_verb(const struct tool *, struct run *, int argc, char **argv);

/*
 * Tells the user of a mistake in the request that the table cannot see (two options
 * that exclude each other, a value of the wrong form); returns the status to end with.
 */
int option_complain(const struct tool *, const char *complaint, ...)
	__attribute__((format(printf, 2, 3)));

/* Ends an answer: 0, or run's failure status when standard output could not take it all. */
int option_answered(struct run *);

#endif
