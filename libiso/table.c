/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table_print.h"
#include "text.h"

void table_options(struct option_row rows[TABLE_OPTIONS], struct table_format *format)
{
	const struct option_row made[TABLE_OPTIONS] = {
		{ 'J', "json", NULL, "answer in JSON", .flag = &format->json },
		{ 'r', "raw", NULL, "one blank between columns, no alignment",
		  .flag = &format->raw },
		{ 'q', "quiet", NULL, "names only, one a line", .flag = &format->quiet },
		{ 'n', "noheadings", NULL, "no line of headings", .flag = &format->no_headings },
		{ 'o', "output", "NAMES",
		  "these columns, or those shown and +COLUMNS; help lists them",
		  .text = &format->output },
		{ 0 },
	};

	memcpy(rows, made, sizeof made);
}

static int list_columns(struct run *run, const struct table_column *columns)
{
	for (; columns->name; columns++) {
		printf("%-20s %s%s\n", columns->name, columns->help,
		       columns->traits & TABLE_SHOWN ? " (shown by default)" : "");
	}
	return option_answered(run);
}

static int find_column(const struct table *table, const char *name)
{
	for (unsigned i = 0; i < table->count; i++) {
		if (strcasecmp(table->columns[i].name, name) == 0) {
			return (int)i;
		}
	}
	return -1;
}

static void show(struct table *table, unsigned column)
{
	for (unsigned i = 0; i < table->shown_count; i++) {
		if (table->shown[i] == column) {
			return;
		}
	}
	table->shown[table->shown_count++] = column;
}

/* Shows the columns with any of these traits, or all. */
static void show_matching(struct table *table, unsigned traits)
{
	for (unsigned i = 0; i < table->count; i++) {
		if (traits == ~0u || table->columns[i].traits & traits) {
			show(table, i);
		}
	}
}

static int choose_columns(struct run *run, struct table *table)
{
	const char *list = table->format.output;
	char name[64];
	int result;

	if (table->format.quiet) {
		show_matching(table, TABLE_KEY);
		return 0;
	}
	if (table->format.all_columns) {
		show_matching(table, ~0u);
	} else if (!list || *list == '+') {
		show_matching(table, TABLE_SHOWN);
	}
	if (list) {
		list += *list == '+';
	}
	while ((result = text_next(&list, ',', name, sizeof name)) != 0) {
		int column = result < 0 ? -1 : find_column(table, name);

		if (column < 0) {
			run_step(run, "choose the columns");
			return run_refuse(run, "there is no column '%s'; --output=help lists them",
					  result < 0 ? list : name);
		}
		show(table, (unsigned)column);
	}
	return 0;
}

struct table *table_new(struct run *run, const char *name, const struct table_column *columns,
			const struct table_format *format)
{
	struct table *table;

	if (format->output && strcmp(format->output, "help") == 0) {
		list_columns(run, columns);
		return NULL;
	}
	table = calloc(1, sizeof *table);
	if (!table) {
		run_refuse(run, "no memory for the table");
		return NULL;
	}
	table->name = name;
	table->columns = columns;
	table->format = *format;
	while (columns[table->count].name) {
		table->count++;
	}
	table->shown = calloc(table->count, sizeof *table->shown);
	if (!table->shown) {
		run_refuse(run, "no memory for the table");
	}
	if (!table->shown || choose_columns(run, table) < 0) {
		table_free(table);
		return NULL;
	}
	if (format->filter) {
		table->filter = filter_new(run, format->filter, columns);
		if (!table->filter) {
			table_free(table);
			return NULL;
		}
	}
	return table;
}

bool table_wants(const struct table *table, unsigned column)
{
	for (unsigned i = 0; i < table->shown_count; i++) {
		if (table->shown[i] == column) {
			return true;
		}
	}
	return table->filter && filter_wants(table->filter, column);
}

struct table_row *table_add(struct table *table, struct table_row *parent)
{
	struct table_row *row = calloc(1, sizeof *row + table->count * sizeof row->cell[0]);

	if (!row) {
		table->out_of_memory = true;
		return NULL;
	}
	row->table = table;
	row->parent = parent;
	struct table_row **first = parent ? &parent->child : &table->row;
	struct table_row **last = parent ? &parent->last_child : &table->last_row;
	if (*first) {
		(*last)->next = row;
	} else {
		*first = row;
	}
	*last = row;
	return row;
}

/* Sets the cell to an escaped copy, of its own size. */
static void set_escaped(struct table_row *row, unsigned column, const char *text)
{
	size_t room = strlen(text) * 4 + 1;
	char *copy = malloc(room);

	if (!copy) {
		row->table->out_of_memory = true;
		return;
	}
	size_t length = text_escape(copy, room, text);
	char *fitting = realloc(copy, length + 1);
	free(row->cell[column]);
	row->cell[column] = fitting ? fitting : copy;
}

void table_set(struct table_row *row, unsigned column, const char *format, ...)
{
	char *text = NULL;
	va_list words;

	if (!row || !table_wants(row->table, column)) {
		return;
	}
	va_start(words, format);
	int length = vasprintf(&text, format, words);
	va_end(words);
	if (length < 0) {
		row->table->out_of_memory = true;
		return;
	}
	set_escaped(row, column, text);
	free(text);
}

void table_set_number(struct table_row *row, unsigned column, unsigned long long number)
{
	table_set(row, column, "%llu", number);
}

static void free_rows(struct table_row *row, unsigned columns)
{
	while (row) {
		struct table_row *next = row->next;

		for (unsigned i = 0; i < columns; i++) {
			free(row->cell[i]);
		}
		free_rows(row->child, columns);
		free(row);
		row = next;
	}
}

void table_free(struct table *table)
{
	if (table) {
		free_rows(table->row, table->count);
		filter_free(table->filter);
		free(table->shown);
		free(table);
	}
}

/* Keeps the rows for which the filter holds, and those above them; returns the first. */
static struct table_row *keep_matching(const struct table *table, struct table_row *row)
{
	struct table_row *first = NULL, **last = &first;

	while (row) {
		struct table_row *next = row->next;

		row->child = keep_matching(table, row->child);
		row->next = NULL;
		if (row->child || filter_holds(table->filter, row->cell)) {
			*last = row;
			last = &row->next;
		} else {
			free_rows(row, table->count);
		}
		row = next;
	}
	return first;
}

int table_print(struct run *run, struct table *table)
{
	if (!table->out_of_memory && table->filter) {
		table->row = keep_matching(table, table->row);
	}
	if (!table->out_of_memory) {
		table_print_rows(table);
	}
	bool whole = !table->out_of_memory;

	table_free(table);
	if (!whole) {
		run_step(run, "print the answer");
		run_refuse(run, "no memory for the table");
		return run_failed(run);
	}
	return option_answered(run);
}
