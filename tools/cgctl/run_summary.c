/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "run_request.h"
#include "table.h"

enum {
	WANTED = 1u << SAMPLE_PEAK | 1u << SAMPLE_CPU | 1u << SAMPLE_USER | 1u << SAMPLE_SYSTEM |
		 1u << SAMPLE_OOM_KILLS
};

static const char *const resources[] = { "cpu", "memory", "io" };

void run_summary_begin(const struct cgroup *group, struct run_summary *summary)
{
	*summary = (struct run_summary){ 0 };
	cgroup_sample_read(group, WANTED, &summary->before);
	for (size_t i = 0; i < 3; i++) {
		cgroup_pressure_read(group, resources[i], "some", &summary->pressure[i]);
	}
}

/* What was added since; 0 where there is no such file. */
static uint64_t since(const struct cgroup_sample *before, const struct cgroup_sample *now,
		      enum sample_value value)
{
	uint64_t first = before->value[value] == SAMPLE_UNKNOWN ? 0 : before->value[value];

	return now->value[value] == SAMPLE_UNKNOWN ? 0 : now->value[value] - first;
}

static const char *seconds(char text[24], uint64_t microseconds)
{
	snprintf(text, 24, "%" PRIu64 ".%03" PRIu64 "s", microseconds / 1000000,
		 microseconds / 1000 % 1000);
	return text;
}

/* Adds "WHAT VALUE" to the line, behind a comma where something is before it. */
static void add(char line[512], const char *what, const char *value)
{
	size_t length = strlen(line);

	snprintf(line + length, 512 - length, "%s%s %s", length ? ", " : "", what, value);
}

void run_summary_print(struct run *run, const struct cgroup *group,
		       const struct run_summary *summary)
{
	struct cgroup_sample now;
	struct cgroup_pressure pressure;
	char line[512] = "", text[24], what[32];

	cgroup_sample_read(group, WANTED, &now);
	if (now.value[SAMPLE_PEAK] != SAMPLE_UNKNOWN) {
		add(line, "memory peak", table_size_text(text, now.value[SAMPLE_PEAK]));
	}
	add(line, "cpu", seconds(text, since(&summary->before, &now, SAMPLE_CPU)));
	add(line, "user", seconds(text, since(&summary->before, &now, SAMPLE_USER)));
	add(line, "system", seconds(text, since(&summary->before, &now, SAMPLE_SYSTEM)));
	if (now.value[SAMPLE_OOM_KILLS] != SAMPLE_UNKNOWN) {
		snprintf(text, sizeof text, "%" PRIu64,
			 since(&summary->before, &now, SAMPLE_OOM_KILLS));
		add(line, "oom kills", text);
	}
	for (size_t i = 0; i < 3; i++) {
		if (cgroup_pressure_read(group, resources[i], "some", &pressure) == 0) {
			snprintf(what, sizeof what, "waited for %s", resources[i]);
			add(line, what, seconds(text, pressure.total - summary->pressure[i].total));
		}
	}
	run_warn(run, "%s: %s", group->path, line);
}

void run_tell_lack_of_memory(struct run *run, const struct cgroup *group)
{
	struct cgroup_sample now;

	cgroup_sample_read(group, 1u << SAMPLE_OOM_KILLS, &now);
	uint64_t kills = now.value[SAMPLE_OOM_KILLS];
	if (kills != SAMPLE_UNKNOWN && kills > 0) {
		run_warn(run,
			 "note: for lack of memory the kernel ended %" PRIu64
			 " of the processes in %s (its limit, or one above it, is memory.max)",
			 kills, group->path);
	}
}
