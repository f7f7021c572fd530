/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The io files take one device and what is to hold for it.  The kernel accepts a whole disk only:
 * for a partition it says ENODEV, as for a device that does not exist.
 */
#include "limit_value.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "kernel/file.h"
#include "text.h"

static int read_sys(const char *folder, const char *file, char text[64])
{
	char path[320];

	snprintf(path, sizeof path, "%s/%s", folder, file);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t length = fd < 0 ? -1 : read(fd, text, 63);
	if (fd >= 0) {
		close(fd);
	}
	if (length <= 0) {
		return -1;
	}
	text[length] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

static bool is_number_pair(const char *name)
{
	size_t major = strspn(name, "0123456789");

	return major > 0 && name[major] == ':' && name[major + 1] &&
	       name[major + 1 + strspn(name + major + 1, "0123456789")] == '\0';
}

/* "MAJ:MIN" of what the user named; the folder of /sys follows from it. */
static int find_number(struct run *run, const char *name, char number[32])
{
	struct stat status;
	char folder[300], text[64];

	if (is_number_pair(name)) {
		if (strlen(name) >= 32) {
			return run_refuse(run, "there is no block device %.40s", name);
		}
		memcpy(number, name, strlen(name) + 1);
		return 0;
	}
	if (name[0] != '/') {
		snprintf(folder, sizeof folder, "/sys/class/block/%.200s", name);
		if (strchr(name, '/') || name[0] == '.' || read_sys(folder, "dev", text) < 0) {
			return run_refuse(run, "there is no block device '%.200s'", name);
		}
		snprintf(number, 32, "%.31s", text);
		return 0;
	}
	if (stat(name, &status) < 0) {
		return run_refuse(run, "%.200s: %s", name, strerrordesc_np(errno));
	}
	dev_t device = S_ISBLK(status.st_mode) ? status.st_rdev : status.st_dev;
	if (!S_ISBLK(status.st_mode) && major(device) == 0) {
		return run_refuse(run, "%.200s lies on no block device", name);
	}
	snprintf(number, 32, "%u:%u", major(device), minor(device));
	return 0;
}

int limit_read_device(struct run *run, const char *name, char number[32], struct limit *limit)
{
	char folder[320], text[64], disk[32];

	if (find_number(run, name, number) < 0) {
		return -1;
	}
	snprintf(folder, sizeof folder, "/sys/dev/block/%s", number);
	if (access(folder, F_OK) < 0) {
		return run_refuse(run, "there is no block device %s", number);
	}
	if (read_sys(folder, "partition", text) == 0) {
		snprintf(folder, sizeof folder, "/sys/dev/block/%s/..", number);
		if (read_sys(folder, "dev", text) == 0) {
			snprintf(disk, sizeof disk, "%.31s", text);
			snprintf(limit->note, sizeof limit->note,
				 "%.100s is a partition; the limit holds for its whole disk %s",
				 name, disk);
			limit->is_surprise = true;
			memcpy(number, disk, sizeof disk);
		}
	}
	return 0;
}

/* Splits "DEVICE REST"; the device is resolved to number.  -1: refused. */
static int split_device(struct run *run, const struct limit_file *file, const char *value,
			char number[32], const char **rest, struct limit *limit)
{
	char name[256];
	size_t length = strcspn(value, " ");

	*rest = value + length + (value[length] == ' ');
	if (length == 0 || length >= sizeof name || !**rest) {
		return limit_refuse(run, file, value);
	}
	snprintf(name, sizeof name, "%.*s", (int)length, value);
	return limit_read_device(run, name, number, limit);
}

static int add_pair(struct limit *limit, const char *key, const char *value)
{
	size_t used = strlen(limit->text);
	int length = snprintf(limit->text + used, sizeof limit->text - used, " %s=%s", key, value);

	return length < 0 || (size_t)length >= sizeof limit->text - used ? -1 : 0;
}

/* "rbps=1M": rates in bytes take units, the kernel only digits. */
static int add_rate(struct limit *limit, const char *words, char *pair)
{
	char *equals = strchr(pair, '=');
	char number[24];
	uint64_t rate;

	if (!equals) {
		return -1;
	}
	*equals++ = '\0';
	char again[16];
	snprintf(again, sizeof again, " %.10s=", pair);
	if (!limit_is_word(words, pair) || strstr(limit->text, again)) {
		return -1;
	}
	if (strcmp(equals, "max") == 0) {
		return add_pair(limit, pair, equals);
	}
	/* The kernel's own least rate is 2: it refuses 1 with EINVAL and 0 with ERANGE. */
	if (text_to_size(equals, &rate) < 0 || rate < 2) {
		return -1;
	}
	snprintf(number, sizeof number, "%" PRIu64, rate);
	return add_pair(limit, pair, number);
}

int limit_read_io_rates(struct run *run, const struct limit_file *file, const char *value,
			struct limit *limit)
{
	const char *rest;
	char number[32], pair[64];

	if (split_device(run, file, value, number, &rest, limit) < 0) {
		return -1;
	}
	snprintf(limit->text, sizeof limit->text, "%s", number);
	for (int n; (n = text_next(&rest, ' ', pair, sizeof pair)) != 0;) {
		if (n < 0 || add_rate(limit, file->words, pair) < 0) {
			return limit_refuse(run, file, value);
		}
	}
	return 0;
}

int limit_read_io_weight(struct run *run, const struct limit_file *file, const char *value,
			 struct limit *limit)
{
	const char *rest = value;
	char number[32] = "default";
	int64_t weight;

	if (strncmp(value, "default ", 8) == 0) {
		rest = value + 8;
	} else if (strchr(value, ' ') && split_device(run, file, value, number, &rest, limit) < 0) {
		return -1;
	}
	if (!(strcmp(rest, "default") == 0 && strcmp(number, "default") != 0) &&
	    text_to_integer(rest, file->min, file->max, &weight) < 0) {
		return limit_refuse(run, file, value);
	}
	snprintf(limit->text, sizeof limit->text, "%s %s", number, rest);
	return 0;
}

int limit_read_io_latency(struct run *run, const struct limit_file *file, const char *value,
			  struct limit *limit)
{
	const struct limit_file time = { .name = file->name,
					 .max = INT64_MAX,
					 .expected = file->expected };
	struct limit target = { 0 };
	const char *rest;
	char number[32];

	if (split_device(run, file, value, number, &rest, limit) < 0) {
		return -1;
	}
	if (strncmp(rest, "target=", 7) != 0) {
		return limit_refuse(run, file, value);
	}
	if (limit_read_time(run, &time, rest + 7, &target) < 0) {
		return -1;
	}
	snprintf(limit->text, sizeof limit->text, "%s target=%.64s", number, target.text);
	return 0;
}

/* The kernel clamps the bounds of the rate to 1 to 10000 percent, and says nothing of it. */
static bool is_clamped(const char *key, const char *value)
{
	char *end;

	if (strcmp(key, "min") != 0 && strcmp(key, "max") != 0) {
		return false;
	}
	double percent = strtod(value, &end);
	return *end == '\0' && (percent < 1 || percent > 10000);
}

/* "DEVICE KEY=VALUE...": the keys are checked, other values are the kernel's to judge. */
int limit_read_io_cost(struct run *run, const struct limit_file *file, const char *value,
		       struct limit *limit)
{
	const char *rest;
	char number[32], pair[64];

	if (split_device(run, file, value, number, &rest, limit) < 0) {
		return -1;
	}
	snprintf(limit->text, sizeof limit->text, "%s", number);
	for (int n; (n = text_next(&rest, ' ', pair, sizeof pair)) != 0;) {
		char *equals = n > 0 ? strchr(pair, '=') : NULL;

		if (!equals || !equals[1]) {
			return limit_refuse(run, file, value);
		}
		*equals++ = '\0';
		if (!limit_is_word(file->words, pair) || is_clamped(pair, equals) ||
		    add_pair(limit, pair, equals) < 0) {
			return limit_refuse(run, file, value);
		}
	}
	return 0;
}
