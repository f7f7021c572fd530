/* SPDX-License-Identifier: GPL-2.0-or-later */
/* limit_value - the kinds of values: each reads what a person writes into what the kernel takes. */
#ifndef LIBISO_LIMIT_VALUE_H
#define LIBISO_LIMIT_VALUE_H

#include <stdint.h>

#include "limit.h"

/* A row of the table of files. */
struct limit_file {
	const char *name; /* "hugetlb.*.max": * stands for one word without a dot */
	int (*read)(struct run *, const struct limit_file *, const char *value, struct limit *);
	int64_t min, max;     /* of a number; for sizes max is 0 */
	const char *words;    /* those allowed beside or instead of a number, by blanks; or NULL */
	const char *expected; /* "a size such as 64M, or max" */
};

/* Each returns 0 with limit->text set, or -1 having refused. */
int limit_read_size(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_number(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_word(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_percent(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_bandwidth(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_time(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_list(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_hugepages(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_controllers(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_resource(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_io_rates(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_io_weight(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_io_latency(struct run *, const struct limit_file *, const char *, struct limit *);
int limit_read_io_cost(struct run *, const struct limit_file *, const char *, struct limit *);

/* Refuses the value in one sentence that says what the file takes. */
int limit_refuse(struct run *, const struct limit_file *, const char *value);

/* Whether two lists of numbers name the same: "0,1" is "0-1". */
bool limit_is_same_list(const char *one, const char *other);

/* Whether word is in a list separated by blanks. */
int limit_is_word(const char *words, const char *word);

/*
 * Reads a device: MAJ:MIN, a name of /sys/class/block, or a path of a block device; a partition
 * stands for its disk, and the note says so.  Writes "MAJ:MIN".  Returns 0 or -1.
 */
int limit_read_device(struct run *, const char *name, char number[32], struct limit *);

#endif
