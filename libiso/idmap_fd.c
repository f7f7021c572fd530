/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child makes the namespace, says so by closing its end of a pipe, and waits on another, which
 * ends with us, until its map is written and its namespace is open; then it is not needed.
 */
#include "idmap_fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "idmap.h"
#include "kernel/file.h"
#include "kernel/namespace.h"
#include "kernel/process.h"
#include "text.h"

/* In the child: ready says that the namespace is there; released, that it is held elsewhere. */
static void hold_namespace(struct run *run, int ready_fd, int released_fd)
{
	char nothing;

	if (kernel_unshare(run, CLONE_NEWUSER) < 0) {
		(void)!write(ready_fd, "x", 1);
		_exit(EXIT_TOOL_FAILED);
	}
	close(ready_fd);
	while (read(released_fd, &nothing, 1) < 0 && errno == EINTR) {
		continue;
	}
	_exit(0);
}

static int write_maps(struct run *run, pid_t pid, const char *text)
{
	struct idmap map = { 0 };
	struct idmap_extent extent;
	char item[48];
	int result = 0;

	while (result == 0 && text_next(&text, '+', item, sizeof item) == 1) {
		result = idmap_read_extent(item, &extent) < 0
				 ? run_refuse(run, "'%s' is no map of ids", item)
				 : idmap_add(run, &map, extent);
	}
	if (result == 0) {
		result = idmap_write(run, pid, IDMAP_USERS, &map);
	}
	if (result == 0) {
		result = idmap_write(run, pid, IDMAP_GROUPS, &map);
	}
	idmap_free(&map);
	return result;
}

static int open_namespace(struct run *run, pid_t pid, const char *map, int ready_fd)
{
	char path[40], trouble;

	if (!run->dry && read(ready_fd, &trouble, 1) != 0) {
		return run_refuse(run, "no user namespace can be made");
	}
	if (write_maps(run, pid, map) < 0) {
		return -1;
	}
	snprintf(path, sizeof path, "/proc/%d/ns/user", pid ? pid : getpid());
	return kernel_open(run, AT_FDCWD, path, O_RDONLY);
}

int idmap_open_map(struct run *run, const char *map)
{
	int ready[2], released[2], pidfd;

	if (pipe2(ready, O_CLOEXEC) < 0 || pipe2(released, O_CLOEXEC) < 0) {
		return run_refuse(run, "no pipe can be made: %s", strerrordesc_np(errno));
	}
	pid_t pid = kernel_fork(run, &pidfd);
	if (pid == 0 && !run->dry) {
		close(released[1]);
		close(ready[0]);
		hold_namespace(run, ready[1], released[0]);
	}
	close(ready[1]);
	int fd = pid < 0 ? -1 : open_namespace(run, pid, map, ready[0]);
	close(ready[0]);
	close(released[0]);
	close(released[1]);
	if (pid > 0) {
		close(pidfd);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
			continue;
		}
	}
	return fd;
}
