/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_usage.h"

#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "census.h"
#include "kernel/file.h"
#include "text.h"

int cgroup_usage_open(struct run *run, struct cgroup_usage_source *source)
{
	if (cgroup_mounts_read(run, &source->mounts) < 0) {
		return -1;
	}
	source->mount_fd = calloc(source->mounts.count + 1, sizeof *source->mount_fd);
	if (!source->mount_fd) {
		cgroup_mounts_free(&source->mounts);
		return run_refuse(run, "there is no memory for the cgroups");
	}
	for (size_t i = 0; i < source->mounts.count; i++) {
		source->mount_fd[i] = kernel_open(run, AT_FDCWD, source->mounts.item[i].path,
						  O_PATH | O_DIRECTORY);
		if (source->mount_fd[i] < 0) {
			run_forgive(run);
		}
	}
	return 0;
}

void cgroup_usage_close(struct cgroup_usage_source *source)
{
	for (size_t i = 0; source->mount_fd && i < source->mounts.count; i++) {
		if (source->mount_fd[i] >= 0) {
			close(source->mount_fd[i]);
		}
	}
	free(source->mount_fd);
	source->mount_fd = NULL;
	cgroup_mounts_free(&source->mounts);
}

/* The group of one hierarchy, beneath its mount; -1 for its root, which has no usage of its own. */
static int open_group(int mount_fd, const char *path)
{
	const struct kernel_how how = {
		.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	struct run quiet = { .tool = "" };

	path = path ? path + strspn(path, "/") : "";
	return *path && mount_fd >= 0 ? kernel_openat2(&quiet, mount_fd, path, &how) : -1;
}

static uint64_t read_number(int group_fd, const char *file)
{
	char text[64];
	uint64_t number;

	if (census_read_file(group_fd, file, text, sizeof text) <= 0) {
		return CGROUP_USAGE_UNKNOWN;
	}
	text[strcspn(text, "\n ")] = '\0';
	if (strcmp(text, "max") == 0 || strcmp(text, "-1") == 0) {
		return CGROUP_USAGE_UNLIMITED;
	}
	/* Version 1 writes the largest page count that fits for no limit. */
	if (text_to_number(text, UINT64_MAX, &number) < 0) {
		return CGROUP_USAGE_UNKNOWN;
	}
	return number >= INT64_MAX - 65536 ? CGROUP_USAGE_UNLIMITED : number;
}

static uint64_t read_percent(int group_fd)
{
	char text[64];
	uint64_t quota, period;

	if (census_read_file(group_fd, "cpu.max", text, sizeof text) <= 0) {
		return CGROUP_USAGE_UNKNOWN;
	}
	if (sscanf(text, "%" SCNu64 " %" SCNu64, &quota, &period) != 2 || period == 0) {
		return CGROUP_USAGE_UNLIMITED;
	}
	return quota * 100 / period;
}

static void read_unified(int group_fd, struct cgroup_usage *usage)
{
	static const char *const files[] = { "cpu.pressure", "memory.pressure", "io.pressure" };
	char text[1024];

	usage->memory = read_number(group_fd, "memory.current");
	usage->memory_max = read_number(group_fd, "memory.max");
	usage->pids = read_number(group_fd, "pids.current");
	usage->pids_max = read_number(group_fd, "pids.max");
	usage->cpu_percent = read_percent(group_fd);
	if (census_read_file(group_fd, "cpu.stat", text, sizeof text) > 0) {
		sscanf(text, "usage_usec %" SCNu64, &usage->cpu_time);
	}
	for (int i = 0; i < 3; i++) {
		if (census_read_file(group_fd, files[i], text, sizeof text) > 0) {
			snprintf(usage->pressure[i], sizeof usage->pressure[i], "%.*s",
				 (int)strcspn(text, "\n"), text);
		}
	}
}

static void keep(uint64_t *known, uint64_t number)
{
	if (number != CGROUP_USAGE_UNKNOWN) {
		*known = number;
	}
}

/* A hierarchy of version 1 may carry several controllers; each file is there or not. */
static void read_legacy(int group_fd, struct cgroup_usage *usage)
{
	uint64_t quota = read_number(group_fd, "cpu.cfs_quota_us");
	uint64_t period = read_number(group_fd, "cpu.cfs_period_us");
	uint64_t nanoseconds = read_number(group_fd, "cpuacct.usage");

	keep(&usage->memory, read_number(group_fd, "memory.usage_in_bytes"));
	keep(&usage->memory_max, read_number(group_fd, "memory.limit_in_bytes"));
	keep(&usage->pids, read_number(group_fd, "pids.current"));
	keep(&usage->pids_max, read_number(group_fd, "pids.max"));
	if (quota < CGROUP_USAGE_UNLIMITED && period < CGROUP_USAGE_UNLIMITED && period > 0) {
		usage->cpu_percent = quota * 100 / period;
	} else {
		keep(&usage->cpu_percent, quota);
	}
	if (nanoseconds != CGROUP_USAGE_UNKNOWN) {
		usage->cpu_time = nanoseconds / 1000;
	}
}

/* Whether a hierarchy is the one of this line: "0" is version 2, else by its controllers. */
static bool is_hierarchy(const struct cgroup_mount *mount, const char *controllers, size_t length)
{
	if (length == 0) {
		return mount->unified;
	}
	return !mount->unified && strlen(mount->controllers) == length &&
	       memcmp(mount->controllers, controllers, length) == 0;
}

/* The group of a line of /proc/PID/cgroup; -1 where it cannot be opened. */
static int open_line(const struct cgroup_usage_source *source, char *line, bool *unified)
{
	char *controllers = strchr(line, ':');
	char *path = controllers ? strchr(controllers + 1, ':') : NULL;

	for (size_t i = 0; path && i < source->mounts.count; i++) {
		const struct cgroup_mount *mount = &source->mounts.item[i];

		if (!is_hierarchy(mount, controllers + 1, (size_t)(path - controllers - 1))) {
			continue;
		}
		int fd = open_group(source->mount_fd[i], cgroup_mount_below(mount, path + 1));
		if (fd >= 0) {
			*unified = mount->unified;
			return fd;
		}
	}
	return -1;
}

static void read_line(const struct cgroup_usage_source *source, char *line,
		      struct cgroup_usage *usage)
{
	bool unified;
	int fd = open_line(source, line, &unified);

	if (fd < 0) {
		return;
	}
	if (unified) {
		read_unified(fd, usage);
	} else {
		read_legacy(fd, usage);
	}
	close(fd);
}

/* Whether a text has just this line. */
static bool has_line(const char *text, const char *line)
{
	size_t length = strlen(line);

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (strcspn(text, "\n") == length && memcmp(text, line, length) == 0) {
			return true;
		}
	}
	return false;
}

void cgroup_usage_read(const struct cgroup_usage_source *source,
		       const struct cgroup_usage_groups *groups, struct cgroup_usage *usage)
{
	char line[CGROUP_PATH_MAX + 256];

	*usage = (struct cgroup_usage){
		.memory = CGROUP_USAGE_UNKNOWN,
		.memory_max = CGROUP_USAGE_UNKNOWN,
		.pids = CGROUP_USAGE_UNKNOWN,
		.pids_max = CGROUP_USAGE_UNKNOWN,
		.cpu_time = CGROUP_USAGE_UNKNOWN,
		.cpu_percent = CGROUP_USAGE_UNKNOWN,
	};
	/* Version 2 is the last line and is read first, so that version 1 fills what it lacks. */
	for (int unified = 1; unified >= 0; unified--) {
		for (const char *at = groups->own; *at;
		     at += strcspn(at, "\n"), at += *at == '\n') {
			size_t length = strcspn(at, "\n");

			if (length < sizeof line && (strncmp(at, "0::", 3) == 0) == unified) {
				snprintf(line, sizeof line, "%.*s", (int)length, at);
				if (!has_line(groups->around, line)) {
					read_line(source, line, usage);
				}
			}
		}
	}
}

/* Version 2 says it in cgroup.events, version 1 in the hierarchy of the freezer. */
static bool is_frozen(int group_fd, bool unified)
{
	char text[256];

	if (census_read_file(group_fd, unified ? "cgroup.events" : "freezer.state", text,
			     sizeof text) <= 0) {
		return false;
	}
	return unified ? strstr(text, "frozen 1") != NULL : strncmp(text, "FROZEN", 6) == 0;
}

bool cgroup_usage_is_frozen(const struct cgroup_usage_source *source,
			    const struct cgroup_usage_groups *groups)
{
	char line[CGROUP_PATH_MAX + 256];
	bool frozen = false, unified;

	for (const char *at = groups->own; *at && !frozen;
	     at += strcspn(at, "\n"), at += *at == '\n') {
		size_t length = strcspn(at, "\n");

		if (length >= sizeof line) {
			continue;
		}
		snprintf(line, sizeof line, "%.*s", (int)length, at);
		int fd = has_line(groups->around, line) ? -1 : open_line(source, line, &unified);
		if (fd >= 0) {
			frozen = is_frozen(fd, unified);
			close(fd);
		}
	}
	return frozen;
}
