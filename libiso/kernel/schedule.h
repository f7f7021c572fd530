/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/schedule - the gate: how and where a process is run. */
#ifndef LIBISO_KERNEL_SCHEDULE_H
#define LIBISO_KERNEL_SCHEDULE_H

#include <stdint.h>
#include <sys/types.h>

#include "run.h"

/* As in sched(7); the kernel's struct sched_attr of 48 bytes. */
struct kernel_schedule {
	uint32_t size;
	uint32_t policy;
	uint64_t flags;
	int32_t nice;
	uint32_t priority;
	uint64_t runtime, deadline, period;
};

enum { KERNEL_CPUS = 8192 };
struct kernel_cpus {
	unsigned long bits[KERNEL_CPUS / 8 / sizeof(unsigned long)];
};

/* sched_getattr(2), sched_getaffinity(2) of a process, 0: the caller.  Questions, not announced. */
int kernel_schedule_of(pid_t pid, struct kernel_schedule *);
int kernel_cpus_of(pid_t pid, struct kernel_cpus *);

/* sched_setattr(2), sched_setaffinity(2) of the caller. */
int kernel_set_schedule(struct run *, const struct kernel_schedule *);
int kernel_set_cpus(struct run *, const struct kernel_cpus *);

#endif
