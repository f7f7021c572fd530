/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The floor of cns-unshare -muinp --mount-proc COMMAND: the same kernel calls, and nothing else. */
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int status;

	(void)argc;
	if (unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID) < 0) {
		return 125;
	}
	pid_t pid = fork();
	if (pid == 0) {
		if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
		    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) {
			return 125;
		}
		execvp(argv[1], argv + 1);
		return 127;
	}
	return waitpid(pid, &status, 0) < 0 ? 125 : WEXITSTATUS(status);
}
