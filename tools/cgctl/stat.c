/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl stat - what groups use, once or again and again */
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

/* A group that is watched, with its last sample. */
struct watched {
	struct cgroup group;
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
	uint32_t wanted;
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

static int watch_one(struct each *each, const char *path)
{
	struct request *want = each->want;
	struct watched *grown = reallocarray(want->item, want->count + 1, sizeof *want->item);

	if (!grown) {
		return run_refuse(each->run, "no memory for the list of groups");
	}
	want->item = grown;
	want->item[want->count].known = false;
	if (cgroup_open_path(each->run, each->tree, path, &want->item[want->count].group) < 0) {
		return -1;
	}
	want->count++;
	return 0;
}

static int watch(struct each *each, const char *name)
{
	const struct request *want = each->want;
	struct cgroup_list list;
	char path[CGROUP_PATH_MAX];
	int result = 0;

	if (cgroup_name_resolve(each->run, each->tree, name, path) < 0) {
		return -1;
	}
	run_step(each->run, "open the cgroup %s", path);
	unsigned depth = want->recursive ? UINT_MAX : 0;
	if (cgroup_list_read(each->run, each->tree, path, depth, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; result == 0 && i < list.count; i++) {
		result = watch_one(each, list.item[i].path);
		if (result < 0 && i > 0) {
			run_forgive(each->run);
			result = 0;
		}
	}
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

	table_set(row, GROUP, "%s", watched->group.path);
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

static int look_at_devices(struct run *run, struct request *want)
{
	struct table *table = table_new(run, "devices", stat_io_columns, &want->format);

	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	for (size_t i = 0; i < want->count; i++) {
		stat_io_add(table, &want->item[i].group);
	}
	return table_print(run, table);
}

/* One look at all of them. */
static int look(struct run *run, struct request *want)
{
	struct table *table = table_new(run, "cgroups", columns, &want->format);
	struct cgroup_sample now;

	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	want->wanted = 0;
	for (unsigned i = 0; i < SAMPLE_COUNT; i++) {
		want->wanted |= table_wants(table, VALUES + i) ? 1u << i : 0;
	}
	if (want->milliseconds) {
		want->wanted |= 1u << SAMPLE_CPU | 1u << SAMPLE_READ | 1u << SAMPLE_WRITTEN;
	}
	for (size_t i = 0; i < want->count; i++) {
		struct watched *watched = &want->item[i];

		/* A removed group has no files any more. */
		if (faccessat(watched->group.fd, "cgroup.procs", F_OK, 0) < 0) {
			continue;
		}
		cgroup_sample_read(&watched->group, want->wanted, &now);
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
	char *own[] = { (char *)".", NULL };
	int status = cgctl_each(&each, asked.count ? asked.operand : own);
	int shown = want.count ? look_again(run, &want) : 0;
	return status ? status : shown;
}
