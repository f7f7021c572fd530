/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "companion_watch.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/namespace.h"
#include "netname.h"
#include "target.h"
#include "text.h"

static bool is_name(const char *name)
{
	char path[sizeof NETNAME_FOLDER + NAME_MAX + 2];

	return netname_is_possible(name) &&
	       (size_t)snprintf(path, sizeof path, NETNAME_FOLDER "/%s", name) < sizeof path &&
	       access(path, F_OK) == 0;
}

static int watch_names(void)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd >= 0 &&
	    inotify_add_watch(fd, NETNAME_FOLDER, IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int companion_watch(const char *name)
{
	struct run quiet = { 0 };
	struct target target;

	if (is_name(name)) {
		return watch_names();
	}
	if (target_open_network(&quiet, name, &target) < 0) {
		return -1;
	}
	int fd = target.pid_fd >= 0 ? fcntl(target.pid_fd, F_DUPFD_CLOEXEC, 3) : -1;
	target_close(&target);
	return fd;
}

/* By the name alone: opening what it stands for for longer than a moment would hold it. */
bool companion_watch_has_ended(int watch_fd, const char *name, uint64_t namespace_id)
{
	struct run quiet = { 0 };
	char events[4096];
	uint64_t id = 0;

	if (watch_fd < 0) {
		return false;
	}
	if (read(watch_fd, events, sizeof events) < 0 && !is_name(name)) {
		return true;
	}
	int fd = is_name(name) ? netname_open(&quiet, name) : -1;
	if (fd < 0) {
		return true;
	}
	bool same = netname_identity(&quiet, fd, &id) == 0 && id == namespace_id;
	close(fd);
	return !same;
}
