/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"
#include "path.h"

/* The root that names will mean, as far as it can be opened now. */
static int open_root(struct run *run, const struct place *place, const struct target *target,
		     const struct joins *joins)
{
	run_step(run, "open the root in which users have their names");
	if (place->root_fd >= 0) {
		return fcntl(place->root_fd, F_DUPFD_CLOEXEC, 3);
	}
	if ((joins->kinds & NAMESPACE_BIT(NAMESPACE_MNT)) && target->proc_fd >= 0) {
		return kernel_open(run, target->proc_fd, "root", O_PATH | O_DIRECTORY);
	}
	return kernel_open(run, AT_FDCWD, "/", O_PATH | O_DIRECTORY);
}

static bool is_there(struct run *run, int root_fd, const char *path)
{
	int fd = path_open(run, root_fd, path, O_PATH);

	if (fd < 0) {
		run_forgive(run);
		return false;
	}
	close(fd);
	return true;
}

static void find(struct run *run, int root_fd, uid_t uid, struct shell *shell)
{
	run_step(run, "find user %u in the target's passwd file", uid);
	if (account_find_uid(run, root_fd, ACCOUNT_INSIDE, uid, &shell->user) <= 0) {
		run_forgive(run);
		shell->user = (struct account){ .uid = uid, .home = "/" };
	}
	run_step(run, "find the user's shell in the target");
	if (shell->user.shell[0] == '/' && is_there(run, root_fd, shell->user.shell)) {
		shell->path = shell->user.shell;
	}
}

int shell_open(struct run *run, const struct person *person, const struct place *place,
	       const struct target *target, const struct joins *joins, struct shell *shell)
{
	bool is_known = place->root_fd >= 0 || target->proc_fd >= 0 ||
			!(joins->kinds & NAMESPACE_BIT(NAMESPACE_MNT));

	*shell = (struct shell){ .path = "/bin/sh", .user.home = "/" };
	if (is_known) {
		int root_fd = open_root(run, place, target, joins);
		if (root_fd < 0) {
			return -1;
		}
		find(run, root_fd, person->after.sets_uid ? person->after.uid : geteuid(), shell);
		close(root_fd);
	}
	snprintf(shell->name, sizeof shell->name, "-%.1000s", strrchr(shell->path, '/') + 1);
	shell->command[0] = shell->name;
	return 0;
}
