/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * filter - which rows of a table: an expression about its columns, as scols-filter(5) has it.
 *
 *	NPROCS > 3 && TYPE == "net"      TYPE =~ "^(net|user)$" or not USER
 *
 * A column by its name, in any case; a number, with K, M, G, T behind it for sizes; a text in
 * quotes.  == != < <= > >= (eq ne lt le gt ge) compare numbers where both are, else texts; =~
 * and !~ match an extended regular expression.  ! && || (not and or), brackets.  A column alone
 * holds where it has a value that is not 0.
 */
#ifndef LIBISO_FILTER_H
#define LIBISO_FILTER_H

#include <stdbool.h>

#include "run.h"

struct table_column;
struct filter;

/* Reads an expression; the caller frees it.  NULL when it is none, saying where and why. */
struct filter *filter_new(struct run *, const char *text, const struct table_column *);
void filter_free(struct filter *);

/* Whether the expression speaks of a column. */
bool filter_wants(const struct filter *, unsigned column);

/* Whether it holds for a row's cells; a cell never set is NULL. */
bool filter_holds(const struct filter *, char *const cell[]);

#endif
