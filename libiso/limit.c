/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "limit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"
#include "limit_advice.h"
#include "limit_before.h"
#include "limit_value.h"

#define SIZES       "a size such as 64M, 1.5GiB, 50% (of the machine's memory) or 50%parent, or max"
#define HUGE        "a size such as 64M, or max"
#define LIST        "a list such as 0-3,6, or nothing to inherit"
#define SWITCH      "0 or 1"
#define CONTROLLERS "cpu cpuset io memory pids hugetlb rdma misc dmem perf_event"
#define RATES       "a device and rates, such as 'sda rbps=10M wiops=100' (at least 2, or max)"

/* What can be set, each with its kind, its range and the sentence for a mistake. */
static const struct limit_file files[] = {
	{ "memory.min", limit_read_size, 0, 0, "max", SIZES },
	{ "memory.low", limit_read_size, 0, 0, "max", SIZES },
	{ "memory.high", limit_read_size, 0, 0, "max", SIZES },
	{ "memory.max", limit_read_size, 0, 0, "max", SIZES },
	{ "memory.swap.high", limit_read_size, 0, 0, "max", SIZES },
	{ "memory.swap.max", limit_read_size, 0, 0, "max", SIZES },
	{ "memory.zswap.max", limit_read_size, 0, 0, "max", SIZES },
	{ "memory.zswap.writeback", limit_read_word, 0, 0, "0 1", SWITCH },
	{ "memory.oom.group", limit_read_word, 0, 0, "0 1", SWITCH },
	{ "cpu.max", limit_read_bandwidth, 0, 0, NULL,
	  "50% (of one CPU), 1.5cpu, max, or a quota of at least 1000 us and a period of 1000 to "
	  "1000000 us, such as 50000 100000" },
	{ "cpu.max.burst", limit_read_time, 0, (INT64_C(1) << 44) - 1, NULL,
	  "a time in us, or with us, ms or s" },
	{ "cpu.weight", limit_read_number, 1, 10000, NULL, "a weight from 1 to 10000" },
	{ "cpu.weight.nice", limit_read_number, -20, 19, NULL, "a nice value from -20 to 19" },
	{ "cpu.idle", limit_read_word, 0, 0, "0 1", SWITCH },
	{ "cpu.uclamp.min", limit_read_percent, 0, 0, "max",
	  "a percentage from 0 to 100.00, or max" },
	{ "cpu.uclamp.max", limit_read_percent, 0, 0, "max",
	  "a percentage from 0 to 100.00, or max" },
	{ "pids.max", limit_read_number, 0, 4194304, "max", "a number from 0 to 4194304, or max" },
	{ "io.max", limit_read_io_rates, 0, 0, "rbps wbps riops wiops", RATES },
	{ "io.weight", limit_read_io_weight, 1, 10000, NULL,
	  "a weight from 1 to 10000, alone or behind a device or 'default'" },
	{ "io.bfq.weight", limit_read_io_weight, 1, 1000, NULL,
	  "a weight from 1 to 1000, alone or behind a device or 'default'" },
	{ "io.latency", limit_read_io_latency, 0, 0, NULL,
	  "a device and a target, such as 'sda target=10ms'" },
	{ "io.cost.qos", limit_read_io_cost, 0, 0, "enable ctrl rpct rlat wpct wlat min max",
	  "a device and any of enable= ctrl= rpct= rlat= wpct= wlat= min= max= (these two from 1 "
	  "to 10000)" },
	{ "io.cost.model", limit_read_io_cost, 0, 0,
	  "ctrl model rbps rseqiops rrandiops wbps wseqiops wrandiops",
	  "a device and any of ctrl= model= rbps= rseqiops= rrandiops= wbps= wseqiops= wrandiops=" },
	{ "io.prio.class", limit_read_word, 0, 0,
	  "no-change promote-to-rt none-to-rt restrict-to-be idle",
	  "one of no-change, promote-to-rt, restrict-to-be, idle" },
	{ "cpuset.cpus", limit_read_list, 0, 0, NULL, LIST },
	{ "cpuset.mems", limit_read_list, 0, 0, NULL, LIST },
	{ "cpuset.cpus.exclusive", limit_read_list, 0, 0, NULL, LIST },
	{ "cpuset.cpus.partition", limit_read_word, 0, 0, "member root isolated",
	  "one of member, root, isolated" },
	{ "hugetlb.*.max", limit_read_hugepages, 0, 0, "max", HUGE },
	{ "hugetlb.*.rsvd.max", limit_read_hugepages, 0, 0, "max", HUGE },
	{ "rdma.max", limit_read_resource, 0, 0, NULL,
	  "a device and its limits, such as 'mlx4_0 hca_handle=2 hca_object=2000'" },
	{ "misc.max", limit_read_resource, 0, 0, NULL, "a resource and a number, or max" },
	{ "dmem.min", limit_read_resource, 0, 0, NULL, "a region and a size, or max" },
	{ "dmem.low", limit_read_resource, 0, 0, NULL, "a region and a size, or max" },
	{ "dmem.max", limit_read_resource, 0, 0, NULL, "a region and a size, or max" },
	{ "cgroup.freeze", limit_read_word, 0, 0, "0 1", SWITCH },
	{ "cgroup.pressure", limit_read_word, 0, 0, "0 1", SWITCH },
	{ "cgroup.type", limit_read_word, 0, 0, "threaded",
	  "'threaded', the only type that can be set" },
	{ "cgroup.max.depth", limit_read_number, 0, INT32_MAX, "max", "a number, or max" },
	{ "cgroup.max.descendants", limit_read_number, 0, INT32_MAX, "max", "a number, or max" },
	{ "cgroup.subtree_control", limit_read_controllers, 0, 0, CONTROLLERS,
	  "a list of controllers, each with one sign, such as '+memory -io'" },
};

/* Files that are written to do something, and the verb that does it properly. */
static const struct {
	const char *file, *advice;
} others[] = {
	{ "cgroup.procs", "the verb move brings processes into a group" },
	{ "cgroup.threads", "the verb move --threads brings threads into a group" },
	{ "cgroup.kill", "the verb kill ends its processes" },
	{ "memory.reclaim", "the verb reclaim gives memory back" },
	{ "memory.limit_in_bytes", "version 2 calls it memory.max" },
	{ "memory.soft_limit_in_bytes", "version 2 has memory.low and memory.high" },
	{ "cpu.shares", "version 2 calls it cpu.weight" },
	{ "cpu.cfs_quota_us", "version 2 calls it cpu.max" },
	{ "cpu.cfs_period_us", "version 2 calls it cpu.max" },
	{ "blkio.weight", "version 2 calls it io.weight" },
};

/* Whether the name fits a pattern in which * stands for one word. */
static bool fits(const char *pattern, const char *name)
{
	const char *star = strchr(pattern, '*');
	size_t before = star ? (size_t)(star - pattern) : 0;

	if (!star) {
		return strcmp(pattern, name) == 0;
	}
	if (strncmp(pattern, name, before) != 0) {
		return false;
	}
	size_t word = strcspn(name + before, ".");
	return word > 0 && strcmp(name + before + word, star + 1) == 0;
}

static const struct limit_file *find_file(const char *name)
{
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		if (fits(files[i].name, name)) {
			return &files[i];
		}
	}
	return NULL;
}

bool limit_is_saved(const char *file)
{
	static const char *const not_saved[] = { "cgroup.freeze", "cgroup.type",
						 "cgroup.subtree_control", "cpu.weight.nice",
						 "cgroup.pressure" };

	for (size_t i = 0; i < sizeof not_saved / sizeof not_saved[0]; i++) {
		if (strcmp(not_saved[i], file) == 0) {
			return false;
		}
	}
	return find_file(file) != NULL;
}

bool limit_is_initial(const char *file, const char *line)
{
	static const struct {
		const char *file, *line;
	} initial[] = {
		{ "memory.min", "0" },
		{ "memory.low", "0" },
		{ "memory.oom.group", "0" },
		{ "memory.zswap.writeback", "1" },
		{ "cpu.max", "max 100000" },
		{ "cpu.max.burst", "0" },
		{ "cpu.weight", "100" },
		{ "cpu.idle", "0" },
		{ "cpu.uclamp.min", "0.00" },
		{ "io.weight", "default 100" },
		{ "io.bfq.weight", "default 100" },
		{ "io.prio.class", "no-change" },
		{ "cpuset.cpus.partition", "member" },
	};

	for (size_t i = 0; i < sizeof initial / sizeof initial[0]; i++) {
		if (strcmp(initial[i].file, file) == 0) {
			return strcmp(initial[i].line, line) == 0;
		}
	}
	return strcmp(line, "max") == 0 || strcmp(line, "9223372036854771712") == 0 ||
	       strncmp(line, "922337203685", 12) == 0;
}

/* Whether one letter that is wrong, missing, too much or changed with its neighbour is between. */
static bool is_nearly(const char *a, const char *b)
{
	size_t same = 0;

	while (a[same] && a[same] == b[same]) {
		same++;
	}
	a += same;
	b += same;
	if (!*a || !*b) {
		return strlen(a) + strlen(b) == 1;
	}
	return strcmp(a + 1, b + 1) == 0 || strcmp(a + 1, b) == 0 || strcmp(a, b + 1) == 0 ||
	       (a[1] == b[0] && a[0] == b[1] && strcmp(a + 2, b + 2) == 0);
}

/* A file that tells what is so, such as memory.current: it is not for setting. */
static bool is_told(const char *name)
{
	static const char *const ends[] = { ".current", ".stat", ".events", ".effective",
					    ".numa_stat" };

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t length = strlen(name), end = strlen(ends[i]);

		if (length > end && strcmp(name + length - end, ends[i]) == 0) {
			return true;
		}
	}
	return strcmp(name, "cgroup.controllers") == 0;
}

static int refuse_file(struct run *run, const char *name)
{
	run_refuse(run, "no file '%.120s' of a cgroup can be set", name);
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (strcmp(others[i].file, name) == 0) {
			return run_advise(run, "%s", others[i].advice);
		}
	}
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		if (is_nearly(name, files[i].name)) {
			return run_advise(run, "%s is one", files[i].name);
		}
	}
	return is_told(name) ? run_advise(run, "the kernel tells it; the verb get reads it")
			     : run_advise(run, "convert tells names of version 1, docker and OCI; "
					       "--force writes to files newer than this program");
}

void limit_controller(const char *file, char controller[16])
{
	snprintf(controller, 16, "%.*s", (int)strcspn(file, "."), file);
	if (strcmp(controller, "cgroup") == 0 || strcmp(controller, "irq") == 0) {
		controller[0] = '\0';
	}
}

/* A file is a name, not a path: it is opened in the group's own folder. */
static bool is_file_name(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";

	return name[0] != '.' && strchr(name, '.') && name[strspn(name, allowed)] == '\0';
}

int limit_read(struct run *run, const char *assignment, unsigned traits, struct limit *limit)
{
	const char *equals = strchr(assignment, '=');
	size_t name = equals ? (size_t)(equals - assignment) : 0;
	struct limit made = { 0 };

	run_step(run, "read the setting '%.200s'", assignment);
	if (!equals || name == 0 || name >= sizeof made.file) {
		return run_refuse(run, "a setting is KEY=VALUE, such as memory.max=64M");
	}
	memcpy(made.file, assignment, name);
	limit_controller(made.file, made.controller);
	const char *value = equals + 1;
	if (!is_file_name(made.file)) {
		return refuse_file(run, made.file);
	}
	if (strlen(value) >= sizeof made.text) {
		return run_refuse(run, "the value is longer than any file takes");
	}
	const struct limit_file *file = find_file(made.file);
	int result = file ? file->read(run, file, value, &made) : refuse_file(run, made.file);
	if (result < 0 && !(traits & LIMIT_FORCED)) {
		return -1;
	}
	made.at_once = traits & LIMIT_AT_ONCE && (strcmp(made.file, "memory.max") == 0 ||
						  strcmp(made.file, "memory.high") == 0);
	if (result < 0) {
		run_forgive(run);
		memcpy(made.text, value, strlen(value) + 1);
		made.raw = true;
	}
	*limit = made;
	return 0;
}

ssize_t limit_value(struct run *run, const struct cgroup *cgroup, const char *file, char *text,
		    size_t size)
{
	ssize_t length = kernel_read_file(run, cgroup->fd, file, text, size);

	if (length > 0 && text[length - 1] == '\n') {
		text[--length] = '\0';
	}
	return length;
}

/* Whether a value that was read back is what was written: not for files with a line a device. */
static bool is_same(const struct limit *limit, const char *now)
{
	static const char *const keyed[] = {
		"io.",      "rdma.",       "misc.",          "dmem.", "cgroup.subtree_control",
		"hugetlb.", "cpu.uclamp.", "cpu.weight.nice"
	};
	size_t length = strcspn(limit->text, "\n");

	for (size_t i = 0; i < sizeof keyed / sizeof keyed[0]; i++) {
		if (strncmp(limit->file, keyed[i], strlen(keyed[i])) == 0) {
			return true;
		}
	}
	const struct limit_file *file = find_file(limit->file);
	if (file && file->read == limit_read_list) {
		return limit_is_same_list(length ? limit->text : "", now);
	}
	/* "root invalid (why)" is no partition. */
	if (strcmp(limit->file, "cpuset.cpus.partition") == 0) {
		return strcmp(limit->text, now) == 0;
	}
	/* cpu.max reads "QUOTA PERIOD" also where only the first was written. */
	return strncmp(limit->text, now, length) == 0 &&
	       (now[length] == '\0' || now[length] == ' ');
}

static int write_one(struct run *run, const struct cgroup *cgroup, const struct limit *limit)
{
	char now[4096];

	run_step(run, "set %s of %s to %.200s", limit->file, cgroup->path,
		 *limit->text == '\n' ? "nothing" : limit->text);
	if (*limit->note) {
		run_note(run, "%s", limit->note);
	}
	int flags = limit->at_once ? O_NONBLOCK : 0;
	if (kernel_write_file_with(run, cgroup->fd, limit->file, limit->text, flags) < 0) {
		return limit_advise(run, cgroup, limit);
	}
	if (run->dry) {
		return 0;
	}
	if (limit_value(run, cgroup, limit->file, now, sizeof now) < 0) {
		run_forgive(run);
		return 0;
	}
	if (!limit->raw && !is_same(limit, now)) {
		return run_refuse(run, "the kernel took it but made it %.200s", now);
	}
	return 0;
}

/* The text that gives the file its old value again; NULL where there is none. */
static char *remember(struct run *run, const struct cgroup *cgroup, const struct limit *limit)
{
	char now[4096] = "";

	if (run->dry) {
		return NULL;
	}
	if (limit_value(run, cgroup, limit->file, now, sizeof now) < 0) {
		run_forgive(run);
		return NULL;
	}
	return limit_before(limit, now);
}

static void take_back(struct run *run, const struct cgroup *cgroup, const struct limit *limit,
		      const char *before)
{
	struct failure first = run->failure;

	if (before) {
		run_step(run, "set %s of %s back", limit->file, cgroup->path);
		kernel_write_file(run, cgroup->fd, limit->file, before);
	}
	run->failure = first;
}

void limit_undo(struct run *run, const struct cgroup *cgroup, const struct limit *limits,
		size_t count, char **before)
{
	while (count-- > 0) {
		take_back(run, cgroup, &limits[count], before[count]);
	}
}

int limit_apply_keeping(struct run *run, const struct cgroup *cgroup, const struct limit *limits,
			size_t count, char **before)
{
	for (size_t i = 0; i < count; i++) {
		before[i] = remember(run, cgroup, &limits[i]);
		if (write_one(run, cgroup, &limits[i]) < 0) {
			limit_undo(run, cgroup, limits, i + 1, before);
			return -1;
		}
	}
	return 0;
}

int limit_apply(struct run *run, const struct cgroup *cgroup, const struct limit *limits,
		size_t count)
{
	char **before = calloc(count + 1, sizeof *before);

	if (!before) {
		return run_refuse(run, "no memory");
	}
	int result = limit_apply_keeping(run, cgroup, limits, count, before);
	for (size_t i = 0; i < count; i++) {
		free(before[i]);
	}
	free(before);
	return result;
}
