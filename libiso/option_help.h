/* SPDX-License-Identifier: GPL-2.0-or-later */
/* option_help - an option table, flattened, and printed for people and for programs. */
#ifndef LIBISO_OPTION_HELP_H
#define LIBISO_OPTION_HELP_H

#include <stddef.h>

#include "option.h"

/* The rows of a table and of those that it includes; headings are kept apart. */
struct option_rows {
	const struct option_row *row[192];
	size_t count;
	struct {
		size_t before; /* stands before this row */
		const char *text;
	} heading[24];
	size_t headings;
};

/* Adds a table, which may be NULL, behind what is there. */
void option_flatten(struct option_rows *, const struct option_row *table);

/* What --help prints. */
void option_print_help(const struct tool *, const struct option_rows *);

/*
 * What --list-options prints: a line each, its fields separated by tabs.  First
 *	operands, TOOL, OPERANDS, SUMMARY
 * then for a tool with verbs
 *	verb, NAME, OPERANDS, SUMMARY
 * then the options:
 *	LETTER (or -), NAME, ARGUMENT, HELP, peer or -, optional or -
 */
void option_print_list(const struct tool *, const struct option_rows *);

#endif
