/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/trace - the gate: looking into another process with ptrace(2). */
#ifndef LIBISO_KERNEL_TRACE_H
#define LIBISO_KERNEL_TRACE_H

#include <linux/filter.h>
#include <sys/types.h>

#include "run.h"

/* PTRACE_SEIZE, PTRACE_INTERRUPT, PTRACE_DETACH; --dry-run makes none of them. */
int kernel_trace_seize(struct run *, pid_t pid);
int kernel_trace_interrupt(struct run *, pid_t pid);
int kernel_trace_detach(struct run *, pid_t pid);

/*
 * PTRACE_SECCOMP_GET_FILTER of a stopped process: filter number index, the newest being 0 (Linux
 * 4.4).  Returns its length, also where filter is NULL; -1 with ENOENT behind the last one.
 */
int kernel_trace_filter(struct run *, pid_t pid, unsigned index, struct sock_filter *filter);

#endif
