/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <poll.h>

#include "table.h"
#include "top.h"

static const struct table_column columns[] = {
	{ "CGROUP", "the group", TABLE_SHOWN | TABLE_KEY | TABLE_CUT },
	{ "CPU%", "processors in use, 100 for one", TABLE_SHOWN | TABLE_NUMBER },
	{ "MEMORY", "memory.current", TABLE_SHOWN | TABLE_SIZE },
	{ "SWAP", "memory.swap.current", TABLE_SIZE },
	{ "READ/S", "bytes a second", TABLE_SHOWN | TABLE_SIZE },
	{ "WRITTEN/S", "bytes a second", TABLE_SHOWN | TABLE_SIZE },
	{ "PIDS", "pids.current, or its own processes", TABLE_SHOWN | TABLE_NUMBER },
	{ "PSI_CPU", "percent of 10 s", TABLE_SHOWN | TABLE_NUMBER },
	{ "PSI_MEMORY", "percent of 10 s", TABLE_SHOWN | TABLE_NUMBER },
	{ "PSI_IO", "percent of 10 s", TABLE_SHOWN | TABLE_NUMBER },
	{ "FROZEN", "whether it is frozen", TABLE_BOOLEAN },
	{ 0 },
};

static void add_row(struct table *table, const struct top_row *row)
{
	struct table_row *line = table_add(table, NULL);
	const uint64_t sizes[] = { row->now.value[SAMPLE_MEMORY], row->now.value[SAMPLE_SWAP],
				   row->read, row->written };

	table_set(line, 0, "%s", row->path);
	if (row->cpu != SAMPLE_UNKNOWN) {
		table_set(line, 1, "%.1f", (double)row->cpu / 1e4);
	}
	for (unsigned i = 0; i < 4; i++) {
		if (sizes[i] != SAMPLE_UNKNOWN) {
			table_set_number(line, 2 + i, sizes[i]);
		}
	}
	uint64_t pids = row->now.value[SAMPLE_PIDS];
	table_set_number(line, 6, pids == SAMPLE_UNKNOWN ? row->processes : pids);
	for (unsigned i = 0; i < 3; i++) {
		static const enum sample_value pressures[] = { SAMPLE_CPU_SOME, SAMPLE_MEMORY_SOME,
							       SAMPLE_IO_SOME };

		if (row->now.value[pressures[i]] != SAMPLE_UNKNOWN) {
			table_set(line, 7 + i, "%.2f", (double)row->now.value[pressures[i]] / 100);
		}
	}
	table_set(line, 10, "%d", row->frozen);
}

static int look_and_print(struct run *run, const struct top_batch *batch, struct top_model *model)
{
	struct table *table = table_new(run, "cgroups", columns, batch->format);

	if (!table) {
		return run->failure.happened ? run_failed(run) : -1;
	}
	poll(NULL, 0, batch->milliseconds);
	if (top_model_look(run, batch->tree, batch->path, model) < 0) {
		table_free(table);
		return run_failed(run);
	}
	for (size_t i = 0; i < model->order_count; i++) {
		add_row(table, &model->row[model->order[i]]);
	}
	return table_print(run, table);
}

int top_batch_print(struct run *run, const struct top_batch *batch, struct top_model *model)
{
	uint64_t times = batch->times ? batch->times : 1;
	int status = 0;

	if (top_model_look(run, batch->tree, batch->path, model) < 0) {
		return run_failed(run);
	}
	for (uint64_t i = 0; status == 0 && i < times; i++) {
		status = look_and_print(run, batch, model);
	}
	return status < 0 ? 0 : status;
}
