/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process is in one group of each hierarchy: /proc/PID/cgroup has a line for each,
 * "NUMBER:CONTROLLERS:PATH", version 2 as "0::PATH" (cgroups(7)).  Where the caller's own line
 * says the same there is nothing to join, and no right to join it is needed.
 */
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cgroup_leaf.h"
#include "kernel/file.h"
#include "text.h"

enum { PROC_CGROUP_MAX = 32768 };

struct line {
	const char *controllers;
	const char *path;
	bool unified;
};

/* Cuts the next line off *text; false at the end. */
static bool next_line(char **text, struct line *line)
{
	char *whole;

	while ((whole = strsep(text, "\n"))) {
		const char *number = strsep(&whole, ":");

		line->controllers = strsep(&whole, ":");
		line->path = whole;
		line->unified = strcmp(number, "0") == 0;
		if (whole) {
			return true;
		}
	}
	return false;
}

/* Whether the text of another /proc/PID/cgroup has the same line. */
static bool is_in(const char *text, const struct line *line)
{
	char wanted[CGROUP_PATH_MAX + 512];

	int length = snprintf(wanted, sizeof wanted, ":%s:%s\n", line->controllers, line->path);
	return length > 0 && (size_t)length < sizeof wanted && strstr(text, wanted) != NULL;
}

static const struct cgroup_mount *mount_of(const struct cgroup_mounts *mounts,
					   const struct line *line)
{
	const struct cgroup_mount *found = NULL;
	const char *list = line->controllers;
	char name[256];

	if (line->unified) {
		return cgroup_mounts_unified(mounts);
	}
	while (!found && text_next(&list, ',', name, sizeof name) > 0) {
		found = cgroup_mounts_legacy(mounts, name);
	}
	return found;
}

/* Opens DIRECTORY of MOUNT/cgroup.procs, beneath the mount. */
static int open_procs(struct run *run, const struct cgroup_mount *mount, const char *below)
{
	const struct kernel_how how = {
		.flags = O_WRONLY | O_NOCTTY,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};
	char path[CGROUP_PATH_MAX];

	below += strspn(below, "/");
	int length = snprintf(path, sizeof path, "%s%scgroup.procs", below, *below ? "/" : "");
	if (length < 0 || (size_t)length >= sizeof path) {
		return run_refuse(run, "its path is longer than the kernel takes");
	}
	int mount_fd = kernel_open(run, AT_FDCWD, mount->path, O_PATH | O_DIRECTORY);
	int fd = mount_fd < 0 ? -1 : kernel_openat2(run, mount_fd, path, &how);
	if (mount_fd >= 0) {
		close(mount_fd);
	}
	return fd;
}

/* Version 2 says it in cgroup.events, version 1 in the hierarchy of the freezer. */
static bool is_frozen(const struct cgroup_place *place, const char *controllers)
{
	bool freezer = strstr(controllers, "freezer") != NULL;
	char path[sizeof place->path + 16], text[256];

	if (!place->unified && !freezer) {
		return false;
	}
	snprintf(path, sizeof path, "%s/%s", place->path,
		 freezer ? "freezer.state" : "cgroup.events");
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0) {
		close(fd);
	}
	text[length > 0 ? length : 0] = '\0';
	return length > 0 &&
	       (freezer ? strncmp(text, "THAWED", 6) != 0 : strstr(text, "frozen 1") != NULL);
}

static int add_place(struct run *run, const struct cgroup_mounts *mounts, const struct line *line,
		     struct cgroup_places *places)
{
	const struct cgroup_mount *mount = mount_of(mounts, line);
	const char *name = line->unified ? "version 2" : line->controllers;

	run_step(run, "open the target's group %s of hierarchy %s", line->path, name);
	if (!mount) {
		return run_refuse(run, "this hierarchy is mounted nowhere here");
	}
	const char *below = cgroup_mount_below(mount, line->path);
	if (!below) {
		return run_refuse(run, "it lies outside of what is mounted at %s", mount->path);
	}
	struct cgroup_place *grown = reallocarray(places->item, places->count + 1,
						  sizeof *places->item);
	if (!grown) {
		return run_refuse(run, "no memory for the list of groups");
	}
	places->item = grown;
	struct cgroup_place *place = &places->item[places->count];
	*place = (struct cgroup_place){ .unified = line->unified };
	snprintf(place->path, sizeof place->path, "%s%s", mount->path, below);
	place->procs_fd = open_procs(run, mount, below);
	place->frozen = place->procs_fd >= 0 && is_frozen(place, line->controllers);
	places->count += place->procs_fd >= 0;
	return place->procs_fd < 0 ? -1 : 0;
}

static int add_places(struct run *run, char *theirs, const char *ours, struct cgroup_places *places)
{
	struct cgroup_mounts mounts = { 0 };
	struct line line;
	int result = 0;

	while (result == 0 && next_line(&theirs, &line)) {
		if (is_in(ours, &line)) {
			continue;
		}
		if (!mounts.item) {
			result = cgroup_mounts_read(run, &mounts);
		}
		if (result == 0) {
			result = add_place(run, &mounts, &line, places);
		}
	}
	cgroup_mounts_free(&mounts);
	return result;
}

int cgroup_places_open(struct run *run, int process_fd, struct cgroup_places *places)
{
	char *theirs = malloc(PROC_CGROUP_MAX), *ours = malloc(PROC_CGROUP_MAX);
	int result = -1;

	*places = (struct cgroup_places){ 0 };
	run_step(run, "read which groups the target and we are in");
	if (!theirs || !ours) {
		run_refuse(run, "no memory");
	} else if (kernel_read_record(run, process_fd, "cgroup", theirs, PROC_CGROUP_MAX) >= 0 &&
		   kernel_read_record(run, AT_FDCWD, "/proc/self/cgroup", ours, PROC_CGROUP_MAX) >=
			   0) {
		result = add_places(run, theirs, ours, places);
	}
	free(theirs);
	free(ours);
	if (result < 0) {
		cgroup_places_close(places);
	}
	return result;
}

int cgroup_places_join(struct run *run, const struct cgroup_places *places)
{
	for (size_t i = 0; i < places->count; i++) {
		run_step(run, "join the target's group %s", places->item[i].path);
		if (kernel_write(run, places->item[i].procs_fd, "0") == 0) {
			continue;
		}
		if (run->failure.error != EBUSY || !places->item[i].unified ||
		    cgroup_join_leaf(run, &places->item[i]) < 0) {
			return -1;
		}
	}
	return 0;
}

void cgroup_places_close(struct cgroup_places *places)
{
	for (size_t i = 0; i < places->count; i++) {
		close(places->item[i].procs_fd);
	}
	free(places->item);
	*places = (struct cgroup_places){ 0 };
}
