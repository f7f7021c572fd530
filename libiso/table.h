/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * table - an answer in columns: aligned for a person, JSON or raw for a program.
 *
 * One array of columns says what an answer can tell; --output chooses among it, as for
 * lsblk(8).  Rows may have parents: a tree on a terminal, "children" in JSON.  Every cell is
 * escaped by text_escape(), in JSON too.  Own code, for libsmartcols cannot measure UTF-8
 * without setlocale(3), which this suite never calls, and Debian has no static archive of it.
 *
 *     struct table *table = table_new("cgroups", columns, format);
 *     struct table_row *row = table_add(table, NULL);
 *     table_set(row, NAME, "%s", name);
 *     return table_print(run, table);
 */
#ifndef LIBISO_TABLE_H
#define LIBISO_TABLE_H

#include <stdbool.h>

#include "option.h"
#include "run.h"

enum table_trait {
	TABLE_SHOWN = 1u << 0,  /* without --output */
	TABLE_NUMBER = 1u << 1, /* aligned right; bare in JSON */
	TABLE_BOOLEAN =
		1u << 2,      /* set to 0 or 1: yes and no for a person, true and false in JSON */
	TABLE_TREE = 1u << 3, /* carries the branches */
	TABLE_CUT = 1u << 4,  /* shortened where the terminal is narrow */
	TABLE_SIZE = 1u << 5, /* bytes: 1.5G for a person, the number in JSON and --raw */
	TABLE_LIST = 1u << 6, /* words separated by blanks; an array in JSON */
	TABLE_KEY = 1u << 7,  /* what --quiet prints */
};

struct table_column {
	const char *name; /* upper case; in JSON lower case */
	const char *help; /* for --output=help */
	unsigned traits;  /* of enum table_trait */
};

/* How to print: filled by the options below. */
struct table_format {
	bool json;
	bool raw;   /* one blank between cells, blanks inside as \x20, empty as - */
	bool csv;   /* RFC 4180; a tool offers it in a row of its own */
	bool quiet; /* only the key column, one a line */
	bool no_headings;
	bool flat; /* draw no branches, nest nothing */
	bool all_columns;
	const char *filter; /* only rows for which this holds (filter.h); NULL: all */
	const char
		*output; /* columns by name, separated by commas; +LIST adds; NULL: those shown */
};

/* Fills rows with -J --json, -r --raw, -q --quiet, -n --noheadings and -o --output, and ends them.
 */
enum { TABLE_OPTIONS = 6 };
void table_options(struct option_row rows[TABLE_OPTIONS], struct table_format *);

/*
 * Begins a table; columns end with a nameless one, and outlive it.  name is the key of the list
 * in JSON.  Returns NULL having refused (an unknown column) or, for --output=help, having listed
 * the columns: then run has no failure.
 */
struct table *table_new(struct run *, const char *name, const struct table_column *,
			const struct table_format *);

/* Whether a column will be printed: what is costly to learn is learnt only then. */
bool table_wants(const struct table *, unsigned column);

/* Adds a row, below parent where there is one.  Memory that runs out is told by table_print(). */
struct table_row *table_add(struct table *, struct table_row *parent);

/* Sets a cell by its place in the array of columns.  A cell never set is null in JSON. */
void table_set(struct table_row *, unsigned column, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void table_set_number(struct table_row *, unsigned column, unsigned long long number);

/* Prints it to standard output and frees it.  Returns the status to end with. */
int table_print(struct run *, struct table *);

/* Frees it unprinted. */
void table_free(struct table *);

/* "1.5G": a size as a person reads it, in units of 1024.  Returns text. */
char *table_size_text(char text[16], unsigned long long bytes);

/* Columns of a terminal that text takes (UTF-8; East Asian wide ones take two). */
unsigned table_text_width(const char *text);

#endif
