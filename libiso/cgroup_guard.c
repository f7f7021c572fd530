/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgroup_make.h"
#include "cgroup_state.h"
#include "kernel/namespace.h"
#include "kernel/process.h"

enum { END_MILLISECONDS = 10000, STACK = 128 << 10 };

/*
 * The guard has its parent's memory and no copy of it, which would take longer than all else that
 * `cns-cgctl run --rm` does.  So its context stays where it is, and until its parent has ended it
 * makes only calls that do not fail, for it has the parent's errno.
 */
struct watch {
	const struct cgroup_tree *tree;
	const struct cgroup *group;
	int parent_pidfd;
	bool is_open[STDERR_FILENO + 1];
};

/* Most groups have none below, and go without a list of them. */
static int end_group(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group)
{
	if (cgroup_kill(run, tree, group, END_MILLISECONDS) < 0) {
		return -1;
	}
	run_step(run, "remove the cgroup %s", group->path);
	if (cgroup_remove(run, tree, group->path) == 0) {
		return 0;
	}
	if (run->failure.error != EBUSY) {
		return -1;
	}
	run_forgive(run);
	return cgroup_remove_all(run, tree, group->path);
}

/*
 * The group may have been removed and another of the same name made meanwhile, so the removal is
 * by the folder that is open: its kill file answers ENODEV when it is gone.
 */
static int watch(void *context)
{
	const struct watch *watch = context;
	struct pollfd parent = { .fd = watch->parent_pidfd, .events = POLLIN };
	struct run quiet = { .tool = "" };

	kernel_setsid(&quiet);
	/* Standard streams too: a reader of our output waits for its last writer. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (watch->is_open[fd]) {
			close(fd);
		}
	}
	/* It never returns for nothing: the group would be ended under the command. */
	while (poll(&parent, 1, -1) < 0) {
	}
	end_group(&quiet, watch->tree, watch->group);
	_exit(0);
}

int cgroup_guard_start(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		       struct cgroup_guard *guard)
{
	static char stack[STACK] __attribute__((aligned(16)));
	static struct watch context;
	sigset_t all, before;

	run_step(run, "leave a guard that removes %s even if we are killed", group->path);
	*guard = (struct cgroup_guard){ .pidfd = -1 };
	context = (struct watch){ tree, group, kernel_pidfd_open(run, getpid()), { false } };
	if (context.parent_pidfd < 0) {
		return -1;
	}
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		context.is_open[fd] = fcntl(fd, F_GETFD) >= 0;
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	guard->pid = kernel_fork_sharing(run, &guard->pidfd, watch, &context, stack + STACK);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(context.parent_pidfd);
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
