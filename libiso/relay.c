/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay.h"

#include <unistd.h>

#include "kernel/process.h"

int relay_open(struct run *run, struct relay *relay)
{
	run_step(run, "share memory with the child, in which it tells the command's PID");
	relay->told = kernel_share_memory(run, sizeof *relay->told);
	return relay->told ? 0 : -1;
}

enum process_side relay_fork(struct run *run, const struct relay *relay, struct process *process)
{
	run_step(run, "fork the command's process into the target's PID namespace");
	pid_t pid = kernel_fork_sibling(run);

	if (pid < 0) {
		return PROCESS_FAILED;
	}
	if (pid > 0) {
		*relay->told = pid;
		_exit(0);
	}
	if (process_tie_to_parent(run, process) < 0) {
		return PROCESS_FAILED;
	}
	/* It is a handle on a process outside, and from here on we are seen inside. */
	if (process->parent_pidfd >= 0) {
		close(process->parent_pidfd);
		process->parent_pidfd = -1;
	}
	return PROCESS_CHILD;
}

static int wait_for(struct run *run, struct process *process, struct pump *pump)
{
	return pump_is_needed(pump) ? pump_wait(run, process, pump) : process_wait(run, process);
}

int relay_wait(struct run *run, const struct relay *relay, struct process *process,
	       struct pump *pump)
{
	int status = wait_for(run, process, pump);

	if (*relay->told == 0) {
		return status;
	}
	close(process->pidfd);
	process->pid = *relay->told;
	process->pidfd = -1;
	return wait_for(run, process, pump);
}
