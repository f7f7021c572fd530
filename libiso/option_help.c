/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "option_help.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

void option_flatten(struct option_rows *rows, const struct option_row *table)
{
	for (; table && (table->name || table->rows || table->help); table++) {
		if (table->rows) {
			option_flatten(rows, table->rows);
		} else if (table->name) {
			assert(rows->count < sizeof rows->row / sizeof rows->row[0]);
			rows->row[rows->count++] = table;
		} else {
			assert(rows->headings < sizeof rows->heading / sizeof rows->heading[0]);
			rows->heading[rows->headings].before = rows->count;
			rows->heading[rows->headings++].text = table->help;
		}
	}
}

static void print_row(const struct option_row *row)
{
	const char *equals = row->traits & OPTION_OPTIONAL ? "[=" : " ";
	const char *close = row->traits & OPTION_OPTIONAL ? "]" : "";
	char left[96];
	int n = row->letter ? snprintf(left, sizeof left, "-%c, ", row->letter)
			    : snprintf(left, sizeof left, "    ");

	snprintf(left + n, sizeof left - (size_t)n, "--%s%s%s%s", row->name,
		 row->argument ? equals : "", row->argument ? row->argument : "",
		 row->argument ? close : "");
	if (strlen(left) > 27) {
		printf("  %s\n  %-27s %s\n", left, "", row->help);
	} else {
		printf("  %-27s %s\n", left, row->help);
	}
}

static void print_verbs(const struct tool *tool)
{
	printf("\nVerbs:\n");
	for (const struct verb *verb = tool->verbs; verb->name; verb++) {
		if (verb->summary) {
			printf("  %-12s %s\n", verb->name, verb->summary);
		}
	}
	printf("\n%s VERB --help shows what a verb accepts.\n", tool->name);
}

void option_print_help(const struct tool *tool, const struct option_rows *rows)
{
	size_t heading = 0;

	printf("Usage: %s [OPTION]... %s\n%s\n", tool->name, tool->operands, tool->summary);
	if (tool->verbs) {
		print_verbs(tool);
	}
	for (size_t i = 0; i < rows->count; i++) {
		for (; heading < rows->headings && rows->heading[heading].before == i; heading++) {
			printf("\n%s:\n", rows->heading[heading].text);
		}
		print_row(rows->row[i]);
	}
	printf("\nMore in %.*s(1).\n", (int)strcspn(tool->name, " "), tool->name);
}

void option_print_list(const struct tool *tool, const struct option_rows *rows)
{
	printf("operands\t%s\t%s\t%s\n", tool->name, tool->operands, tool->summary);
	for (const struct verb *verb = tool->verbs; verb && verb->name; verb++) {
		if (verb->summary) {
			printf("verb\t%s\t%s\t%s\n", verb->name, verb->operands, verb->summary);
		}
	}
	for (size_t i = 0; i < rows->count; i++) {
		const struct option_row *row = rows->row[i];

		printf("%c\t%s\t%s\t%s\t%s\t%s\n", row->letter ? row->letter : '-', row->name,
		       row->argument ? row->argument : "", row->help,
		       row->traits & OPTION_PEER ? "peer" : "-",
		       row->traits & OPTION_OPTIONAL ? "optional" : "-");
	}
}
