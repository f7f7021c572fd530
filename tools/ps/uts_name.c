/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "uts_name.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "kernel/namespace.h"

static int visit(struct run *run, int space_fd, int home_fd, struct utsname *names)
{
	struct run quiet = { .tool = run->tool, .explain = run->explain, .dry = run->dry };
	int result;

	run_step(&quiet, "read the host name in a UTS namespace");
	if (kernel_setns(&quiet, space_fd, CLONE_NEWUTS) < 0 || run->dry) {
		return -1;
	}
	result = uname(names);
	run_step(run, "come back to our own UTS namespace");
	return kernel_setns(run, home_fd, CLONE_NEWUTS) < 0 ? -1 : result;
}

int uts_name_read(struct run *run, const struct inventory_entry *entry, char *name, size_t size)
{
	struct utsname names;
	struct stat home, space;
	int home_fd = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
	int space_fd = inventory_open(entry);
	int result = -1;

	if (home_fd >= 0 && space_fd >= 0 && fstat(home_fd, &home) == 0 &&
	    fstat(space_fd, &space) == 0 && space.st_ino == entry->inode) {
		result = home.st_ino == space.st_ino ? uname(&names)
						     : visit(run, space_fd, home_fd, &names);
	}
	if (result == 0) {
		snprintf(name, size, "%s", names.nodename);
	}
	if (home_fd >= 0) {
		close(home_fd);
	}
	if (space_fd >= 0) {
		close(space_fd);
	}
	return result;
}
