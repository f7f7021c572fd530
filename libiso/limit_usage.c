/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "limit_usage.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "kernel/file.h"
#include "text.h"

/* Which usage a limit is about. */
static const struct {
	const char *limit, *usage, *effect;
	bool ends; /* processes are ended */
} usages[] = {
	{ "memory.max", "memory.current", "the kernel ends processes until it fits", true },
	{ "memory.high", "memory.current", "its processes wait while memory is reclaimed", false },
	{ "memory.swap.max", "memory.swap.current", "no more is swapped out until it fits", false },
	{ "pids.max", "pids.current", "nobody can fork until enough have ended", false },
};

/* A file that holds one number; -1 for "max" and where there is none. */
static int read_number(const struct cgroup *group, const char *file, uint64_t *number)
{
	struct run quiet = { .tool = "" };
	char text[64];

	if (limit_value(&quiet, group, file, text, sizeof text) < 0) {
		return -1;
	}
	return text_to_number(text, UINT64_MAX, number);
}

/* The lowest of a limit in the groups above, or what the machine has. */
static int read_above(struct run *run, const struct cgroup_tree *tree, const char *path,
		      const char *file, uint64_t *bytes)
{
	bool swap = strncmp(file, "memory.swap.", 12) == 0;
	char above[CGROUP_PATH_MAX];
	struct sysinfo machine;
	struct cgroup group;
	uint64_t limit;

	if (sysinfo(&machine) < 0) {
		return run_refuse(run, "the machine's memory cannot be learnt");
	}
	*bytes = (uint64_t)(swap ? machine.totalswap : machine.totalram) * machine.mem_unit;
	snprintf(above, sizeof above, "%s", path);
	while (cgroup_path_parent(above, above) == 0) {
		if (cgroup_open_path(run, tree, above, &group) < 0) {
			return -1;
		}
		if (read_number(&group, swap ? "memory.swap.max" : "memory.max", &limit) == 0 &&
		    limit < *bytes) {
			*bytes = limit;
		}
		cgroup_close(&group);
	}
	return 0;
}

int limit_settle(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		 struct limit *limits, size_t count)
{
	const uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t whole = 0, bytes;

	for (size_t i = 0; i < count; i++) {
		struct limit *limit = &limits[i];

		if (!limit->of_parent) {
			continue;
		}
		run_step(run, "learn what the groups above %s may have", group->path);
		if (read_above(run, tree, group->path, limit->file, &whole) < 0) {
			return -1;
		}
		bytes = whole / 10000 * limit->of_parent + whole % 10000 * limit->of_parent / 10000;
		bytes -= bytes % page;
		snprintf(limit->text, sizeof limit->text, "%" PRIu64, bytes);
		snprintf(limit->note, sizeof limit->note,
			 "the groups above let it have %" PRIu64 " bytes: %u.%02u%% is %" PRIu64,
			 whole, limit->of_parent / 100, limit->of_parent % 100, bytes);
	}
	return 0;
}

static int check_one(struct run *run, const struct cgroup *group, unsigned traits,
		     const struct limit *limit)
{
	uint64_t wanted, used;

	for (size_t i = 0; i < sizeof usages / sizeof usages[0]; i++) {
		if (strcmp(usages[i].limit, limit->file) != 0 ||
		    text_to_number(limit->text, UINT64_MAX, &wanted) < 0 ||
		    read_number(group, usages[i].usage, &used) < 0 || used <= wanted) {
			continue;
		}
		if (!usages[i].ends || traits & LIMIT_FORCED) {
			run_warn(run, "%s: %s is %" PRIu64 " already, more than %" PRIu64 ": %s",
				 group->path, usages[i].usage, used, wanted, usages[i].effect);
			return 0;
		}
		run_step(run, "set %s of %s to %" PRIu64, limit->file, group->path, wanted);
		run_refuse(run, "%s is %" PRIu64 " already: %s", usages[i].usage, used,
			   usages[i].effect);
		return run_advise(run,
				  "--safe reclaims memory first; --force sets it all the same");
	}
	return 0;
}

/* The kernel takes these like any other number. */
static void warn_of_nothing(const struct run *run, const struct cgroup *group,
			    const struct limit *limit)
{
	static const struct {
		const char *file, *effect;
	} known[] = {
		{ "memory.high", "its processes wait at every step while memory is reclaimed" },
		{ "memory.max", "the kernel ends every process of it that needs memory" },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(limit->file, known[i].file) == 0 && strcmp(limit->text, "0") == 0) {
			run_warn(run, "%s: with %s=0 %s", group->path, known[i].file,
				 known[i].effect);
		}
	}
}

int limit_check_usage(struct run *run, const struct cgroup *group, unsigned traits,
		      const struct limit *limits, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		warn_of_nothing(run, group, &limits[i]);
		if (check_one(run, group, traits, &limits[i]) < 0) {
			return -1;
		}
	}
	return 0;
}

/* The kernel answers EAGAIN when it got less than was asked for; before 5.19 it has no such file.
 */
static int reclaim(struct run *run, const struct cgroup *group, uint64_t bytes)
{
	char order[32];

	snprintf(order, sizeof order, "%" PRIu64, bytes);
	if (kernel_write_file(run, group->fd, "memory.reclaim", order) < 0) {
		if (run->failure.error != EAGAIN && run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

/* Ends when it fits, or when several rounds took nothing more. */
static int reclaim_until(struct run *run, const struct cgroup *group, uint64_t wanted)
{
	enum { ROUNDS = 8 };
	uint64_t used = UINT64_MAX, before;
	int idle = 0;

	while (idle < ROUNDS) {
		before = used;
		if (read_number(group, "memory.current", &used) < 0 || used <= wanted) {
			return 0;
		}
		idle = used < before ? 0 : idle + 1;
		if (reclaim(run, group, used - wanted) < 0) {
			return -1;
		}
	}
	run_refuse(run, "%" PRIu64 " bytes of it cannot be reclaimed, which is more than %" PRIu64,
		   used, wanted);
	return run_advise(run, "nothing was changed; --force sets the limit all the same, and the "
			       "kernel ends processes until it fits");
}

static const struct limit *find(const struct limit *limits, size_t count, const char *file)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(limits[i].file, file) == 0) {
			return &limits[i];
		}
	}
	return NULL;
}

int limit_lower(struct run *run, const struct cgroup *group, const struct limit *limits,
		size_t count, struct limit_lowering *lowering)
{
	const struct limit *max = find(limits, count, "memory.max");
	uint64_t wanted, used;

	*lowering = (struct limit_lowering){ 0 };
	if (!max || text_to_number(max->text, UINT64_MAX, &wanted) < 0 ||
	    read_number(group, "memory.current", &used) < 0 || used <= wanted) {
		return 0;
	}
	run_step(run, "bring the memory of %s below %s", group->path, max->text);
	if (limit_value(run, group, "memory.high", lowering->high, sizeof lowering->high) < 0 ||
	    kernel_write_file(run, group->fd, "memory.high", max->text) < 0) {
		return -1;
	}
	lowering->is_needed = !find(limits, count, "memory.high");
	if (!run->dry && reclaim_until(run, group, wanted) < 0) {
		lowering->is_needed = true;
		limit_lower_end(run, group, lowering);
		return -1;
	}
	return 0;
}

void limit_lower_end(struct run *run, const struct cgroup *group,
		     const struct limit_lowering *lowering)
{
	struct failure first = run->failure;

	if (lowering->is_needed) {
		run_step(run, "give memory.high of %s its old value", group->path);
		kernel_write_file(run, group->fd, "memory.high", lowering->high);
		if (first.happened) {
			run->failure = first;
		}
	}
}
