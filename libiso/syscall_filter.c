/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "syscall_filter.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#include "kernel/confinement.h"
#include "kernel/trace.h"

/* A process that is frozen, or deep in the kernel, does not stop: a second is waited for it. */
static int wait_for_stop(struct run *run, pid_t pid)
{
	const struct timespec moment = { .tv_nsec = 1000000 };
	int status;

	for (int tries = 0; tries < 1000 && !run->dry; tries++) {
		pid_t got = waitpid(pid, &status, __WALL | WNOHANG);

		if (got == pid && WIFSTOPPED(status)) {
			return 0;
		}
		if (got < 0) {
			return run_refuse(run, "the target has ended");
		}
		nanosleep(&moment, NULL);
	}
	return run->dry ? 0 : run_refuse(run, "the target does not stop");
}

static int copy_one(struct run *run, pid_t pid, unsigned index, struct filters *filters)
{
	int length = kernel_trace_filter(run, pid, index, NULL);

	if (length < 0) {
		return -1;
	}
	struct sock_filter *filter = calloc((size_t)length + 1, sizeof *filter);
	if (!filter) {
		return run_refuse(run, "there is no memory");
	}
	if (kernel_trace_filter(run, pid, index, filter) != length) {
		free(filter);
		return -1;
	}
	filters->item[filters->count++] = (struct sock_fprog){ .len = (unsigned short)length,
							       .filter = filter };
	return 0;
}

static int copy_all(struct run *run, pid_t pid, struct filters *filters)
{
	for (unsigned index = 0; index < FILTER_MOST; index++) {
		if (copy_one(run, pid, index, filters) == 0) {
			continue;
		}
		if (run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
		return 0;
	}
	return run_refuse(run, "it has more than %d of them", FILTER_MOST);
}

int filters_copy(struct run *run, const struct target *target, struct filters *filters)
{
	*filters = (struct filters){ 0 };
	run_step(run, "copy the target's seccomp filters");
	if (kernel_trace_seize(run, target->pid) < 0) {
		return -1;
	}
	int result = kernel_trace_interrupt(run, target->pid);
	if (result == 0) {
		result = wait_for_stop(run, target->pid);
	}
	if (result == 0) {
		result = copy_all(run, target->pid, filters);
	}
	struct run quiet = { .tool = run->tool, .dry = run->dry };
	kernel_trace_detach(result == 0 ? run : &quiet, target->pid);
	return result < 0 ? -1 : target_check(run, target);
}

int filters_load(struct run *run, const struct filters *filters)
{
	for (unsigned i = filters->count; i > 0; i--) {
		run_step(run, "load the target's seccomp filter %u of %u", filters->count - i + 1,
			 filters->count);
		if (kernel_seccomp(run, 0, &filters->item[i - 1]) < 0) {
			return -1;
		}
	}
	return 0;
}
