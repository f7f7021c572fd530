/* SPDX-License-Identifier: GPL-2.0-or-later */
/* graph - containers as nested boxes with their processes in them, for dot(1) */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "ps.h"
#include "text.h"

enum { DRAWN_IN_ONE = 12 };

struct drawing {
	const struct request *want;
	const struct census *census;
	const struct container_list *list;
};

/* A container may call its processes what it likes. */
static void print_quoted(const char *text)
{
	char safe[1024];

	text_escape(safe, sizeof safe, text);
	for (const char *at = safe; *at; at++) {
		if (*at == '"' || *at == '\\') {
			putchar('\\');
		}
		putchar(*at);
	}
}

static bool is_drawn(const struct drawing *drawing, size_t place)
{
	const struct container *container = &drawing->list->item[place];

	return place == 0 ||
	       (container->processes > 0 && (drawing->want->all || !container->is_partial));
}

/* The nearest container around a place that has a box. */
static size_t box_of(const struct drawing *drawing, size_t place)
{
	while (!is_drawn(drawing, place)) {
		ptrdiff_t parent = drawing->list->item[place].parent;

		place = parent < 0 ? 0 : (size_t)parent;
	}
	return place;
}

static void print_label(const struct drawing *drawing, size_t place)
{
	const struct container *container = &drawing->list->item[place];
	struct ps_name name;

	fputs("label=\"", stdout);
	if (place == 0) {
		printf("this machine: %zu processes\"", container->processes);
		return;
	}
	if (container->engine) {
		printf("%s ", container->engine);
	}
	print_quoted(ps_name(&name, drawing->census, container, PS_NAME_SHORT));
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		if (container->differs & NAMESPACE_BIT(kind)) {
			printf("\\n%s %ju", namespaces[kind].name,
			       (uintmax_t)container->world.namespace[kind]);
		}
	}
	fputs(container->has_root ? "\\nanother root\"" : "\"", stdout);
}

/* Of the machine's own processes only those that made a container. */
static void print_processes(const struct drawing *drawing, size_t place)
{
	const struct census *census = drawing->census;
	size_t drawn = 0, all = 0;

	for (size_t i = 0; i < census->count && place > 0; i++) {
		if (box_of(drawing, drawing->list->member[i]) != place) {
			continue;
		}
		all++;
		if (drawn < DRAWN_IN_ONE) {
			drawn++;
			printf("p%d [label=\"%d ", census->item[i].pid, census->item[i].pid);
			print_quoted(census->item[i].name);
			fputs("\"];\n", stdout);
		}
	}
	if (all > drawn) {
		printf("more%zu [label=\"and %zu more\", style=dashed];\n", place, all - drawn);
	}
	if (all == 0) {
		printf("empty%zu [style=invis];\n", place);
	}
}

static void print_box(const struct drawing *drawing, size_t place, unsigned depth)
{
	printf("subgraph cluster_%zu {\n", place);
	print_label(drawing, place);
	fputs(";\n", stdout);
	print_processes(drawing, place);
	for (size_t i = 1; i < drawing->list->count && depth < 64; i++) {
		ptrdiff_t parent = drawing->list->item[i].parent;

		if (is_drawn(drawing, i) && parent >= 0 &&
		    box_of(drawing, (size_t)parent) == place) {
			print_box(drawing, i, depth + 1);
		}
	}
	fputs("}\n", stdout);
}

int ps_graph(struct run *run, const struct request *want)
{
	struct census census;
	struct container_list list;
	struct drawing drawing = { .want = want, .census = &census, .list = &list };

	if (census_read(run, &census) < 0) {
		return run_failed(run);
	}
	if (container_list_find(run, &census, want->all ? CONTAINER_CGROUPS : CONTAINER_WORLDS,
				&list) < 0) {
		census_free(&census);
		return run_failed(run);
	}
	fputs("digraph containers {\n"
	      "graph [style=rounded, fontname=\"sans-serif\", fontsize=11, labeljust=l];\n"
	      "node [shape=box, fontname=\"sans-serif\", fontsize=10];\n",
	      stdout);
	print_box(&drawing, 0, 0);
	fputs("}\n", stdout);
	ps_tell_unseen(run, &census);
	container_list_free(&list);
	census_free(&census);
	return option_answered(run);
}
