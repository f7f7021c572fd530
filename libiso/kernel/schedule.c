/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/schedule.h"

#include <inttypes.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int kernel_schedule_of(pid_t pid, struct kernel_schedule *schedule)
{
	return (int)syscall(SYS_sched_getattr, pid, schedule, sizeof *schedule, 0);
}

int kernel_cpus_of(pid_t pid, struct kernel_cpus *cpus)
{
	memset(cpus, 0, sizeof *cpus);
	return syscall(SYS_sched_getaffinity, pid, sizeof *cpus, cpus) < 0 ? -1 : 0;
}

static const char *policy_name(uint32_t policy)
{
	switch (policy) {
	case SCHED_OTHER: return "SCHED_OTHER";
	case SCHED_FIFO: return "SCHED_FIFO";
	case SCHED_RR: return "SCHED_RR";
	case SCHED_BATCH: return "SCHED_BATCH";
	case SCHED_IDLE: return "SCHED_IDLE";
	default: return "SCHED_DEADLINE";
	}
}

int kernel_set_schedule(struct run *run, const struct kernel_schedule *schedule)
{
	struct kernel_schedule copy = *schedule;

	copy.size = sizeof copy;
	run_announce(run,
		     "sched_setattr(0, {size=%u, sched_policy=%s, sched_nice=%d, "
		     "sched_priority=%u}, 0)",
		     copy.size, policy_name(copy.policy), copy.nice, copy.priority);
	return run->dry ? 0 : (int)run_judge(run, syscall(SYS_sched_setattr, 0, &copy, 0));
}

int kernel_set_cpus(struct run *run, const struct kernel_cpus *cpus)
{
	run_announce(run, "sched_setaffinity(0, %zu, ...)", sizeof *cpus);
	return run->dry
		       ? 0
		       : (int)run_judge(run, syscall(SYS_sched_setaffinity, 0, sizeof *cpus, cpus));
}
