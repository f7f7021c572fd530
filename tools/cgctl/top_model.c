/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "limit.h"
#include "top.h"

static const uint32_t wanted = 1u << SAMPLE_MEMORY | 1u << SAMPLE_SWAP | 1u << SAMPLE_CPU |
			       1u << SAMPLE_READ | 1u << SAMPLE_WRITTEN | 1u << SAMPLE_PIDS |
			       1u << SAMPLE_CPU_SOME | 1u << SAMPLE_MEMORY_SOME |
			       1u << SAMPLE_IO_SOME;

const char *top_sort_name(enum top_sort sort)
{
	static const char *const names[] = { "cpu", "memory", "io", "pids", "pressure", "name" };

	return names[sort];
}

static int by_id(const void *a, const void *b)
{
	const struct top_row *x = a, *y = b;

	return x->id < y->id ? -1 : x->id > y->id;
}

/* Lines of cgroup.procs: only for groups that have no pids controller, to show something. */
static unsigned count_processes(const struct cgroup *group)
{
	static char text[65536];
	int fd = openat(group->fd, "cgroup.procs", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text);
	unsigned lines = 0;

	if (fd >= 0) {
		close(fd);
	}
	for (ssize_t i = 0; i < length; i++) {
		lines += text[i] == '\n';
	}
	return lines;
}

static bool is_frozen(const struct cgroup *group)
{
	struct run quiet = { .tool = "" };
	char text[256];

	return limit_value(&quiet, group, "cgroup.events", text, sizeof text) > 0 &&
	       strstr(text, "frozen 1");
}

static void remember(struct top_row *row, const struct top_row *before)
{
	row->cpu = row->read = row->written = SAMPLE_UNKNOWN;
	row->folded = before && before->folded;
	if (!before) {
		return;
	}
	row->cpu = cgroup_sample_rate(&before->now, &row->now, SAMPLE_CPU);
	row->read = cgroup_sample_rate(&before->now, &row->now, SAMPLE_READ);
	row->written = cgroup_sample_rate(&before->now, &row->now, SAMPLE_WRITTEN);
	memcpy(row->history, before->history + 1, sizeof row->history - sizeof row->history[0]);
	uint64_t promille = row->cpu == SAMPLE_UNKNOWN ? 0 : row->cpu / 1000;
	row->history[TOP_HISTORY - 1] = promille > UINT16_MAX ? UINT16_MAX : (uint16_t)promille;
}

/* One group; what cannot be opened any more is left as unknown. */
static void look_at(const struct cgroup_tree *tree, struct top_row *row, const struct top_row *old,
		    size_t old_count)
{
	struct run quiet = { .tool = "" };
	struct cgroup group;
	const struct top_row *before = old_count ? bsearch(row, old, old_count, sizeof *old, by_id)
						 : NULL;

	if (cgroup_open_path(&quiet, tree, row->path, &group) < 0) {
		memset(row->now.value, 0xff, sizeof row->now.value);
		remember(row, NULL);
		return;
	}
	cgroup_sample_read(&group, wanted, &row->now);
	row->processes = count_processes(&group);
	row->frozen = is_frozen(&group);
	remember(row, before);
	cgroup_close(&group);
}

static void free_rows(struct top_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(rows[i].path);
	}
	free(rows);
}

int top_model_look(struct run *run, const struct cgroup_tree *tree, const char *path,
		   struct top_model *model)
{
	struct top_row *old = model->row;
	size_t old_count = model->count;
	struct cgroup_list list;

	if (cgroup_list_read(run, tree, path, UINT_MAX, &list) < 0) {
		return -1;
	}
	struct top_row *rows = calloc(list.count + 1, sizeof *rows);
	if (!rows) {
		cgroup_list_free(&list);
		return run_refuse(run, "no memory for the list of groups");
	}
	if (old_count) {
		qsort(old, old_count, sizeof *old, by_id);
	}
	for (size_t i = 0; i < list.count; i++) {
		rows[i].path = list.item[i].path;
		list.item[i].path = NULL;
		rows[i].id = list.item[i].id;
		rows[i].depth = list.item[i].depth;
		rows[i].parent = list.item[i].parent;
		if (rows[i].parent >= 0) {
			rows[rows[i].parent].has_children = true;
		}
		look_at(tree, &rows[i], old, old_count);
	}
	model->row = rows;
	model->count = list.count;
	free_rows(old, old_count);
	cgroup_list_free(&list);
	return top_model_order(run, model);
}

static uint64_t known(uint64_t value)
{
	return value == SAMPLE_UNKNOWN ? 0 : value;
}

static uint64_t weight(const struct top_row *row, enum top_sort sort)
{
	const uint64_t *value = row->now.value;

	switch (sort) {
	case TOP_CPU: return known(row->cpu);
	case TOP_MEMORY: return known(value[SAMPLE_MEMORY]);
	case TOP_IO: return known(row->read) + known(row->written);
	case TOP_PIDS:
		return value[SAMPLE_PIDS] == SAMPLE_UNKNOWN ? row->processes : value[SAMPLE_PIDS];
	case TOP_PRESSURE:
		return known(value[SAMPLE_CPU_SOME]) + known(value[SAMPLE_MEMORY_SOME]) +
		       known(value[SAMPLE_IO_SOME]);
	default: return 0;
	}
}

static int compare(const void *a, const void *b, void *data)
{
	const struct top_model *model = data;
	const struct top_row *x = &model->row[*(const size_t *)a],
			     *y = &model->row[*(const size_t *)b];
	uint64_t p = weight(x, model->sort), q = weight(y, model->sort);
	int result = p == q ? strverscmp(x->path, y->path) : p > q ? -1 : 1;

	return model->reverse ? -result : result;
}

/* A group is shown when it fits the filter, and in a tree those above it too. */
static void choose(struct top_model *model)
{
	for (size_t i = 0; i < model->count; i++) {
		model->row[i].shown = !*model->filter ||
				      strcasestr(model->row[i].path, model->filter);
	}
	for (size_t i = model->count; model->tree && i-- > 0;) {
		if (model->row[i].shown && model->row[i].parent >= 0) {
			model->row[model->row[i].parent].shown = true;
		}
	}
}

/* The children of one group, sorted, each followed by its own.  scratch has room for all rows. */
static void add_children(struct top_model *model, ptrdiff_t parent, size_t *scratch)
{
	size_t count = 0;

	for (size_t i = parent < 0 ? 0 : (size_t)parent + 1; i < model->count; i++) {
		if (parent >= 0 && model->row[i].depth <= model->row[parent].depth) {
			break;
		}
		if (model->row[i].parent == parent && model->row[i].shown) {
			scratch[count++] = i;
		}
	}
	qsort_r(scratch, count, sizeof *scratch, compare, model);
	for (size_t i = 0; i < count; i++) {
		model->order[model->order_count++] = scratch[i];
		if (!model->row[scratch[i]].folded) {
			add_children(model, (ptrdiff_t)scratch[i], scratch + count);
		}
	}
}

int top_model_order(struct run *run, struct top_model *model)
{
	size_t *order = calloc(model->count + 1, sizeof *order);
	size_t *scratch = calloc(model->count + 1, sizeof *scratch);

	if (!order || !scratch) {
		free(order);
		free(scratch);
		return run_refuse(run, "no memory for the list of groups");
	}
	free(model->order);
	model->order = order;
	model->order_count = 0;
	choose(model);
	if (model->tree) {
		add_children(model, -1, scratch);
	} else {
		for (size_t i = 0; i < model->count; i++) {
			if (model->row[i].shown) {
				model->order[model->order_count++] = i;
			}
		}
		qsort_r(model->order, model->order_count, sizeof *model->order, compare, model);
	}
	free(scratch);
	return 0;
}

void top_model_free(struct top_model *model)
{
	free_rows(model->row, model->count);
	free(model->order);
	*model = (struct top_model){ 0 };
}
