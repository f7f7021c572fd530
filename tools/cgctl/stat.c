/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl stat - what groups use, once or again and again */
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgctl.h"
#include "cgroup_sample.h"
#include "stat_io.h"
#include "table.h"

enum { GROUP, CPU_PERCENT, READ_RATE, WRITE_RATE, VALUES };

static const struct table_column columns[] = {
	[GROUP] = { "CGROUP", "the group", TABLE_SHOWN | TABLE_KEY | TABLE_CUT },
	[CPU_PERCENT] = { "CPU%", "processors in use, 100 for one, since the last look",
			  TABLE_SHOWN | TABLE_NUMBER },
	[READ_RATE] = { "READ/S", "bytes read a second, since the last look", TABLE_SIZE },
	[WRITE_RATE] = { "WRITTEN/S", "bytes written a second, since the last look", TABLE_SIZE },
	[VALUES + SAMPLE_MEMORY] = { "MEMORY", "memory.current: all that is charged to it",
				     TABLE_SHOWN | TABLE_SIZE },
	[VALUES + SAMPLE_PEAK] = { "PEAK", "the most that was ever charged", TABLE_SIZE },
	[VALUES + SAMPLE_ANON] = { "ANON", "memory of programs: heaps, stacks",
				   TABLE_SHOWN | TABLE_SIZE },
	[VALUES + SAMPLE_FILE] = { "FILE", "cached files, shmem among them",
				   TABLE_SHOWN | TABLE_SIZE },
	[VALUES + SAMPLE_INACTIVE] = { "INACTIVE_FILE", "cached files that go first",
				       TABLE_SHOWN | TABLE_SIZE },
	[VALUES + SAMPLE_SHMEM] = { "SHMEM", "tmpfs and shared memory", TABLE_SHOWN | TABLE_SIZE },
	[VALUES +
		SAMPLE_SLAB] = { "SLAB", "the kernel's own structures", TABLE_SHOWN | TABLE_SIZE },
	[VALUES + SAMPLE_SWAP] = { "SWAP", "memory.swap.current", TABLE_SHOWN | TABLE_SIZE },
	[VALUES + SAMPLE_CPU] = { "CPU", "seconds of processor time", TABLE_SHOWN | TABLE_NUMBER },
	[VALUES + SAMPLE_USER] = { "USER", "seconds of it in programs", TABLE_NUMBER },
	[VALUES + SAMPLE_SYSTEM] = { "SYSTEM", "seconds of it in the kernel", TABLE_NUMBER },
	[VALUES + SAMPLE_THROTTLED] = { "THROTTLED", "seconds held back by cpu.max", TABLE_NUMBER },
	[VALUES + SAMPLE_READ] = { "READ", "bytes read from devices", TABLE_SHOWN | TABLE_SIZE },
	[VALUES + SAMPLE_WRITTEN] = { "WRITTEN", "bytes written to devices",
				      TABLE_SHOWN | TABLE_SIZE },
	[VALUES + SAMPLE_READS] = { "READS", "read operations", TABLE_NUMBER },
	[VALUES + SAMPLE_WRITES] = { "WRITES", "write operations", TABLE_NUMBER },
	[VALUES + SAMPLE_PIDS] = { "PIDS", "processes and threads, also below",
				   TABLE_SHOWN | TABLE_NUMBER },
	[VALUES + SAMPLE_OOM_KILLS] = { "OOM_KILLS", "processes ended for want of memory",
					TABLE_NUMBER },
	[VALUES + SAMPLE_CPU_SOME] = { "PSI_CPU", "percent of 10 s some waited for a processor",
				       TABLE_SHOWN | TABLE_NUMBER },
	[VALUES + SAMPLE_MEMORY_SOME] = { "PSI_MEMORY", "percent of 10 s some waited for memory",
					  TABLE_SHOWN | TABLE_NUMBER },
	[VALUES + SAMPLE_MEMORY_FULL] = { "PSI_MEMORY_FULL", "percent of 10 s all did",
					  TABLE_NUMBER },
	[VALUES + SAMPLE_IO_SOME] = { "PSI_IO", "percent of 10 s some waited for a device",
				      TABLE_SHOWN | TABLE_NUMBER },
	[VALUES + SAMPLE_IO_FULL] = { "PSI_IO_FULL", "percent of 10 s all did", TABLE_NUMBER },
	[VALUES + SAMPLE_COUNT] = { 0 },
};

/* A group that is watched, with its last sample.  It is not held open: there may be thousands. */
struct watched {
	char *path;
	uint64_t id;
	struct cgroup_sample last;
	bool known;
};

struct request {
	bool recursive;
	bool by_device;
	const char *interval;
	uint64_t times;
	int milliseconds;
	struct table_format format;
	const struct cgroup_tree *tree;
	struct watched *item;
	size_t count;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	struct option_row listing[TABLE_OPTIONS];
	const struct option_row options[] = {
		{ 'R', "recursive", NULL, "and all groups below", .flag = &want->recursive },
		{ 0, "io", NULL, "what was read and written, device by device",
		  .flag = &want->by_device },
		{ 'i', "interval", "SECONDS", "look again after this time, with what went on since",
		  .text = &want->interval },
		{ 'c', "count", "NUMBER", "look so many times", .number = &want->times },
		{ 0, "csv", NULL, "answer in comma-separated values", .flag = &want->format.csv },
		{ .rows = listing },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl stat",
		.summary =
			"Show what groups use: memory in its parts, processors, devices, pressure.",
		.operands = "[CGROUP]...",
		.operands_max = -1,
		.rows = options,
	};

	table_options(listing, &want->format);
	return option_parse(&tool, run, argc, argv);
}

/* Takes the paths out of the list. */
static int watch_all(struct each *each, struct cgroup_list *list)
{
	struct request *want = each->want;
	struct watched *grown = reallocarray(want->item, want->count + list->count,
					     sizeof *want->item);

	if (!grown) {
		return run_refuse(each->run, "no memory for the list of groups");
	}
	want->item = grown;
	for (size_t i = 0; i < list->count; i++) {
		struct watched *watched = &want->item[want->count++];

		*watched = (struct watched){ .path = list->item[i].path, .id = list->item[i].id };
		list->item[i].path = NULL;
	}
	return 0;
}

static int watch(struct each *each, const char *name)
{
	const struct request *want = each->want;
	struct cgroup_list list;
	char path[CGROUP_PATH_MAX];

	if (cgroup_name_resolve(each->run, each->tree, name, path) < 0) {
		return -1;
	}
	run_step(each->run, "open the cgroup %s", path);
	unsigned depth = want->recursive ? UINT_MAX : 0;
	if (cgroup_list_read(each->run, each->tree, path, depth, &list) < 0) {
		return -1;
	}
	int result = watch_all(each, &list);
	cgroup_list_free(&list);
	return result;
}

static bool is_time(unsigned value)
{
	return value >= SAMPLE_CPU && value <= SAMPLE_THROTTLED;
}

static void fill(struct table_row *row, const struct watched *watched,
		 const struct cgroup_sample *now)
{
	uint64_t rate = watched->known ? cgroup_sample_rate(&watched->last, now, SAMPLE_CPU)
				       : SAMPLE_UNKNOWN;

	table_set(row, GROUP, "%s", watched->path);
	if (rate != SAMPLE_UNKNOWN) {
		table_set(row, CPU_PERCENT, "%.1f", (double)rate / 1e4);
	}
	for (unsigned i = 0; watched->known && i < 2; i++) {
		rate = cgroup_sample_rate(&watched->last, now, SAMPLE_READ + i);
		if (rate != SAMPLE_UNKNOWN) {
			table_set_number(row, READ_RATE + i, rate);
		}
	}
	for (unsigned i = 0; i < SAMPLE_COUNT; i++) {
		uint64_t value = now->value[i];

		if (value == SAMPLE_UNKNOWN) {
			continue;
		}
		if (is_time(i)) {
			table_set(row, VALUES + i, "%.2f", (double)value / 1e6);
		} else if (i >= SAMPLE_CPU_SOME) {
			table_set(row, VALUES + i, "%.2f", (double)value / 100);
		} else {
			table_set_number(row, VALUES + i, value);
		}
	}
}

/* Opens it again; -1: it was removed, also when another has its name since. */
static int open_watched(struct run *run, const struct request *want, const struct watched *watched,
			struct cgroup *group)
{
	run_step(run, "open the cgroup %s", watched->path);
	if (cgroup_open_path(run, want->tree, watched->path, group) < 0) {
		run_forgive(run);
		return -1;
	}
	if (group->id != watched->id) {
		cgroup_close(group);
		return -1;
	}
	return 0;
}

static int look_at_devices(struct run *run, struct request *want)
{
	struct table *table = table_new(run, "devices", stat_io_columns, &want->format);
	struct cgroup group;

	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	for (size_t i = 0; i < want->count; i++) {
		if (open_watched(run, want, &want->item[i], &group) == 0) {
			stat_io_add(table, &group);
			cgroup_close(&group);
		}
	}
	return table_print(run, table);
}

static uint32_t values_wanted(const struct request *want, const struct table *table)
{
	uint32_t wanted = 0;

	for (unsigned i = 0; i < SAMPLE_COUNT; i++) {
		wanted |= table_wants(table, VALUES + i) ? 1u << i : 0;
	}
	if (want->milliseconds) {
		wanted |= 1u << SAMPLE_CPU | 1u << SAMPLE_READ | 1u << SAMPLE_WRITTEN;
	}
	return wanted;
}

/* Groups beside each other have the same controllers, which are asked for once. */
struct siblings {
	const char *path; /* of one of them; NULL: none yet */
	uint32_t possible;
};

static uint32_t values_possible(struct siblings *siblings, const struct watched *watched,
				const struct cgroup *group)
{
	const char *leaf = cgroup_path_leaf(watched->path);
	size_t above = (size_t)(leaf - watched->path);

	if (!siblings->path || strncmp(siblings->path, watched->path, above) != 0 ||
	    strchr(siblings->path + above, '/')) {
		siblings->possible = cgroup_sample_possible(group);
	}
	siblings->path = watched->path;
	return siblings->possible;
}

/* One look at all of them. */
static int look(struct run *run, struct request *want)
{
	struct table *table = table_new(run, "cgroups", columns, &want->format);
	struct siblings siblings = { 0 };
	struct cgroup_sample now;
	struct cgroup group;

	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	uint32_t wanted = values_wanted(want, table);
	for (size_t i = 0; i < want->count; i++) {
		struct watched *watched = &want->item[i];

		if (open_watched(run, want, watched, &group) < 0) {
			continue;
		}
		uint32_t possible = values_possible(&siblings, watched, &group);
		cgroup_sample_read(&group, wanted & possible, &now);
		cgroup_close(&group);
		fill(table_add(table, NULL), watched, &now);
		watched->last = now;
		watched->known = true;
	}
	return table_print(run, table);
}

static int look_again(struct run *run, struct request *want)
{
	int (*const look_once)(struct run *, struct request *) = want->by_device ? look_at_devices
										 : look;
	int status = look_once(run, want);

	if (!want->times) {
		want->times = want->interval ? UINT64_MAX : 1;
	}
	for (uint64_t i = 1; status == 0 && i < want->times; i++) {
		poll(NULL, 0, want->milliseconds);
		want->format.no_headings |= want->format.csv || want->format.raw;
		if (!want->format.csv && !want->format.raw && !want->format.json) {
			putchar('\n');
		}
		status = look_once(run, want);
	}
	return status;
}

int cgctl_stat(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct cgroup_tree tree;
	struct option_outcome asked = read_request(&want, run, argc, argv);
	struct each each = { run, &tree, watch, &want };

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (want.times > 1 && !want.interval) {
		want.interval = "1";
	}
	if (want.interval && cgctl_read_timeout(run, want.interval, &want.milliseconds) < 0) {
		return run_failed(run);
	}
	if (cgroup_tree_open(run, &tree) < 0) {
		return run_failed(run);
	}
	want.tree = &tree;
	char *own[] = { (char *)".", NULL };
	int status = cgctl_each(&each, asked.count ? asked.operand : own);
	int shown = want.count ? look_again(run, &want) : 0;
	return status ? status : shown;
}
