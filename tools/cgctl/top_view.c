/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plain control sequences of ECMA-48, which every terminal of today knows, and no library: a
 * picture is composed in memory and written at once, line by line over the last one, so that
 * nothing flickers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "table.h"
#include "text.h"
#include "top.h"

enum { HEADER_LINES = 3, NARROW = 100, GRAPH_NARROW = 6 };

static struct termios before;
static bool is_open;

int top_view_open(struct run *run)
{
	struct termios raw;

	run_step(run, "take the terminal for a full screen");
	if (tcgetattr(STDIN_FILENO, &before) < 0) {
		run_refuse(run, "standard input is no terminal");
		return run_advise(run, "--batch prints to anything");
	}
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) < 0) {
		return run_refuse(run, "the terminal cannot be set");
	}
	is_open = true;
	fputs("\033[?1049h\033[?25l", stdout);
	fflush(stdout);
	return 0;
}

void top_view_close(void)
{
	if (is_open) {
		fputs("\033[0m\033[?25h\033[?1049l", stdout);
		fflush(stdout);
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
		is_open = false;
	}
}

/* Writes text in exactly width columns, cut where it is longer. */
static void put(FILE *out, const char *text, unsigned width)
{
	char safe[1024];
	unsigned has;

	text_escape(safe, sizeof safe, text);
	for (has = table_text_width(safe); has > width;) {
		size_t length = strlen(safe);

		/* A whole character, not a byte of it. */
		do {
			length--;
		} while (length > 0 && ((unsigned char)safe[length] & 0xc0) == 0x80);
		safe[length] = '\0';
		has = table_text_width(safe);
	}
	fprintf(out, "%s%*s", safe, (int)(width - has), "");
}

static void put_size(FILE *out, uint64_t bytes)
{
	char text[16] = "-";

	if (bytes != SAMPLE_UNKNOWN) {
		table_size_text(text, bytes);
	}
	fprintf(out, "%6s ", text);
}

static const char *heat(const struct top_view *view, uint64_t hundredths)
{
	if (!view->colour || hundredths == SAMPLE_UNKNOWN || hundredths < 1000) {
		return "";
	}
	return hundredths < 4000 ? "\033[33m" : "\033[31m";
}

static void put_pressure(FILE *out, const struct top_view *view, uint64_t hundredths)
{
	const char *colour = heat(view, hundredths);

	if (hundredths == SAMPLE_UNKNOWN) {
		fprintf(out, "%5s ", "-");
	} else {
		fprintf(out, "%s%5.1f%s ", colour, (double)hundredths / 100,
			*colour ? "\033[39m" : "");
	}
}

/* The last looks, each as high as its share of the highest of the group's own, at least one
 * processor. */
static void put_history(FILE *out, const struct top_view *view, const struct top_row *row,
			unsigned width)
{
	static const char *const blocks[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char *const ascii[] = { " ", ".", ".", ":", "-", "=", "+", "*", "#" };
	unsigned highest = 1000;

	for (unsigned i = 0; i < TOP_HISTORY; i++) {
		highest = row->history[i] > highest ? row->history[i] : highest;
	}
	for (unsigned i = TOP_HISTORY - width; i < TOP_HISTORY; i++) {
		unsigned level = (row->history[i] * 8u + highest - 1) / highest;

		fputs((view->utf8 ? blocks : ascii)[level > 8 ? 8 : level], out);
	}
	fputc(' ', out);
}

static void put_row(FILE *out, const struct top_model *model, const struct top_view *view,
		    const struct top_row *row, unsigned columns)
{
	const uint64_t *value = row->now.value;
	bool narrow = columns < NARROW;
	unsigned graph = narrow ? GRAPH_NARROW : TOP_HISTORY;
	unsigned used = 7 + 7 + 14 + 6 + 18 + graph + 1 + (narrow ? 0 : 7);
	char name[CGROUP_PATH_MAX + 160];

	if (row->cpu == SAMPLE_UNKNOWN) {
		fprintf(out, "%6s ", "-");
	} else {
		fprintf(out, "%6.1f ", (double)row->cpu / 1e4);
	}
	put_size(out, value[SAMPLE_MEMORY]);
	if (!narrow) {
		put_size(out, value[SAMPLE_SWAP]);
	}
	put_size(out, row->read);
	put_size(out, row->written);
	fprintf(out, "%5llu ",
		(unsigned long long)(value[SAMPLE_PIDS] == SAMPLE_UNKNOWN ? row->processes
									  : value[SAMPLE_PIDS]));
	put_pressure(out, view, value[SAMPLE_CPU_SOME]);
	put_pressure(out, view, value[SAMPLE_MEMORY_SOME]);
	put_pressure(out, view, value[SAMPLE_IO_SOME]);
	put_history(out, view, row, graph);
	const char *mark = !model->tree || !row->has_children ? "" : row->folded ? "+" : "-";
	snprintf(name, sizeof name, "%*s%s%s%s", model->tree ? (int)row->depth * 2 : 0, "", mark,
		 model->tree && row->depth ? strrchr(row->path, '/') + 1 : row->path,
		 row->frozen ? " (frozen)" : "");
	put(out, name, columns > used ? columns - used : 1);
}

static void put_header(FILE *out, const struct top_model *model, unsigned columns)
{
	char line[512], clock[16] = "";
	time_t now = time(NULL);
	struct tm local;
	bool narrow = columns < NARROW;

	if (localtime_r(&now, &local)) {
		strftime(clock, sizeof clock, "%H:%M:%S", &local);
	}
	snprintf(line, sizeof line, "cns-cgctl top  %s  %zu of %zu groups  sorted by %s%s%s%s",
		 clock, model->order_count, model->count, top_sort_name(model->sort),
		 model->reverse ? ", reversed" : "", *model->filter ? "  filter: " : "",
		 model->filter);
	put(out, line, columns);
	fputs("\r\n", out);
	top_machine(line);
	put(out, line, columns);
	fputs("\r\n\033[7m", out);
	snprintf(line, sizeof line, "%6s %6s %s%6s %6s %5s %5s %5s %5s %-*s %s", "CPU%", "MEMORY",
		 narrow ? "" : "  SWAP ", "READ/s", "WRIT/s", "PIDS", "psiC", "psiM", "psiI",
		 narrow ? GRAPH_NARROW : TOP_HISTORY, narrow ? "CPU" : "CPU HISTORY", "CGROUP");
	put(out, line, columns);
	fputs("\033[27m\r\n", out);
}

static void put_help(FILE *out, unsigned columns, unsigned lines)
{
	static const char *const help[] = {
		"arrows j k  PgUp PgDn  Home End   move",
		"c m i p P n                       sort by cpu, memory, io, pids, pressure, name",
		"r                                 the other way round",
		"t                                 tree or list",
		"space + -                         fold the group or unfold it",
		"/                                 show only groups whose path has a text",
		"F                                 freeze the group, or thaw it",
		"K                                 kill its processes (asks)",
		"s                                 set KEY=VALUE",
		"< >                               look more often, or less",
		"h ?                               this help",
		"q                                 quit",
	};

	for (unsigned i = 0; i < lines; i++) {
		put(out, i < sizeof help / sizeof help[0] ? help[i] : "", columns);
		fputs("\r\n", out);
	}
}

static void put_bottom(FILE *out, const struct top_view *view, unsigned columns)
{
	char line[768];
	const char *question = view->prompt == '/'   ? "filter"
			       : view->prompt == 's' ? "set KEY=VALUE of"
						     : "y kills all processes of";

	if (view->prompt) {
		snprintf(line, sizeof line, "%s %.200s: %s_", question,
			 view->prompt == '/' ? "" : view->target, view->answer);
	} else {
		snprintf(
			line, sizeof line, "%s",
			*view->message
				? view->message
				: "q quit  h help  c m i p P n sort  t tree  space fold  / filter  F freeze  K kill  s set");
	}
	put(out, line, columns);
}

void top_view_follow(const struct top_model *model, struct top_view *view)
{
	for (size_t i = 0; view->selected_id && i < model->order_count; i++) {
		if (model->row[model->order[i]].id == view->selected_id) {
			view->selected = i;
			return;
		}
	}
	/* It is gone, or folded away: nothing is selected by accident. */
	view->selected_id = 0;
	view->selected = 0;
}

/* Keeps the selected row on the screen. */
static void scroll(struct top_view *view, size_t room)
{
	if (view->selected < view->first) {
		view->first = view->selected;
	}
	if (view->selected >= view->first + room) {
		view->first = view->selected - room + 1;
	}
}

void top_view_draw(const struct top_model *model, struct top_view *view)
{
	struct winsize size = { .ws_row = 24, .ws_col = 80 };
	char *picture = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&picture, &length);

	if (!out) {
		return;
	}
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 20 || size.ws_row < 6) {
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	}
	unsigned room = size.ws_row - HEADER_LINES - 1u;
	scroll(view, room);
	fputs("\033[H", out);
	put_header(out, model, size.ws_col);
	if (view->help) {
		put_help(out, size.ws_col, room);
	}
	for (unsigned i = 0; i < room && !view->help; i++) {
		size_t place = view->first + i;

		if (place < model->order_count) {
			const struct top_row *row = &model->row[model->order[place]];

			fputs(view->selected_id == row->id ? "\033[7m" : "", out);
			fputs(view->colour && row->frozen ? "\033[36m" : "", out);
			put_row(out, model, view, row, size.ws_col);
			fputs("\033[0m", out);
		} else {
			put(out, "", size.ws_col);
		}
		fputs("\r\n", out);
	}
	put_bottom(out, view, size.ws_col);
	fputs("\033[J", out);
	fclose(out);
	(void)!write(STDOUT_FILENO, picture, length);
	free(picture);
}
