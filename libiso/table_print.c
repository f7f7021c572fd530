/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "table_print.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "table_json.h"
#include "text.h"

enum { DEPTH_MAX = 128, GAP = 1, NARROWEST = 12 };

/* How the branches of a tree are drawn. */
struct branches {
	const char *more, *last, *through, *empty;
};

static const struct branches lines = { "├─", "└─", "│ ", "  " };
static const struct branches ascii = { "|-", "`-", "| ", "  " };

/* One printing of one table for a person. */
struct layout {
	const struct table *table;
	const struct branches *branches;
	unsigned *width;         /* of each shown column */
	bool is_last[DEPTH_MAX]; /* whether the ancestor at a depth was the last of its kin */
};

char *table_size_text(char text[16], unsigned long long bytes)
{
	static const char units[] = "BKMGTPE";
	unsigned power = 0;
	double value = (double)bytes;

	while (value >= 1023.95 && power < 6) {
		value /= 1024;
		power++;
	}
	if (power == 0) {
		snprintf(text, 16, "%lluB", bytes);
	} else {
		snprintf(text, 16, value < 9.95 ? "%.1f%c" : "%.0f%c", value, units[power]);
	}
	return text;
}

/* Blocks of UTF-8 code points that take no column, or two (UAX 11, the wide and full ones). */
static unsigned point_width(uint32_t point)
{
	static const struct {
		uint32_t first, last;
		unsigned width;
	} blocks[] = {
		{ 0x300, 0x36f, 0 },     { 0x200b, 0x200d, 0 },   { 0x20d0, 0x20ff, 0 },
		{ 0xfe00, 0xfe0f, 0 },   { 0xfe20, 0xfe2f, 0 },   { 0x1100, 0x115f, 2 },
		{ 0x2e80, 0x303e, 2 },   { 0x3041, 0xa4cf, 2 },   { 0xac00, 0xd7a3, 2 },
		{ 0xf900, 0xfaff, 2 },   { 0xfe30, 0xfe6f, 2 },   { 0xff00, 0xff60, 2 },
		{ 0xffe0, 0xffe6, 2 },   { 0x1f300, 0x1f64f, 2 }, { 0x1f900, 0x1f9ff, 2 },
		{ 0x20000, 0x3fffd, 2 },
	};

	/* The first block is the lowest: what most names are made of is below it. */
	for (size_t i = 0; point >= blocks[0].first && i < sizeof blocks / sizeof blocks[0]; i++) {
		if (point >= blocks[i].first && point <= blocks[i].last) {
			return blocks[i].width;
		}
	}
	return 1;
}

/* The next character of well-formed UTF-8, which text_escape() makes of everything. */
static uint32_t next_point(const char **text)
{
	const unsigned char *byte = (const unsigned char *)*text;
	unsigned length = *byte < 0x80 ? 1 : *byte < 0xe0 ? 2 : *byte < 0xf0 ? 3 : 4;
	uint32_t point = length == 1 ? *byte : *byte & (0x7fu >> length);

	for (unsigned i = 1; i < length && byte[i]; i++) {
		point = point << 6 | (byte[i] & 0x3fu);
	}
	*text += strnlen(*text, length);
	return point;
}

unsigned table_text_width(const char *text)
{
	unsigned width = 0;

	while (*text) {
		width += point_width(next_point(&text));
	}
	return width;
}

static const struct table_column *column_at(const struct table *table, unsigned place)
{
	return &table->columns[table->shown[place]];
}

/* A cell as a person reads it; "" where nothing is known. */
static const char *cell_for_person(const struct table_row *row, unsigned place, char text[16])
{
	const struct table_column *column = column_at(row->table, place);
	const char *cell = row->cell[row->table->shown[place]];
	uint64_t number;

	if (!cell) {
		return "";
	}
	if (column->traits & TABLE_BOOLEAN) {
		return *cell == '1' ? "yes" : "no";
	}
	if (column->traits & TABLE_SIZE && text_to_number(cell, UINT64_MAX, &number) == 0) {
		return table_size_text(text, number);
	}
	return cell;
}

static unsigned branch_width(const struct table *table, unsigned place, unsigned depth)
{
	return !table->format.flat && column_at(table, place)->traits & TABLE_TREE ? depth * 2 : 0;
}

static void measure(struct layout *layout, const struct table_row *row, unsigned depth)
{
	char text[16];

	for (; row; row = row->next) {
		for (unsigned i = 0; i < layout->table->shown_count; i++) {
			unsigned width = branch_width(layout->table, i, depth) +
					 table_text_width(cell_for_person(row, i, text));

			layout->width[i] = width > layout->width[i] ? width : layout->width[i];
		}
		measure(layout, row->child, depth < DEPTH_MAX - 1 ? depth + 1 : depth);
	}
}

/* Where the terminal is too narrow the columns that may be shortened give, the last first. */
static void fit_terminal(struct layout *layout)
{
	struct winsize terminal = { 0 };
	unsigned total = 0;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &terminal) < 0 || terminal.ws_col == 0) {
		return;
	}
	for (unsigned i = 0; i < layout->table->shown_count; i++) {
		total += layout->width[i] + GAP;
	}
	total -= total ? GAP : 0;
	for (unsigned i = layout->table->shown_count; i-- > 0 && total > terminal.ws_col;) {
		unsigned over = total - terminal.ws_col, width = layout->width[i];

		if (!(column_at(layout->table, i)->traits & TABLE_CUT) || width <= NARROWEST) {
			continue;
		}
		unsigned given = width - over > width || width - over < NARROWEST
					 ? width - NARROWEST
					 : over;
		layout->width[i] -= given;
		total -= given;
	}
}

static void print_blanks(unsigned count)
{
	printf("%*s", (int)count, "");
}

/* Prints text in exactly width columns, or with the rest left open at the end of a line. */
static void print_cell(const char *text, unsigned width, bool right, bool ends_line)
{
	unsigned has = table_text_width(text);

	if (has <= width) {
		print_blanks(right ? width - has : 0);
		fputs(text, stdout);
		print_blanks(right || ends_line ? 0 : width - has);
		return;
	}
	unsigned used = 0;
	while (*text && used + 1 < width) {
		const char *from = text;
		unsigned taken = point_width(next_point(&text));

		if (used + taken + 1 > width) {
			break;
		}
		fwrite(from, 1, (size_t)(text - from), stdout);
		used += taken;
	}
	fputs("+", stdout);
	print_blanks(ends_line ? 0 : width - used - 1);
}

static unsigned print_branches(const struct layout *layout, unsigned place, unsigned depth)
{
	if (branch_width(layout->table, place, depth) == 0) {
		return 0;
	}
	for (unsigned i = 1; i < depth; i++) {
		fputs(layout->is_last[i] ? layout->branches->empty : layout->branches->through,
		      stdout);
	}
	fputs(layout->is_last[depth] ? layout->branches->last : layout->branches->more, stdout);
	return depth * 2;
}

static void print_line(const struct layout *layout, const struct table_row *row, unsigned depth)
{
	const struct table *table = layout->table;
	char text[16];

	for (unsigned i = 0; i < table->shown_count; i++) {
		const struct table_column *column = column_at(table, i);
		bool right = column->traits & (TABLE_NUMBER | TABLE_SIZE);
		unsigned taken = row ? print_branches(layout, i, depth) : 0;
		unsigned width = layout->width[i] > taken ? layout->width[i] - taken : 1;
		bool ends = i + 1 == table->shown_count;

		print_cell(row ? cell_for_person(row, i, text) : column->name, width, right, ends);
		fputs(ends ? "" : " ", stdout);
	}
	putchar('\n');
}

static void print_lines(struct layout *layout, const struct table_row *row, unsigned depth)
{
	for (; row; row = row->next) {
		layout->is_last[depth] = !row->next;
		print_line(layout, row, depth);
		print_lines(layout, row->child, depth < DEPTH_MAX - 1 ? depth + 1 : depth);
	}
}

/* The language of the terminal, as setlocale(3) would choose it. */
static bool speaks_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = getenv(names[i]);

		if (value && *value) {
			return strcasestr(value, "UTF-8") || strcasestr(value, "UTF8");
		}
	}
	return false;
}

/* A blank, which separates cells, as lsblk(8) --raw writes it. */
static void print_raw_cell(const char *cell)
{
	if (!cell || !*cell) {
		putchar('-');
		return;
	}
	for (; *cell; cell++) {
		if (*cell == ' ') {
			fputs("\\x20", stdout);
		} else {
			putchar(*cell);
		}
	}
}

static void print_raw(const struct table *table, const struct table_row *row)
{
	for (; row; row = row->next) {
		for (unsigned i = 0; i < table->shown_count; i++) {
			fputs(i ? " " : "", stdout);
			if (table->format.quiet) {
				const char *cell = row->cell[table->shown[i]];

				fputs(cell ? cell : "", stdout);
			} else {
				print_raw_cell(row->cell[table->shown[i]]);
			}
		}
		putchar('\n');
		print_raw(table, row->child);
	}
}

static void print_aligned(struct table *table)
{
	struct layout layout = { .table = table, .branches = speaks_utf8() ? &lines : &ascii };

	layout.width = calloc(table->shown_count + 1, sizeof *layout.width);
	if (!layout.width) {
		table->out_of_memory = true;
		return;
	}
	for (unsigned i = 0; i < table->shown_count && !table->format.no_headings; i++) {
		layout.width[i] = (unsigned)strlen(column_at(table, i)->name);
	}
	measure(&layout, table->row, 0);
	fit_terminal(&layout);
	if (!table->format.no_headings) {
		print_line(&layout, NULL, 0);
	}
	print_lines(&layout, table->row, 0);
	free(layout.width);
}

/* Quoted where it must be: RFC 4180. */
static void print_csv_cell(const char *cell)
{
	if (!cell[strcspn(cell, ",\"")]) {
		fputs(cell, stdout);
		return;
	}
	putchar('"');
	for (; *cell; cell++) {
		fputs(*cell == '"' ? "\"" : "", stdout);
		putchar(*cell);
	}
	putchar('"');
}

static void print_csv(const struct table *table, const struct table_row *row)
{
	for (; row; row = row->next) {
		for (unsigned i = 0; i < table->shown_count; i++) {
			const char *cell = row->cell[table->shown[i]];

			fputs(i ? "," : "", stdout);
			print_csv_cell(cell ? cell : "");
		}
		putchar('\n');
		print_csv(table, row->child);
	}
}

static void print_headings(const struct table *table, char separator)
{
	for (unsigned i = 0; i < table->shown_count && !table->format.no_headings; i++) {
		printf("%s%c", column_at(table, i)->name,
		       i + 1 == table->shown_count ? '\n' : separator);
	}
}

void table_print_rows(struct table *table)
{
	if (table->format.json) {
		table_print_json(table);
	} else if (table->format.quiet) {
		print_raw(table, table->row);
	} else if (table->format.raw) {
		print_headings(table, ' ');
		print_raw(table, table->row);
	} else if (table->format.csv) {
		print_headings(table, ',');
		print_csv(table, table->row);
	} else {
		print_aligned(table);
	}
}
