/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table_json.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "table_print.h"
#include "text.h"

void table_json_string(FILE *file, const char *text)
{
	fputc('"', file);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\') {
			fputc('\\', file);
		}
		fputc(*text, file);
	}
	fputc('"', file);
}

/* A JSON number: what the kernel calls "max" stays a string. */
static bool is_number(const char *text)
{
	size_t digits;

	text += *text == '-';
	digits = strspn(text, "0123456789");
	if (digits == 0 || (digits > 1 && text[0] == '0')) {
		return false;
	}
	text += digits;
	if (*text != '.') {
		return *text == '\0';
	}
	digits = strspn(text + 1, "0123456789");
	return digits > 0 && text[1 + digits] == '\0';
}

/* In an array a word needs no escape for its blanks, nor so for its backslashes. */
static void unescape_word(char *word)
{
	char *to = word;

	for (const char *at = word; *at; to++) {
		bool is_blank = strncmp(at, "\\040", 4) == 0;
		bool is_escaped = is_blank || strncmp(at, "\\134", 4) == 0;

		*to = is_blank ? ' ' : *at;
		at += is_escaped ? 4 : 1;
	}
	*to = '\0';
}

static void print_words(const char *list)
{
	char word[4608];
	bool first = true;

	putchar('[');
	while (text_next(&list, ' ', word, sizeof word) > 0) {
		if (*word) {
			fputs(first ? "" : ", ", stdout);
			unescape_word(word);
			table_json_string(stdout, word);
			first = false;
		}
	}
	putchar(']');
}

static void print_value(const struct table_column *column, const char *cell)
{
	if (!cell) {
		fputs("null", stdout);
	} else if (column->traits & TABLE_LIST) {
		print_words(cell);
	} else if (column->traits & TABLE_BOOLEAN) {
		fputs(*cell == '1' ? "true" : "false", stdout);
	} else if (column->traits & (TABLE_NUMBER | TABLE_SIZE) && is_number(cell)) {
		fputs(cell, stdout);
	} else {
		table_json_string(stdout, cell);
	}
}

static void print_key(const char *name)
{
	putchar('"');
	for (; *name; name++) {
		putchar(tolower((unsigned char)*name));
	}
	fputs("\": ", stdout);
}

static void print_indent(unsigned depth)
{
	printf("%*s", (int)depth * 3, "");
}

static void print_fields(const struct table_row *row)
{
	const struct table *table = row->table;

	for (unsigned i = 0; i < table->shown_count; i++) {
		const struct table_column *column = &table->columns[table->shown[i]];

		fputs(i ? ", " : "", stdout);
		print_key(column->name);
		print_value(column, row->cell[table->shown[i]]);
	}
}

/* In a flat list the children follow as equals: only the first object of all has no comma before.
 */
static void print_objects(const struct table_row *row, unsigned depth, bool *first)
{
	for (; row; row = row->next) {
		bool nested = true;

		fputs(*first ? "" : ",\n", stdout);
		*first = false;
		print_indent(depth);
		putchar('{');
		print_fields(row);
		if (row->child && !row->table->format.flat) {
			fputs(", \"children\": [\n", stdout);
			print_objects(row->child, depth + 1, &nested);
			putchar('\n');
			print_indent(depth);
			putchar(']');
		}
		putchar('}');
		if (row->child && row->table->format.flat) {
			print_objects(row->child, depth, first);
		}
	}
}

void table_print_json(const struct table *table)
{
	bool first = true;

	printf("{\"%s\": [\n", table->name);
	print_objects(table->row, 1, &first);
	fputs(first ? "]}\n" : "\n]}\n", stdout);
}
