/* SPDX-License-Identifier: GPL-2.0-or-later */
/* graph - containers as nested boxes with their processes in them, for dot(1) */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph_part.h"
#include "ps.h"
#include "text.h"

struct drawing {
	const struct request *want;
	const struct census *census;
	const struct container_list *list;
	/* Of each process of the census. */
	bool *is_maker; /* it began one in another box */
	bool *has_node;
};

void graph_print_quoted(const char *text)
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

void graph_print_process(const struct census_process *process)
{
	printf("p%d [label=\"%d ", process->pid, process->pid);
	graph_print_quoted(process->name);
	fputs("\"];\n", stdout);
}

void graph_begin(const char *name)
{
	printf("digraph %s {\n", name);
	fputs("graph [style=\"rounded,filled\", fillcolor=\"#1f6f8b14\", color=\"#1f6f8b\", "
	      "fontname=\"sans-serif\", fontsize=11, labeljust=l];\n"
	      "node [shape=box, style=\"rounded,filled\", fillcolor=white, "
	      "fontname=\"sans-serif\", fontsize=10, height=0.3];\n"
	      "edge [arrowsize=0.6, color=\"#555555\"];\n",
	      stdout);
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
	graph_print_quoted(ps_name(&name, drawing->census, container, PS_NAME_SHORT));
	fputs("\\l", stdout);
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		if (container->differs & NAMESPACE_BIT(kind)) {
			printf("%s %ju\\l", namespaces[kind].name,
			       (uintmax_t)container->world.namespace[kind]);
		}
	}
	fputs(container->has_root ? "another root\\l\"" : "\"", stdout);
}

/* Of the machine's own processes only those that made a container. */
static void print_processes(const struct drawing *drawing, size_t place)
{
	const struct census *census = drawing->census;
	size_t drawn = 0, all = 0;

	for (size_t i = 0; i < census->count; i++) {
		if (box_of(drawing, drawing->list->member[i]) != place ||
		    (place == 0 && !drawing->is_maker[i])) {
			continue;
		}
		all++;
		if (drawn < GRAPH_DRAWN_IN_ONE) {
			drawn++;
			drawing->has_node[i] = true;
			graph_print_process(&census->item[i]);
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

static void find_makers(const struct drawing *drawing)
{
	const size_t *member = drawing->list->member;

	for (size_t i = 0; i < drawing->census->count; i++) {
		ptrdiff_t parent = drawing->census->item[i].parent_at;

		if (parent >= 0 && box_of(drawing, member[i]) != box_of(drawing, member[parent])) {
			drawing->is_maker[parent] = true;
		}
	}
}

/* From each process to those that it began. */
static void print_edges(const struct drawing *drawing)
{
	const struct census_process *item = drawing->census->item;

	for (size_t i = 0; i < drawing->census->count; i++) {
		ptrdiff_t parent = item[i].parent_at;

		if (drawing->has_node[i] && parent >= 0 && drawing->has_node[parent]) {
			printf("p%d -> p%d;\n", item[parent].pid, item[i].pid);
		}
	}
}

static void draw(const struct drawing *drawing)
{
	graph_begin("containers");
	find_makers(drawing);
	print_box(drawing, 0, 0);
	print_edges(drawing);
	fputs("}\n", stdout);
}

static int find_and_draw(struct run *run, struct drawing *drawing)
{
	size_t count = drawing->census->count;
	bool *marks = calloc(count * 2, sizeof *marks);

	if (!marks) {
		return run_refuse(run, "there is no memory for the drawing");
	}
	drawing->is_maker = marks;
	drawing->has_node = marks + count;
	draw(drawing);
	free(marks);
	return 0;
}

int ps_graph(struct run *run, const struct request *want)
{
	struct census census;
	struct container_list list;
	struct drawing drawing = { .want = want, .census = &census, .list = &list };

	if (census_read(run, &census, NULL) < 0) {
		return run_failed(run);
	}
	if (container_list_find(run, &census, want->all ? CONTAINER_CGROUPS : CONTAINER_WORLDS,
				&list) < 0) {
		census_free(&census);
		return run_failed(run);
	}
	int result = find_and_draw(run, &drawing);
	if (result == 0) {
		ps_tell_unseen(run, &census);
	}
	container_list_free(&list);
	census_free(&census);
	return result < 0 ? run_failed(run) : option_answered(run);
}
