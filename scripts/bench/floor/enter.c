/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The floor of cns-enter -t PID -a COMMAND: PID first, then the command. */
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int status, flags = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET |
			    CLONE_NEWPID | CLONE_NEWCGROUP;
	int pidfd = argc > 2 ? (int)syscall(SYS_pidfd_open, (int)strtol(argv[1], NULL, 10), 0) : -1;

	if (pidfd < 0 || setns(pidfd, flags) < 0) {
		return 125;
	}
	close(pidfd);
	pid_t pid = fork();
	if (pid == 0) {
		execvp(argv[2], argv + 2);
		return 127;
	}
	return waitpid(pid, &status, 0) < 0 ? 125 : WEXITSTATUS(status);
}
