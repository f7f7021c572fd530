/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor of entering guarded: PID first, then the command.  The program starts anew from a
 * read-only mount of itself, so that nobody inside can rewrite it; and who joins is not the process
 * that stays outside, so that nothing of the caller is inside.
 */
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void start_anew(char **argv, char **environment)
{
	struct mount_attr read_only = { .attr_set = MOUNT_ATTR_RDONLY };
	long fd = syscall(SYS_open_tree, AT_FDCWD, "/proc/self/exe",
			  OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);

	if (fd >= 0 &&
	    syscall(SYS_mount_setattr, fd, "", AT_EMPTY_PATH, &read_only, sizeof read_only) == 0) {
		argv[0] = "again";
		syscall(SYS_execveat, fd, "", argv, environment, AT_EMPTY_PATH);
	}
	_exit(125);
}

static void join(int pidfd, char **command)
{
	int flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID |
		    CLONE_NEWCGROUP;

	if (setns(pidfd, flags) < 0) {
		_exit(125);
	}
	if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL) == 0) {
		execvp(command[0], command);
		_exit(127);
	}
	_exit(0);
}

int main(int argc, char **argv, char **environment)
{
	int status = 0;

	if (argc < 3) {
		return 125;
	}
	if (strcmp(argv[0], "again") != 0) {
		start_anew(argv, environment);
	}
	int pidfd = (int)syscall(SYS_pidfd_open, (int)strtol(argv[1], NULL, 10), 0);
	if (pidfd < 0) {
		return 125;
	}
	if (fork() == 0) {
		join(pidfd, argv + 2);
	}
	while (wait(&status) > 0) {
	}
	return WEXITSTATUS(status);
}
