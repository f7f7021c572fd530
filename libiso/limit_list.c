/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of processors and memory nodes: "0-3,6", and "0-7:1/2" for the first of every two. */
#include <stdio.h>
#include <string.h>

#include "limit_value.h"
#include "text.h"

enum { NUMBER_MAX = 65535 };

struct range {
	uint64_t first, last;
	uint64_t used, size; /* the first so many of each so many */
};

struct set {
	unsigned char bits[(NUMBER_MAX + 1) / 8];
};

static int read_stride(char *text, struct range *range)
{
	char *slash = strchr(text, '/');

	if (!slash) {
		return -1;
	}
	*slash++ = '\0';
	return text_to_number(text, NUMBER_MAX, &range->used) < 0 ||
			       text_to_number(slash, NUMBER_MAX, &range->size) < 0 ||
			       range->used == 0 || range->used > range->size
		       ? -1
		       : 0;
}

static int read_range(char *text, struct range *range)
{
	char *dash = strchr(text, '-');
	char *stride = dash ? strchr(dash, ':') : NULL;

	*range = (struct range){ .used = 1, .size = 1 };
	if (dash) {
		*dash++ = '\0';
	}
	if (stride) {
		*stride++ = '\0';
	}
	if (text_to_number(text, NUMBER_MAX, &range->first) < 0 ||
	    text_to_number(dash ? dash : text, NUMBER_MAX, &range->last) < 0 ||
	    range->last < range->first) {
		return -1;
	}
	return stride ? read_stride(stride, range) : 0;
}

static void add_range(struct set *set, const struct range *range)
{
	for (uint64_t i = range->first; i <= range->last; i++) {
		if ((i - range->first) % range->size < range->used) {
			set->bits[i / 8] |= (unsigned char)(1u << i % 8);
		}
	}
}

/* Text of nothing is the empty set. */
static int read_set(const char *text, struct set *set)
{
	char item[64];
	struct range range;

	*set = (struct set){ 0 };
	if (!*text) {
		return 0;
	}
	for (int n; (n = text_next(&text, ',', item, sizeof item)) != 0;) {
		if (n < 0 || read_range(item, &range) < 0) {
			return -1;
		}
		add_range(set, &range);
	}
	return 0;
}

int limit_read_list(struct run *run, const struct limit_file *file, const char *value,
		    struct limit *limit)
{
	struct set set;

	/* Only a newline clears the list: the kernel ignores a write of nothing. */
	if (!*value) {
		snprintf(limit->text, sizeof limit->text, "\n");
		return 0;
	}
	if (read_set(value, &set) < 0) {
		return limit_refuse(run, file, value);
	}
	snprintf(limit->text, sizeof limit->text, "%s", value);
	return 0;
}

bool limit_is_same_list(const char *one, const char *other)
{
	struct set first, second;

	return read_set(one, &first) == 0 && read_set(other, &second) == 0 &&
	       memcmp(&first, &second, sizeof first) == 0;
}
