/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account_getent.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel/process.h"

static void become_getent(struct run *run, const char *database, const char *key, int answer_fd)
{
	static const char *const places[] = { "/usr/bin/getent", "/bin/getent" };
	char *argv[] = { (char *)"getent", (char *)"--", (char *)database, (char *)key, NULL };
	char *envp[] = { (char *)"PATH=/usr/bin:/bin", NULL };
	int nothing_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (nothing_fd >= 0) {
		dup2(nothing_fd, STDIN_FILENO);
		dup2(nothing_fd, STDERR_FILENO);
	}
	run->explain = false;
	if (dup2(answer_fd, STDOUT_FILENO) >= 0) {
		for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
			kernel_execve(run, places[i], argv, envp);
		}
	}
	_exit(EXIT_NOT_FOUND);
}

static void read_line(int fd, char *line, size_t size)
{
	size_t used = 0;

	while (used < size - 1) {
		ssize_t n = read(fd, line + used, size - 1 - used);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			break;
		}
		used += (size_t)n;
	}
	line[used] = '\0';
	line[strcspn(line, "\n")] = '\0';
}

int account_getent(struct run *run, const char *database, const char *key, char *line, size_t size)
{
	int ends[2], pidfd, status = 0;

	if (run->dry) {
		run_note(run, "getent %s would be asked", database);
		return 0;
	}
	if (pipe2(ends, O_CLOEXEC) < 0) {
		return run_refuse(run, "no pipe to getent: %s", strerrordesc_np(errno));
	}
	pid_t child = kernel_fork(run, &pidfd);
	if (child == 0) {
		become_getent(run, database, key, ends[1]);
	}
	close(ends[1]);
	if (child > 0) {
		read_line(ends[0], line, size);
		close(pidfd);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
			continue;
		}
	}
	close(ends[0]);
	return child < 0 ? -1 : WIFEXITED(status) && WEXITSTATUS(status) == 0 && *line ? 1 : 0;
}
