/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way to a map of many ids without privilege: newuidmap(1) and newgidmap(1), set-user-ID
 * programs that check it against subuid(5).  They are run from fixed folders, with an empty
 * environment: the caller's PATH is not asked about programs of that kind.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "idmap.h"
#include "kernel/process.h"

static const char *const helpers[IDMAP_KINDS] = {
	[IDMAP_USERS] = "newuidmap",
	[IDMAP_GROUPS] = "newgidmap",
};

/* Where distributions keep set-user-ID programs; the last is NixOS's. */
static const char *const folders[] = { "/usr/bin", "/bin", "/usr/local/bin", "/run/wrappers/bin" };

static int find_helper(struct run *run, enum idmap_kind kind, char *path, size_t size)
{
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		snprintf(path, size, "%s/%s", folders[i], helpers[kind]);
		if (access(path, X_OK) == 0) {
			return 0;
		}
	}
	run_refuse(run, "%s is not installed", helpers[kind]);
	return run_advise(
		run, "it comes in the package uidmap or shadow-utils; without it only your own "
		     "id can be mapped (--map-root-user, --map-current-user)");
}

enum { NUMBER_MAX = 12 };

/* The words PROGRAM PID INSIDE OUTSIDE COUNT..., with the numbers behind them in one piece. */
static char **build_words(const char *path, pid_t pid, const struct idmap *map)
{
	size_t count = 2 + 3 * (size_t)map->count;
	char **words = calloc(1, (count + 1) * sizeof *words + count * NUMBER_MAX);

	if (!words) {
		return NULL;
	}
	char *number = (char *)(words + count + 1);
	for (size_t i = 1; i < count; i++) {
		words[i] = number + i * NUMBER_MAX;
	}
	words[0] = (char *)path;
	snprintf(words[1], NUMBER_MAX, "%d", pid);
	for (size_t i = 0; i < map->count; i++) {
		const struct idmap_extent *extent = &map->extent[i];

		snprintf(words[2 + 3 * i], NUMBER_MAX, "%u", extent->inside);
		snprintf(words[3 + 3 * i], NUMBER_MAX, "%u", extent->outside);
		snprintf(words[4 + 3 * i], NUMBER_MAX, "%u", extent->count);
	}
	return words;
}

static int run_helper(struct run *run, const char *path, char *const words[])
{
	char *const no_environment[] = { NULL };
	int pidfd, status = 0;
	pid_t pid = kernel_fork(run, &pidfd);

	if (run->dry) {
		return kernel_execve(run, path, words, no_environment);
	}
	if (pid == 0) {
		kernel_execve(run, path, words, no_environment);
		_exit(EXIT_NOT_FOUND);
	}
	if (pid < 0) {
		return -1;
	}
	close(pidfd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
	}
	return status;
}

static int advise_refusal(struct run *run, const char *path)
{
	struct stat file;

	if (stat(path, &file) == 0 && file.st_uid != 0) {
		return run_advise(run, "%s does not belong to root", path);
	}
	if (!(file.st_mode & S_ISUID)) {
		return run_advise(run,
				  "%s is not set-user-ID (chmod u+s), unless it has file "
				  "capabilities; its own message is above",
				  path);
	}
	return run_advise(run, "its own message is above; the ids must lie in what /etc/subuid and "
			       "/etc/subgid give to you, or be your own");
}

int idmap_delegate(struct run *run, pid_t pid, enum idmap_kind kind, const struct idmap *map)
{
	char path[64];

	run_step(run, "have %s write the map", helpers[kind]);
	if (idmap_check(run, map) < 0 || find_helper(run, kind, path, sizeof path) < 0) {
		return -1;
	}
	char **words = build_words(path, pid, map);
	if (!words) {
		return run_refuse(run, "there is no memory for its words");
	}
	int status = run_helper(run, path, words);
	free(words);
	if (status != 0 && !run->failure.happened) {
		run_refuse(run, "%s ended with status %d", path,
			   WIFEXITED(status) ? WEXITSTATUS(status)
					     : EXIT_SIGNALLED + WTERMSIG(status));
		return advise_refusal(run, path);
	}
	return status == 0 ? 0 : -1;
}
