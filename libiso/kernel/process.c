/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/process.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/notation.h"

/* Not through libc's fork(): it gives no pidfd.  We have one thread and no atfork handlers. */
pid_t kernel_fork(struct run *run, int *pidfd)
{
	run_announce(run, "clone(CLONE_PIDFD|SIGCHLD)");
	*pidfd = -1;
	if (run->dry) {
		return 0;
	}
	return (pid_t)run_judge(run,
				syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, NULL, pidfd, NULL, 0));
}

pid_t kernel_fork_sharing(struct run *run, int *pidfd, int (*function)(void *), void *context,
			  void *stack_end)
{
	run_announce(run, "clone(CLONE_VM|CLONE_PIDFD|SIGCHLD)");
	*pidfd = -1;
	if (run->dry) {
		return 0;
	}
	return (pid_t)run_judge(run, clone(function, stack_end, CLONE_VM | CLONE_PIDFD | SIGCHLD,
					   context, pidfd));
}

pid_t kernel_fork_into_cgroup(struct run *run, int *pidfd, int cgroup_fd)
{
	struct notation_fd group;
	struct clone_args clone = {
		.flags = CLONE_PIDFD | CLONE_INTO_CGROUP,
		.pidfd = (uint64_t)(uintptr_t)pidfd,
		.exit_signal = SIGCHLD,
		.cgroup = (uint64_t)cgroup_fd,
	};

	run_announce(run,
		     "clone3({flags=CLONE_PIDFD|CLONE_INTO_CGROUP, exit_signal=SIGCHLD, "
		     "cgroup=%s}, %zu)",
		     notation_fd(&group, run, cgroup_fd), sizeof clone);
	*pidfd = -1;
	return run->dry ? 0 : (pid_t)run_judge(run, syscall(SYS_clone3, &clone, sizeof clone));
}

pid_t kernel_fork_sibling(struct run *run)
{
	run_announce(run, "clone(CLONE_PARENT|SIGCHLD)");
	if (run->dry) {
		return 0;
	}
	return (pid_t)run_judge(run,
				syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, 0));
}

void *kernel_share_memory(struct run *run, size_t size)
{
	run_announce(run, "mmap(NULL, %zu, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0)",
		     size);
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return run_judge(run, memory == MAP_FAILED ? -1 : 0) < 0 ? NULL : memory;
}

int kernel_signalfd(struct run *run, const sigset_t *mask)
{
	run_announce(run, "signalfd4(-1, ~[...], 8, SFD_CLOEXEC|SFD_NONBLOCK)");
	return (int)run_judge(run, signalfd(-1, mask, SFD_CLOEXEC | SFD_NONBLOCK));
}

static const char *signal_name(int signal, char name[24])
{
	const char *known = sigabbrev_np(signal);

	snprintf(name, 24, known ? "SIG%s" : "%s%d", known ? known : "SIGRT_", signal);
	return name;
}

int kernel_pidfd_send_signal(struct run *run, int pidfd, int signal)
{
	struct notation_fd process;
	char name[24];

	run_announce(run, "pidfd_send_signal(%s, %s, NULL, 0)", notation_fd(&process, run, pidfd),
		     signal_name(signal, name));
	return run->dry ? 0
			: (int)run_judge(run,
					 syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0));
}

int kernel_kill_group(struct run *run, pid_t group, int signal)
{
	char name[24];

	run_announce(run, "kill(%d, %s)", -group, signal_name(signal, name));
	return run->dry ? 0 : (int)run_judge(run, kill(-group, signal));
}

int kernel_set_parent_death_signal(struct run *run, int signal)
{
	char name[24];

	run_announce(run, "prctl(PR_SET_PDEATHSIG, %s)", signal_name(signal, name));
	return run->dry ? 0 : (int)run_judge(run, prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0));
}

int kernel_set_dumpable(struct run *run, int dumpable)
{
	run_announce(run, "prctl(PR_SET_DUMPABLE, %s)",
		     dumpable ? "SUID_DUMP_USER" : "SUID_DUMP_DISABLE");
	return run->dry ? 0 : (int)run_judge(run, prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0));
}

int kernel_set_child_subreaper(struct run *run)
{
	run_announce(run, "prctl(PR_SET_CHILD_SUBREAPER, 1)");
	return run->dry ? 0 : (int)run_judge(run, prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
}

int kernel_lead_group(struct run *run)
{
	run_announce(run, "setpgid(0, 0)");
	return run->dry ? 0 : (int)run_judge(run, setpgid(0, 0));
}

int kernel_setsid(struct run *run)
{
	run_announce(run, "setsid()");
	return run->dry ? 0 : (int)run_judge(run, setsid());
}

int kernel_take_foreground(struct run *run, int terminal_fd, pid_t group)
{
	struct notation_fd terminal;

	run_announce(run, "ioctl(%s, TIOCSPGRP, [%d])", notation_fd(&terminal, run, terminal_fd),
		     group);
	return run->dry ? 0 : (int)run_judge(run, ioctl(terminal_fd, TIOCSPGRP, &group));
}

int kernel_execve(struct run *run, const char *path, char *const argv[], char *const envp[])
{
	struct notation_text text;

	run_announce(run, "execve(%s)", notation_text(&text, path));
	return run->dry ? 0 : (int)run_judge(run, execve(path, argv, envp));
}

int kernel_execveat(struct run *run, int fd, char *const argv[], char *const envp[])
{
	struct notation_fd file;

	run_announce(run, "execveat(%s, \"\", AT_EMPTY_PATH)", notation_fd(&file, run, fd));
	return run->dry ? 0
			: (int)run_judge(run,
					 syscall(SYS_execveat, fd, "", argv, envp, AT_EMPTY_PATH));
}
