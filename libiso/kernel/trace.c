/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/trace.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ptrace.h>

int kernel_trace_seize(struct run *run, pid_t pid)
{
	run_announce(run, "ptrace(PTRACE_SEIZE, %d, NULL, 0)", pid);
	return run->dry ? 0 : (int)run_judge(run, ptrace(PTRACE_SEIZE, pid, NULL, NULL));
}

int kernel_trace_interrupt(struct run *run, pid_t pid)
{
	run_announce(run, "ptrace(PTRACE_INTERRUPT, %d)", pid);
	return run->dry ? 0 : (int)run_judge(run, ptrace(PTRACE_INTERRUPT, pid, NULL, NULL));
}

int kernel_trace_detach(struct run *run, pid_t pid)
{
	run_announce(run, "ptrace(PTRACE_DETACH, %d, NULL, 0)", pid);
	return run->dry ? 0 : (int)run_judge(run, ptrace(PTRACE_DETACH, pid, NULL, NULL));
}

int kernel_trace_filter(struct run *run, pid_t pid, unsigned index, struct sock_filter *filter)
{
	run_announce(run, "ptrace(PTRACE_SECCOMP_GET_FILTER, %d, %u, %s)", pid, index,
		     filter ? "..." : "NULL");
	if (run->dry) {
		errno = ENOENT;
		return -1;
	}
	return (int)run_judge(run, ptrace(PTRACE_SECCOMP_GET_FILTER, pid, (void *)(uintptr_t)index,
					  filter));
}
