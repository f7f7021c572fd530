/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table_print - a table's insides, and its four forms: aligned, raw, names only, JSON. */
#ifndef LIBISO_TABLE_PRINT_H
#define LIBISO_TABLE_PRINT_H

#include "filter.h"
#include "table.h"

struct table_row {
	struct table *table;
	struct table_row *parent, *next, *child, *last_child;
	char *cell[]; /* one for each column, escaped; NULL: nothing is known */
};

struct table {
	const char *name;
	const struct table_column *columns;
	unsigned count;
	unsigned *shown; /* which of them, in the order asked for */
	unsigned shown_count;
	struct table_format format;
	struct table_row *row, *last_row;
	struct filter *filter; /* NULL: every row is printed */
	bool out_of_memory;
};

/* Prints to standard output in the form asked for. */
void table_print_rows(struct table *);

#endif
