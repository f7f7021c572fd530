/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unshare/life.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "command.h"
#include "init.h"
#include "kernel/file.h"
#include "kernel/process.h"
#include "unshare/report.h"

int life_outside(struct run *run, const struct request *want, struct setup *setup)
{
	outside_leave(&setup->outside);
	if (report_child(run, want, setup->child.pid) < 0) {
		kernel_pidfd_send_signal(run, setup->child.pidfd, SIGKILL);
		process_wait(run, &setup->child);
		return report_failed(run, want);
	}
	int status = process_wait(run, &setup->child);

	/* PID 1 tells of the command's end itself, unless it was killed. */
	if (!want->initiates || setup->child.ended.si_code != CLD_EXITED) {
		report_end(want, &setup->child.ended);
	}
	return status;
}

/* exec(2) ends the hiding; the maps of one more user namespace must be written before that. */
static int life_beside_init(struct run *run, const struct request *want, struct setup *setup)
{
	if (want->then_current) {
		run_step(run, "let this process write its own id maps");
		if (kernel_set_dumpable(run, 1) < 0) {
			return setup_failed(run, want, setup);
		}
	}
	return life_as_command(run, want, setup);
}

int life_as_init(struct run *run, const struct request *want, struct setup *setup)
{
	struct init init = {
		.parent_pidfd = setup->child.parent_pidfd,
		.grace = (double)want->grace,
	};

	run_step(run, "hide the memory and environment of PID 1 from the command");
	if (kernel_set_dumpable(run, 0) < 0) {
		return setup_failed(run, want, setup);
	}
	switch (init_fork(run, &init)) {
	case PROCESS_FAILED: return setup_failed(run, want, setup);
	case PROCESS_CHILD: return life_beside_init(run, want, setup);
	default: break;
	}
	outside_leave(&setup->outside);
	int status = init_live(&init);

	report_end(want, &init.ended);
	return status;
}

/* $SHELL, else the shell that the passwd file gives to the user, else /bin/sh. */
static const char *login_shell(struct run *run, const struct environment *environment,
			       struct account *user)
{
	const char *shell = environment_find(environment, "SHELL");
	int root_fd;

	if (shell && *shell) {
		return shell;
	}
	run_step(run, "find the login shell");
	root_fd = kernel_open(run, AT_FDCWD, "/", O_PATH | O_DIRECTORY);
	if (root_fd < 0 || account_find_uid(run, root_fd, ACCOUNT_INSIDE, getuid(), user) <= 0 ||
	    !*user->shell) {
		run_forgive(run);
		return "/bin/sh";
	}
	close(root_fd);
	return user->shell;
}

/* As login(1) starts it: a name that begins with a dash. */
static int become_shell(struct run *run, const struct environment *environment)
{
	struct account user;
	const char *shell = login_shell(run, environment, &user);
	const char *slash = strrchr(shell, '/');
	char name[256];
	char *words[] = { name, NULL };

	snprintf(name, sizeof name, "-%.250s", slash ? slash + 1 : shell);
	return command_become_file(run, shell, words, environment->entry);
}

int life_as_command(struct run *run, const struct request *want, struct setup *setup)
{
	int status;

	if (setup_command(run, want, setup) < 0) {
		return setup_failed(run, want, setup);
	}
	status = want->command[0] ? command_become(run, want->command, setup->environment.entry)
				  : become_shell(run, &setup->environment);
	outside_undo(&setup->outside);
	return status;
}
