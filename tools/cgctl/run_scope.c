/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A group below a scope of systemd's: systemd owns the tree of the machine, and who wants a part of
 * it asks for a scope with Delegate=yes (systemd.resource-control(5)).  systemd-run(1) makes one
 * around itself and becomes us again; what is below is ours, and goes with the last process.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "run_request.h"

/* As sd_booted(3) does. */
static bool systemd_runs(void)
{
	return access("/run/systemd/system", F_OK) == 0;
}

bool run_scope_helps(const struct run *run, const struct run_request *want)
{
	int error = run->failure.error;

	return !want->delegated && (error == EACCES || error == EPERM || error == EROFS) &&
	       (geteuid() == 0 || getenv("XDG_RUNTIME_DIR")) && systemd_runs();
}

/* The same command line again, behind systemd-run's. */
int run_scope_become(struct run *run, const struct run_request *want, char **argv)
{
	static char self[PATH_MAX];
	bool user = want->user || geteuid() != 0;
	const char *const begin[] = { "systemd-run", user ? "--user" : "--system",
				      "--scope",     "--quiet",
				      "--collect",   "--property=Delegate=yes",
				      "--",          self,
				      "run",         "--delegated" };
	const size_t first = sizeof begin / sizeof begin[0];
	size_t count = 0;

	run_step(run, "have systemd make a scope for %s", want->name);
	if (!systemd_runs()) {
		run_refuse(run, "systemd does not run this machine");
		return run_failed(run);
	}
	ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
	if (length < 0) {
		run_refuse(run, "the path of this program cannot be read");
		return run_failed(run);
	}
	self[length] = '\0';
	while (argv[count]) {
		count++;
	}
	const char **line = calloc(first + count + 1, sizeof *line);
	if (!line) {
		run_refuse(run, "no memory for the command line");
		return run_failed(run);
	}
	memcpy(line, begin, sizeof begin);
	for (size_t i = 1; i < count; i++) {
		line[first + i - 1] = argv[i];
	}
	int status = command_become(run, (char **)line, environ);
	free(line);
	return status;
}

int run_scope_path(struct run *run, const struct cgroup_tree *tree, const struct run_request *want,
		   char path[CGROUP_PATH_MAX])
{
	char own[CGROUP_PATH_MAX], caller[CGROUP_PATH_MAX + 16];
	const char *name = want->name + strspn(want->name, "/");
	struct cgroup_making making;
	struct cgroup group;

	run_step(run, "find the group that was delegated to us");
	if (cgroup_path_of(run, tree, AT_FDCWD, own) < 0) {
		return -1;
	}
	const char *slash = strcmp(own, "/") == 0 ? "" : own;
	if ((size_t)snprintf(path, CGROUP_PATH_MAX, "%s/%s", slash, name) >= CGROUP_PATH_MAX ||
	    (size_t)snprintf(caller, sizeof caller, "%s/cns-cgctl", slash) >= CGROUP_PATH_MAX) {
		return run_refuse(run, "its name is too long");
	}
	if (cgroup_make(run, tree, caller, CGROUP_MAKE_MAY_EXIST, &group, &making) < 0) {
		return -1;
	}
	run_step(run, "leave the delegated group, so that it can pass controllers on");
	int result = cgroup_attach(run, &group, 0);
	cgroup_close(&group);
	cgroup_making_free(&making);
	return result;
}
