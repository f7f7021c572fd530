/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup_sample - what a group uses at one moment: memory, processor time, input and output,
 * processes, pressure.
 *
 * Memory is told in its parts, each by the kernel's own name: what a program asked for (anon) is
 * not what a cache holds for it (file, inactive_file).  Of two samples the difference is a rate.
 */
#ifndef LIBISO_CGROUP_SAMPLE_H
#define LIBISO_CGROUP_SAMPLE_H

#include "cgroup.h"

enum sample_value {
	SAMPLE_MEMORY, /* bytes, memory.current */
	SAMPLE_PEAK,
	SAMPLE_ANON,
	SAMPLE_FILE,
	SAMPLE_INACTIVE,
	SAMPLE_SHMEM,
	SAMPLE_SLAB,
	SAMPLE_SWAP,
	SAMPLE_CPU, /* microseconds */
	SAMPLE_USER,
	SAMPLE_SYSTEM,
	SAMPLE_THROTTLED,
	SAMPLE_READ, /* bytes, of all devices */
	SAMPLE_WRITTEN,
	SAMPLE_READS, /* operations */
	SAMPLE_WRITES,
	SAMPLE_PIDS,
	SAMPLE_OOM_KILLS,
	SAMPLE_CPU_SOME, /* hundredths of percent of the last ten seconds */
	SAMPLE_MEMORY_SOME,
	SAMPLE_MEMORY_FULL,
	SAMPLE_IO_SOME,
	SAMPLE_IO_FULL,
	SAMPLE_COUNT,
};

#define SAMPLE_UNKNOWN UINT64_MAX

struct cgroup_sample {
	uint64_t value[SAMPLE_COUNT]; /* SAMPLE_UNKNOWN where the group has no such file */
	uint64_t microseconds;        /* when: of the monotonic clock */
};

/*
 * Reads the values whose bits (1 << SAMPLE_X) are set, each file once.  Nothing fails: what cannot
 * be read is unknown.
 */
void cgroup_sample_read(const struct cgroup *, uint32_t wanted, struct cgroup_sample *);

/*
 * The values whose controllers the group has, as bits: what its cgroup.controllers says.  Groups
 * with the same parent have the same; the root lacks some of the files nevertheless.
 */
uint32_t cgroup_sample_possible(const struct cgroup *);

/* What a value grew by a second, between two samples; SAMPLE_UNKNOWN without both. */
uint64_t cgroup_sample_rate(const struct cgroup_sample *before, const struct cgroup_sample *now,
			    enum sample_value);

/* One line of a *.pressure file, in the kernel's own numbers. */
struct cgroup_pressure {
	double average[3]; /* percent of the last 10, 60 and 300 seconds */
	uint64_t total;    /* microseconds */
};

/* Reads "some" or "full" of a resource: "cpu", "memory", "io", "irq".  0, or -1 without a word. */
int cgroup_pressure_read(const struct cgroup *, const char *resource, const char *kind,
			 struct cgroup_pressure *);

#endif
