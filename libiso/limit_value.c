/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "limit_value.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "kernel/file.h"
#include "text.h"

/* The largest size that the kernel reads without wrapping: it counts in bytes, signed. */
#define SIZE_LIMIT ((uint64_t)INT64_MAX)

enum { QUOTA_MIN = 1000, PERIOD_MIN = 1000, PERIOD_MAX = 1000000, PERIOD = 100000 };
#define QUOTA_MAX ((UINT64_C(1) << 44) - 1)

int limit_refuse(struct run *run, const struct limit_file *file, const char *value)
{
	return run_refuse(run, "'%.200s' is not %s", value, file->expected);
}

int limit_is_word(const char *words, const char *word)
{
	char one[64];

	while (words && text_next(&words, ' ', one, sizeof one) > 0) {
		if (*one && strcmp(one, word) == 0) {
			return 1;
		}
	}
	return 0;
}

/* Reads "12.34" into hundredths; -1 for anything else. */
static int read_hundredths(const char *text, uint64_t *hundredths)
{
	size_t whole = strspn(text, "0123456789");
	size_t rest = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
	char digits[24];

	if (whole == 0 || whole > 12 || rest > 2 || text[whole + (rest ? rest + 1 : 0)] != '\0') {
		return -1;
	}
	snprintf(digits, sizeof digits, "%.*s", (int)whole, text);
	if (text_to_number(digits, UINT32_MAX, hundredths) < 0) {
		return -1;
	}
	*hundredths *= 100;
	for (size_t i = 0; i < rest; i++) {
		*hundredths += (uint64_t)(text[whole + 1 + i] - '0') * (i == 0 ? 10 : 1);
	}
	return 0;
}

/* The number before a unit at the end of text: "50%" and "%" give 5000 hundredths. */
static int read_before(const char *text, const char *unit, uint64_t *hundredths)
{
	size_t length = strlen(text), end = strlen(unit);
	char number[32];

	if (length <= end || length - end >= sizeof number ||
	    strcmp(text + length - end, unit) != 0) {
		return -1;
	}
	snprintf(number, sizeof number, "%.*s", (int)(length - end), text);
	return read_hundredths(number, hundredths);
}

static int read_memory_percent(struct run *run, const char *file, uint64_t hundredths,
			       uint64_t *bytes)
{
	bool swap = strncmp(file, "memory.swap.", 12) == 0;
	struct sysinfo machine;

	if (sysinfo(&machine) < 0) {
		return run_refuse(run, "the machine's memory cannot be learnt");
	}
	uint64_t all = (uint64_t)(swap ? machine.totalswap : machine.totalram) * machine.mem_unit;
	*bytes = all / 10000 * hundredths + all % 10000 * hundredths / 10000;
	return 0;
}

int limit_read_size(struct run *run, const struct limit_file *file, const char *value,
		    struct limit *limit)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), bytes = 0, hundredths;

	if (limit_is_word(file->words, value)) {
		snprintf(limit->text, sizeof limit->text, "%s", value);
		return 0;
	}
	if (read_before(value, "%parent", &hundredths) == 0 && hundredths <= 10000) {
		limit->of_parent = (uint32_t)hundredths;
		snprintf(limit->text, sizeof limit->text, "0");
		return 0;
	}
	if (read_before(value, "%", &hundredths) == 0) {
		if (hundredths > 10000) {
			return limit_refuse(run, file, value);
		}
		if (read_memory_percent(run, limit->file, hundredths, &bytes) < 0) {
			return -1;
		}
		bytes -= bytes % page;
		snprintf(limit->note, sizeof limit->note, "%s is %" PRIu64 " bytes here", value,
			 bytes);
	} else if (text_to_size(value, &bytes) < 0 || bytes > SIZE_LIMIT) {
		return limit_refuse(run, file, value);
	}
	if (bytes % page != 0) {
		snprintf(limit->note, sizeof limit->note,
			 "the kernel counts in pages of %" PRIu64 ": %" PRIu64 " becomes %" PRIu64,
			 page, bytes, bytes - bytes % page);
		limit->is_surprise = true;
		bytes -= bytes % page;
	}
	snprintf(limit->text, sizeof limit->text, "%" PRIu64, bytes);
	return 0;
}

int limit_read_number(struct run *run, const struct limit_file *file, const char *value,
		      struct limit *limit)
{
	int64_t number;

	if (!limit_is_word(file->words, value) &&
	    text_to_integer(value, file->min, file->max, &number) < 0) {
		return limit_refuse(run, file, value);
	}
	snprintf(limit->text, sizeof limit->text, "%s", value);
	return 0;
}

int limit_read_word(struct run *run, const struct limit_file *file, const char *value,
		    struct limit *limit)
{
	if (!limit_is_word(file->words, value)) {
		return limit_refuse(run, file, value);
	}
	snprintf(limit->text, sizeof limit->text, "%s", value);
	return 0;
}

int limit_read_percent(struct run *run, const struct limit_file *file, const char *value,
		       struct limit *limit)
{
	uint64_t hundredths;

	if (limit_is_word(file->words, value)) {
		snprintf(limit->text, sizeof limit->text, "%s", value);
		return 0;
	}
	if ((read_before(value, "%", &hundredths) < 0 && read_hundredths(value, &hundredths) < 0) ||
	    hundredths > 10000) {
		return limit_refuse(run, file, value);
	}
	snprintf(limit->text, sizeof limit->text, "%" PRIu64 ".%02" PRIu64, hundredths / 100,
		 hundredths % 100);
	return 0;
}

/* Reads microseconds: a plain number of them, or with a unit us, ms or s. */
static int read_microseconds(const char *text, uint64_t *microseconds)
{
	static const struct {
		const char *unit;
		uint64_t hundredth; /* of it, in microseconds times 100 */
	} units[] = { { "us", 1 }, { "ms", 1000 }, { "s", 1000000 } };
	uint64_t hundredths;

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (read_before(text, units[i].unit, &hundredths) == 0) {
			*microseconds = hundredths * units[i].hundredth / 100;
			return 0;
		}
	}
	return text_to_number(text, QUOTA_MAX, microseconds);
}

int limit_read_time(struct run *run, const struct limit_file *file, const char *value,
		    struct limit *limit)
{
	uint64_t microseconds;

	if (read_microseconds(value, &microseconds) < 0 || microseconds > (uint64_t)file->max) {
		return limit_refuse(run, file, value);
	}
	snprintf(limit->text, sizeof limit->text, "%" PRIu64, microseconds);
	return 0;
}

/*
 * A share of CPUs, in hundredths of one percent of one, over the usual period; over the longest
 * one where the kernel's smallest quota would be more than was asked.
 */
static int write_share(struct limit *limit, uint64_t share)
{
	uint64_t period = PERIOD, quota = share * (PERIOD / 10000);

	if (quota < QUOTA_MIN) {
		period = PERIOD_MAX;
		quota = share * (PERIOD_MAX / 10000);
	}
	if (quota < QUOTA_MIN || quota > QUOTA_MAX) {
		return -1;
	}
	snprintf(limit->text, sizeof limit->text, "%" PRIu64 " %" PRIu64, quota, period);
	return 0;
}

static int read_share(const char *value, uint64_t *share)
{
	uint64_t hundredths;

	if (read_before(value, "%", share) == 0) {
		return 0;
	}
	if (read_before(value, "cpus", &hundredths) == 0 ||
	    read_before(value, "cpu", &hundredths) == 0) {
		*share = hundredths * 100;
		return 0;
	}
	return -1;
}

int limit_read_bandwidth(struct run *run, const struct limit_file *file, const char *value,
			 struct limit *limit)
{
	char copy[64], *rest = copy;
	uint64_t quota = 0, period = 0, share;

	if (read_share(value, &share) == 0) {
		return write_share(limit, share) < 0 ? limit_refuse(run, file, value) : 0;
	}
	if ((size_t)snprintf(copy, sizeof copy, "%s", value) >= sizeof copy) {
		return limit_refuse(run, file, value);
	}
	const char *first = strsep(&rest, " /");
	const char *second = rest;
	bool unlimited = strcmp(first, "max") == 0;
	if ((!unlimited && (read_microseconds(first, &quota) < 0 || quota < QUOTA_MIN)) ||
	    quota > QUOTA_MAX ||
	    (second && (read_microseconds(second, &period) < 0 || period < PERIOD_MIN ||
			period > PERIOD_MAX))) {
		return limit_refuse(run, file, value);
	}
	snprintf(copy, sizeof copy, "%" PRIu64, quota);
	snprintf(limit->text, sizeof limit->text, "%s", unlimited ? "max" : copy);
	if (second) {
		snprintf(copy, sizeof copy, " %" PRIu64, period);
		strncat(limit->text, copy, sizeof limit->text - strlen(limit->text) - 1);
	}
	return 0;
}

int limit_read_hugepages(struct run *run, const struct limit_file *file, const char *value,
			 struct limit *limit)
{
	char size[32];
	uint64_t bytes, page;

	if (limit_is_word(file->words, value)) {
		snprintf(limit->text, sizeof limit->text, "%s", value);
		return 0;
	}
	snprintf(size, sizeof size, "%s", limit->file + strlen("hugetlb."));
	size[strcspn(size, ".")] = '\0';
	if (text_to_size(size, &page) < 0 || page == 0) {
		return run_refuse(run, "'%s' is not a size of huge pages", size);
	}
	if (text_to_size(value, &bytes) < 0 || bytes > SIZE_LIMIT) {
		return limit_refuse(run, file, value);
	}
	if (bytes % page != 0) {
		snprintf(limit->note, sizeof limit->note,
			 "the kernel counts in pages of %s: %" PRIu64 " becomes %" PRIu64, size,
			 bytes, bytes - bytes % page);
		limit->is_surprise = true;
		bytes -= bytes % page;
	}
	snprintf(limit->text, sizeof limit->text, "%" PRIu64, bytes);
	return 0;
}

/* Whether the list has the word of a controller with the other sign, too. */
static bool is_contradicted(const char *list, const char *word)
{
	char opposite[64];

	snprintf(opposite, sizeof opposite, "%c%s", *word == '+' ? '-' : '+', word + 1);
	return limit_is_word(list, opposite);
}

int limit_read_controllers(struct run *run, const struct limit_file *file, const char *value,
			   struct limit *limit)
{
	const char *list = value;
	char word[64];

	for (int n; (n = text_next(&list, ' ', word, sizeof word)) != 0;) {
		if (n < 0 || (*word != '+' && *word != '-') ||
		    !limit_is_word(file->words, word + 1) || is_contradicted(value, word)) {
			return limit_refuse(run, file, value);
		}
	}
	snprintf(limit->text, sizeof limit->text, "%s", value);
	return 0;
}

/* "RESOURCE AMOUNT": rdma.max has keys, misc.max a number, dmem a size. */
int limit_read_resource(struct run *run, const struct limit_file *file, const char *value,
			struct limit *limit)
{
	size_t name = strcspn(value, " ");
	const char *amount = value + name + (value[name] == ' ');
	uint64_t number;

	if (name == 0 || name > 128 || !*amount) {
		return limit_refuse(run, file, value);
	}
	if (strncmp(limit->file, "dmem.", 5) == 0 && strcmp(amount, "max") != 0) {
		if (text_to_size(amount, &number) < 0 || number > SIZE_LIMIT) {
			return limit_refuse(run, file, value);
		}
		snprintf(limit->text, sizeof limit->text, "%.*s %" PRIu64, (int)name, value,
			 number);
		return 0;
	}
	if (strncmp(limit->file, "misc.", 5) == 0 && strcmp(amount, "max") != 0 &&
	    text_to_number(amount, (uint64_t)INT64_MAX, &number) < 0) {
		return limit_refuse(run, file, value);
	}
	snprintf(limit->text, sizeof limit->text, "%s", value);
	return 0;
}
