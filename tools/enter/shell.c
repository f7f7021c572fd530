/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hint.h"
#include "path.h"

/*
 * What the container makes of its own files does not keep us out.  What we lack must not pass for
 * their absence: the command would then run otherwise than it should.
 */
static bool is_our_lack(const struct run *run)
{
	int error = run->failure.error;

	return error == EMFILE || error == ENFILE || error == ENOMEM;
}

static int find_user(struct run *run, int root_fd, uid_t uid, struct account *user)
{
	char reason[sizeof run->failure.call];

	run_step(run, "find user %u in the target's passwd file", uid);
	int found = account_find_uid(run, root_fd, ACCOUNT_INSIDE, uid, user);
	if (found > 0) {
		return 0;
	}
	*user = (struct account){ .uid = uid, .home = "/" };
	if (found == 0) {
		return 0;
	}
	if (is_our_lack(run)) {
		return -1;
	}
	const char *hint = hint_for(run);
	snprintf(reason, sizeof reason, "%s",
		 hint                 ? hint
		 : run->failure.error ? "it cannot be read"
				      : run->failure.call);
	run_forgive(run);
	run_warn(
		run,
		"the target's passwd file is of no use (%.300s): HOME, USER and SHELL are defaults",
		reason);
	return 0;
}

/* Its own shell where that is there; else /bin/sh stays. */
static int find_shell(struct run *run, int root_fd, struct shell *shell)
{
	if (shell->user.shell[0] != '/') {
		return 0;
	}
	run_step(run, "find the user's shell in the target");
	int fd = path_open(run, root_fd, shell->user.shell, O_PATH);
	if (fd < 0) {
		if (is_our_lack(run)) {
			return -1;
		}
		run_forgive(run);
		return 0;
	}
	close(fd);
	shell->path = shell->user.shell;
	return 0;
}

int shell_open(struct run *run, const struct request *want, const struct person *person,
	       const struct place *place, struct shell *shell)
{
	uid_t uid = person->after.sets_uid ? person->after.uid : geteuid();

	*shell = (struct shell){ .path = "/bin/sh", .user.home = "/" };
	if (place->names_fd >= 0 && (want->as_target || !want->command[0]) &&
	    (find_user(run, place->names_fd, uid, &shell->user) < 0 ||
	     find_shell(run, place->names_fd, shell) < 0)) {
		return -1;
	}
	snprintf(shell->name, sizeof shell->name, "-%.1000s", strrchr(shell->path, '/') + 1);
	shell->command[0] = shell->name;
	return 0;
}
