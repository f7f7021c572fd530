/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cgroup_label.h"
#include "cgroup_state.h"
#include "limit.h"

const struct table_column facts_columns[] = {
	[FACT_CGROUP] = { "CGROUP", "its path below the mount",
			  TABLE_SHOWN | TABLE_KEY | TABLE_CUT | TABLE_TREE },
	[FACT_TYPE] = { "TYPE", "domain or threaded", 0 },
	[FACT_PROCS] = { "PROCS", "processes in it, not below it", TABLE_SHOWN | TABLE_NUMBER },
	[FACT_POPULATED] = { "POPULATED", "whether anybody is in it or below it",
			     TABLE_SHOWN | TABLE_BOOLEAN },
	[FACT_FROZEN] = { "FROZEN", "whether all of them are frozen", TABLE_SHOWN | TABLE_BOOLEAN },
	[FACT_CONTROLLERS] = { "CONTROLLERS", "controllers it has", TABLE_SHOWN | TABLE_LIST },
	[FACT_PASSES] = { "PASSES", "controllers it passes on to its children", TABLE_LIST },
	[FACT_MEMORY] = { "MEMORY", "memory.current", TABLE_SHOWN | TABLE_SIZE },
	[FACT_MEMORY_MAX] = { "MEMORY.MAX", "memory.max", TABLE_SHOWN | TABLE_SIZE },
	[FACT_SWAP] = { "SWAP", "memory.swap.current", TABLE_SIZE },
	[FACT_CPU] = { "CPU", "seconds of processor time used", TABLE_SHOWN | TABLE_NUMBER },
	[FACT_CPU_MAX] = { "CPU.MAX", "cpu.max: quota and period in microseconds", TABLE_NUMBER },
	[FACT_PIDS] = { "PIDS", "pids.current: processes and threads, also below", TABLE_NUMBER },
	[FACT_PIDS_MAX] = { "PIDS.MAX", "pids.max", TABLE_NUMBER },
	[FACT_DESCENDANTS] = { "DESCENDANTS", "groups below it", TABLE_NUMBER },
	[FACT_DYING] = { "DYING", "removed groups below it that still hold memory", TABLE_NUMBER },
	[FACT_ID] = { "ID", "the kernel's id, never used again", TABLE_NUMBER },
	[FACT_OWNER] = { "OWNER", "user id of its owner", TABLE_NUMBER },
	[FACT_LABELS] = { "LABELS", "what was noted about it: NAME=VALUE", TABLE_LIST },
	[FACT_MEMBERS] = { "MEMBERS",
			   "the processes in it, or the threads of a threaded one, by their ids",
			   TABLE_LIST },
	{ 0 },
};

/* The files that are a column as they are. */
static const struct {
	enum fact fact;
	const char *file;
} whole[] = {
	{ FACT_TYPE, "cgroup.type" },
	{ FACT_CONTROLLERS, "cgroup.controllers" },
	{ FACT_PASSES, "cgroup.subtree_control" },
	{ FACT_MEMORY, "memory.current" },
	{ FACT_MEMORY_MAX, "memory.max" },
	{ FACT_SWAP, "memory.swap.current" },
	{ FACT_CPU_MAX, "cpu.max" },
	{ FACT_PIDS, "pids.current" },
	{ FACT_PIDS_MAX, "pids.max" },
};

static bool read_file(const struct cgroup *group, const char *file, char *text, size_t size)
{
	struct run quiet = { .tool = "" };

	return limit_value(&quiet, group, file, text, size) >= 0;
}

/* The number behind "KEY " at the start of a line; -1: there is none. */
static long long keyed(const char *text, const char *key)
{
	size_t length = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, length) == 0 && line[length] == ' ') {
			return strtoll(line + length + 1, NULL, 10);
		}
	}
	return -1;
}

static void fill_keyed(struct table_row *row, enum fact fact, const char *text, const char *key)
{
	long long number = keyed(text, key);

	if (number >= 0) {
		table_set_number(row, fact, (unsigned long long)number);
	}
}

static void fill_state(const struct table *table, struct table_row *row, const struct cgroup *group)
{
	char text[1024];

	if ((table_wants(table, FACT_POPULATED) || table_wants(table, FACT_FROZEN)) &&
	    read_file(group, "cgroup.events", text, sizeof text)) {
		fill_keyed(row, FACT_POPULATED, text, "populated");
		fill_keyed(row, FACT_FROZEN, text, "frozen");
	}
	if ((table_wants(table, FACT_DESCENDANTS) || table_wants(table, FACT_DYING)) &&
	    read_file(group, "cgroup.stat", text, sizeof text)) {
		fill_keyed(row, FACT_DESCENDANTS, text, "nr_descendants");
		fill_keyed(row, FACT_DYING, text, "nr_dying_descendants");
	}
	if (table_wants(table, FACT_CPU) && read_file(group, "cpu.stat", text, sizeof text)) {
		long long used = keyed(text, "usage_usec");

		if (used >= 0) {
			table_set(row, FACT_CPU, "%lld.%02lld", used / 1000000, used / 10000 % 100);
		}
	}
}

static void fill_members(struct table_row *row, const struct cgroup_pids *pids)
{
	size_t size = pids->count * 12 + 1, used = 0;
	char *text = malloc(size);

	for (size_t i = 0; text && i < pids->count; i++) {
		used += (size_t)snprintf(text + used, size - used, "%s%d", i ? " " : "",
					 pids->item[i]);
	}
	if (text && pids->count) {
		table_set(row, FACT_MEMBERS, "%s", text);
	}
	free(text);
}

static void fill_processes(const struct table *table, struct table_row *row,
			   const struct cgroup *group)
{
	struct run quiet = { .tool = "" };
	struct cgroup_pids pids = { 0 };

	if (table_wants(table, FACT_PROCS) || table_wants(table, FACT_MEMBERS)) {
		int are_threads = cgroup_members_read(&quiet, group, &pids);

		if (are_threads == 0) {
			table_set_number(row, FACT_PROCS, pids.count);
		}
		fill_members(row, &pids);
	}
	cgroup_pids_free(&pids);
}

void facts_fill(const struct table *table, struct table_row *row, const struct cgroup *group,
		const char *name)
{
	char text[CGROUP_LABELS_MAX];
	struct stat status;

	table_set(row, FACT_CGROUP, "%s", name);
	for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
		if (table_wants(table, whole[i].fact) &&
		    read_file(group, whole[i].file, text, sizeof text)) {
			table_set(row, whole[i].fact, "%s", text);
		}
	}
	fill_state(table, row, group);
	fill_processes(table, row, group);
	table_set_number(row, FACT_ID, group->id);
	if (table_wants(table, FACT_OWNER) && fstat(group->fd, &status) == 0) {
		table_set_number(row, FACT_OWNER, status.st_uid);
	}
	if (table_wants(table, FACT_LABELS)) {
		cgroup_labels(group, text);
		if (*text) {
			table_set(row, FACT_LABELS, "%s", text);
		}
	}
}
