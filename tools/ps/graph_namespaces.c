/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * graph_namespaces - namespaces as nested boxes with the processes that are in all of them.
 *
 * A process is in one namespace of each kind.  The boxes nest in one order of the kinds, what owns
 * the others outermost; the machine's own namespaces are the paper and have no box.  Processes that
 * share the outer namespaces and not an inner one stand in different boxes within one.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "graph_part.h"
#include "ps.h"

static const enum namespace_kind order[NAMESPACE_KINDS] = {
	NAMESPACE_USER, NAMESPACE_PID, NAMESPACE_MNT,    NAMESPACE_NET,
	NAMESPACE_IPC,  NAMESPACE_UTS, NAMESPACE_CGROUP, NAMESPACE_TIME,
};

/* A process by its boxes, from the outermost: 0 where it has none. */
struct placed {
	ino_t box[NAMESPACE_KINDS];
	const struct census_process *process;
};

struct drawing {
	struct placed *item;
	unsigned boxes;
};

static int by_box(const void *a, const void *b)
{
	const struct placed *one = a, *other = b;

	for (int i = 0; i < NAMESPACE_KINDS; i++) {
		if (one->box[i] != other->box[i]) {
			return one->box[i] < other->box[i] ? -1 : 1;
		}
	}
	return one->process->pid - other->process->pid;
}

static void print_processes(const struct drawing *drawing, size_t from, size_t to)
{
	for (size_t i = from; i < to && i - from < GRAPH_DRAWN_IN_ONE; i++) {
		graph_print_process(drawing->item[i].process);
	}
	if (to - from > GRAPH_DRAWN_IN_ONE) {
		printf("more%zu [label=\"and %zu more\", style=dashed];\n", from,
		       to - from - GRAPH_DRAWN_IN_ONE);
	}
}

/* Those from one place up to another share all boxes that are around this level. */
static void draw(struct drawing *drawing, int level, size_t from, size_t to)
{
	if (level == NAMESPACE_KINDS) {
		print_processes(drawing, from, to);
		return;
	}
	for (size_t end = from; from < to; from = end) {
		ino_t box = drawing->item[from].box[level];

		while (end < to && drawing->item[end].box[level] == box) {
			end++;
		}
		if (box) {
			printf("subgraph cluster_%u {\nlabel=\"%s %ju\";\n", drawing->boxes++,
			       namespaces[order[level]].name, (uintmax_t)box);
		}
		draw(drawing, level + 1, from, end);
		if (box) {
			fputs("}\n", stdout);
		}
	}
}

/* Places those that are in another namespace than the machine's first process; returns how many. */
static size_t place_all(struct drawing *drawing, const struct request *want,
			const struct census *census, const struct world *base)
{
	size_t count = 0;

	for (size_t i = 0; i < census->count; i++) {
		struct placed placed = { .process = &census->item[i] };
		bool is_elsewhere = false;

		for (int level = 0; placed.process->is_seen && level < NAMESPACE_KINDS; level++) {
			enum namespace_kind kind = order[level];
			ino_t inode = placed.process->namespace[kind];
			bool wanted = !want->kinds || want->kinds & NAMESPACE_BIT(kind);

			placed.box[level] = wanted && inode != base->namespace[kind] ? inode : 0;
			is_elsewhere = is_elsewhere || placed.box[level];
		}
		if (is_elsewhere) {
			drawing->item[count++] = placed;
		}
	}
	return count;
}

static int print(struct run *run, const struct request *want, const struct census *census)
{
	struct container_list list;
	struct drawing drawing = { .item = calloc(census->count + 1, sizeof *drawing.item) };

	if (!drawing.item) {
		return run_refuse(run, "there is no memory for the drawing");
	}
	if (container_list_find(run, census, CONTAINER_WORLDS, &list) < 0) {
		free(drawing.item);
		return -1;
	}
	size_t count = place_all(&drawing, want, census, &list.item[0].world);
	qsort(drawing.item, count, sizeof *drawing.item, by_box);
	graph_begin("namespaces");
	printf("label=\"this machine: %zu processes, %zu of them in other namespaces\";\n",
	       census->count, count);
	draw(&drawing, 0, 0, count);
	fputs("}\n", stdout);
	container_list_free(&list);
	free(drawing.item);
	return 0;
}

int ps_graph_namespaces(struct run *run, const struct request *want)
{
	struct census census;

	if (census_read(run, &census, NULL) < 0) {
		return run_failed(run);
	}
	int result = print(run, want, &census);
	if (result == 0) {
		ps_tell_unseen(run, &census);
	}
	census_free(&census);
	return result < 0 ? run_failed(run) : option_answered(run);
}
