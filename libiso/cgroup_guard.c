/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_guard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup_make.h"
#include "cgroup_state.h"
#include "kernel/file.h"
#include "kernel/namespace.h"
#include "kernel/process.h"

enum { END_MILLISECONDS = 10000 };

static int end_group(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group)
{
	if (cgroup_kill(run, tree, group, END_MILLISECONDS) < 0) {
		return -1;
	}
	return cgroup_remove_all(run, tree, group->path);
}

/*
 * The group may have been removed and another of the same name made meanwhile, so the removal is
 * by the folder that is open: its kill file answers ENODEV when it is gone.
 */
static void watch(const struct cgroup_tree *tree, const struct cgroup *group, int parent_pidfd)
{
	struct pollfd parent = { .fd = parent_pidfd, .events = POLLIN };
	struct run quiet = { .tool = "" };

	/* It never returns for nothing: the group would be ended under the command. */
	while (poll(&parent, 1, -1) < 0) {
	}
	end_group(&quiet, tree, group);
	_exit(0);
}

int cgroup_guard_start(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		       struct cgroup_guard *guard)
{
	sigset_t all, before;

	run_step(run, "leave a guard that removes %s even if we are killed", group->path);
	*guard = (struct cgroup_guard){ .pidfd = -1 };
	int parent_pidfd = kernel_pidfd_open(run, getpid());
	if (parent_pidfd < 0) {
		return -1;
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	guard->pid = kernel_fork(run, &guard->pidfd);
	if (guard->pid == 0 && !run->dry) {
		struct run quiet = { .tool = "" };

		kernel_setsid(&quiet);
		/* Standard streams too: a reader of our output waits for its last writer. */
		while (dup2(parent_pidfd, STDIN_FILENO) < 0) {
		}
		kernel_close_range(&quiet, STDOUT_FILENO, STDERR_FILENO, 0);
		watch(tree, group, STDIN_FILENO);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(parent_pidfd);
	return guard->pid < 0 ? -1 : 0;
}

int cgroup_guard_cancel(struct run *run, struct cgroup_guard *guard)
{
	int result = 0;

	if (guard->pidfd >= 0) {
		run_step(run, "end the guard");
		result = kernel_pidfd_send_signal(run, guard->pidfd, SIGKILL);
		/* One that is not ended would be waited for, for ever. */
		if (result == 0) {
			waitid(P_PIDFD, (id_t)guard->pidfd, NULL, WEXITED);
		}
		close(guard->pidfd);
		guard->pidfd = -1;
	}
	return result;
}

int cgroup_guard_finish(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
			struct cgroup_guard *guard)
{
	int result = end_group(run, tree, group);

	return cgroup_guard_cancel(run, guard) < 0 ? -1 : result;
}
