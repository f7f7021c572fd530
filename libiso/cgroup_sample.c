/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_sample.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cgroup_controller.h"
#include "limit.h"

enum { TEXT_MAX = 32768 };

/* Where a value stands; rows of one file follow each other, so that it is read once. */
static const struct {
	enum sample_value value;
	const char *file;
	const char *key; /* NULL: the whole file; "k=": summed over all lines */
} sources[] = {
	{ SAMPLE_MEMORY, "memory.current", NULL },
	{ SAMPLE_PEAK, "memory.peak", NULL },
	{ SAMPLE_ANON, "memory.stat", "anon" },
	{ SAMPLE_FILE, "memory.stat", "file" },
	{ SAMPLE_INACTIVE, "memory.stat", "inactive_file" },
	{ SAMPLE_SHMEM, "memory.stat", "shmem" },
	{ SAMPLE_SLAB, "memory.stat", "slab" },
	{ SAMPLE_SWAP, "memory.swap.current", NULL },
	{ SAMPLE_CPU, "cpu.stat", "usage_usec" },
	{ SAMPLE_USER, "cpu.stat", "user_usec" },
	{ SAMPLE_SYSTEM, "cpu.stat", "system_usec" },
	{ SAMPLE_THROTTLED, "cpu.stat", "throttled_usec" },
	{ SAMPLE_READ, "io.stat", "rbytes=" },
	{ SAMPLE_WRITTEN, "io.stat", "wbytes=" },
	{ SAMPLE_READS, "io.stat", "rios=" },
	{ SAMPLE_WRITES, "io.stat", "wios=" },
	{ SAMPLE_PIDS, "pids.current", NULL },
	{ SAMPLE_OOM_KILLS, "memory.events", "oom_kill" },
	{ SAMPLE_CPU_SOME, "cpu.pressure", "some" },
	{ SAMPLE_MEMORY_SOME, "memory.pressure", "some" },
	{ SAMPLE_MEMORY_FULL, "memory.pressure", "full" },
	{ SAMPLE_IO_SOME, "io.pressure", "some" },
	{ SAMPLE_IO_FULL, "io.pressure", "full" },
};

static bool read_text(const struct cgroup *cgroup, const char *file, char text[TEXT_MAX])
{
	int fd = openat(cgroup->fd, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t length = fd < 0 ? -1 : read(fd, text, TEXT_MAX - 1);

	if (fd >= 0) {
		close(fd);
	}
	text[length > 0 ? length : 0] = '\0';
	return length >= 0;
}

/* Whether every group has the file, whatever its controllers. */
static bool is_everywhere(const char *file)
{
	const char *dot = strrchr(file, '.');

	return strcmp(file, "cpu.stat") == 0 || strcmp(dot, ".pressure") == 0;
}

uint32_t cgroup_sample_possible(const struct cgroup *cgroup)
{
	static char text[TEXT_MAX];
	uint32_t possible = 0;

	if (!read_text(cgroup, "cgroup.controllers", text)) {
		return UINT32_MAX;
	}
	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
		char controller[16];

		limit_controller(sources[i].file, controller);
		if (is_everywhere(sources[i].file) || controller_is_listed(text, controller)) {
			possible |= 1u << sources[i].value;
		}
	}
	return possible;
}

/* The text behind "KEY " at the start of a line, or NULL. */
static const char *line_of(const char *text, const char *key)
{
	size_t length = strlen(key);

	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, length) == 0 && line[length] == ' ') {
			return line + length + 1;
		}
	}
	return NULL;
}

static uint64_t sum_of(const char *text, const char *key)
{
	uint64_t sum = 0;

	for (const char *at = text; (at = strstr(at, key)); at += strlen(key)) {
		if (at > text && at[-1] == ' ') {
			sum += strtoull(at + strlen(key), NULL, 10);
		}
	}
	return sum;
}

static uint64_t hundredths_of(const char *line)
{
	const char *average = strstr(line, "avg10=");
	char *end;

	if (!average) {
		return SAMPLE_UNKNOWN;
	}
	uint64_t whole = strtoull(average + 6, &end, 10);
	return whole * 100 + (*end == '.' ? strtoull(end + 1, NULL, 10) : 0);
}

static uint64_t value_in(const char *text, const char *key)
{
	if (!key) {
		return *text >= '0' && *text <= '9' ? strtoull(text, NULL, 10) : SAMPLE_UNKNOWN;
	}
	if (key[strlen(key) - 1] == '=') {
		return sum_of(text, key);
	}
	const char *line = line_of(text, key);
	if (!line) {
		return SAMPLE_UNKNOWN;
	}
	return strncmp(line, "avg10=", 6) == 0 ? hundredths_of(line) : strtoull(line, NULL, 10);
}

void cgroup_sample_read(const struct cgroup *cgroup, uint32_t wanted, struct cgroup_sample *sample)
{
	static char text[TEXT_MAX];
	const char *open_file = "";
	bool there = false;
	struct timespec now;

	for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
		sample->value[sources[i].value] = SAMPLE_UNKNOWN;
		if (!(wanted >> sources[i].value & 1)) {
			continue;
		}
		if (strcmp(open_file, sources[i].file) != 0) {
			open_file = sources[i].file;
			there = read_text(cgroup, open_file, text);
		}
		if (there) {
			sample->value[sources[i].value] = value_in(text, sources[i].key);
		}
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	sample->microseconds = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t cgroup_sample_rate(const struct cgroup_sample *before, const struct cgroup_sample *now,
			    enum sample_value value)
{
	uint64_t time = now->microseconds - before->microseconds;
	uint64_t from = before->value[value], to = now->value[value];

	if (from == SAMPLE_UNKNOWN || to == SAMPLE_UNKNOWN || time == 0 ||
	    now->microseconds <= before->microseconds) {
		return SAMPLE_UNKNOWN;
	}
	return to < from ? 0 : (uint64_t)((double)(to - from) * 1e6 / (double)time);
}

int cgroup_pressure_read(const struct cgroup *cgroup, const char *resource, const char *kind,
			 struct cgroup_pressure *pressure)
{
	static char text[TEXT_MAX];
	char file[32];

	snprintf(file, sizeof file, "%.16s.pressure", resource);
	if (!read_text(cgroup, file, text)) {
		return -1;
	}
	const char *line = line_of(text, kind);
	if (!line ||
	    sscanf(line, "avg10=%lf avg60=%lf avg300=%lf total=%" SCNu64, &pressure->average[0],
		   &pressure->average[1], &pressure->average[2], &pressure->total) != 4) {
		return -1;
	}
	return 0;
}
