/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "relay.h"

#include <fcntl.h>
#include <unistd.h>

#include "kernel/process.h"

int relay_open(struct run *run, struct relay *relay)
{
	int ends[2];

	run_step(run, "make a pipe on which the child tells the command's PID");
	if (pipe2(ends, O_CLOEXEC) < 0) {
		return run_refuse(run, "no descriptor is left");
	}
	*relay = (struct relay){ ends[0], ends[1] };
	return 0;
}

enum process_side relay_fork(struct run *run, const struct relay *relay, struct process *process)
{
	run_step(run, "fork the command's process into the target's PID namespace");
	pid_t pid = kernel_fork_sibling(run);

	if (pid < 0) {
		return PROCESS_FAILED;
	}
	if (pid > 0) {
		/* Without a reader our parent is dead, and so will be the sibling. */
		_exit(write(relay->write_fd, &pid, sizeof pid) == sizeof pid ? 0
									     : EXIT_TOOL_FAILED);
	}
	return process_tie_to_parent(run, process) < 0 ? PROCESS_FAILED : PROCESS_CHILD;
}

static int wait_for(struct run *run, struct process *process, struct pump *pump)
{
	return pump_is_needed(pump) ? pump_wait(run, process, pump) : process_wait(run, process);
}

int relay_wait(struct run *run, const struct relay *relay, struct process *process,
	       struct pump *pump)
{
	pid_t pid;

	close(relay->write_fd);
	int status = wait_for(run, process, pump);
	if (read(relay->read_fd, &pid, sizeof pid) != sizeof pid) {
		return status;
	}
	close(process->pidfd);
	process->pid = pid;
	process->pidfd = -1;
	return wait_for(run, process, pump);
}
