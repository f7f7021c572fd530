/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A read-only root has no place for a new folder, so one of its own is covered, in the private copy
 * alone: by a small tmpfs, on whose folders the host's trees are mounted.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/mount.h"
#include "kernel/namespace.h"
#include "toolbox.h"

/* What a target can best do without, where it is a folder at all. */
static const char *const places[] = {
	"/mnt", "/media",   "/srv",  "/opt", "/home", "/run",
	"/tmp", "/var/tmp", "/root", "/sys", "/dev",
};

static int find_place(struct run *run, int root_fd, const char **place)
{
	const struct kernel_how how = {
		.flags = O_PATH | O_DIRECTORY,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		int fd = kernel_openat2(run, root_fd, places[i] + 1, &how);

		if (fd >= 0) {
			*place = places[i];
			return fd;
		}
		if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == EAGAIN ||
		    errno == ENOSYS) {
			return -1;
		}
		run_forgive(run);
	}
	run_refuse(run, "the target has no folder that could be covered");
	return run_advise(run, "--host-root keeps the host's root and needs none");
}

static int make_box(struct run *run)
{
	run_step(run, "make a small file system to hold the host's programs");
	int fs_fd = kernel_fsopen(run, "tmpfs");
	int fd = -1;

	if (fs_fd >= 0 && kernel_fsconfig_string(run, fs_fd, "size", "64k") == 0 &&
	    kernel_fsconfig_string(run, fs_fd, "mode", "0755") == 0 &&
	    kernel_fsconfig_create(run, fs_fd) == 0) {
		fd = kernel_fsmount(run, fs_fd, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
	}
	if (fs_fd >= 0) {
		close(fs_fd);
	}
	return fd;
}

static int put(struct run *run, int box_fd, const char *name, int tree_fd, bool is_file)
{
	if (is_file) {
		int fd = kernel_create(run, box_fd, name, 0644);
		if (fd < 0) {
			return -1;
		}
		close(fd);
	} else if (kernel_mkdir(run, box_fd, name, 0755) < 0) {
		return -1;
	}
	return toolbox_attach(run, tree_fd, box_fd, name);
}

static int put_all(struct run *run, const struct toolbox *box, int box_fd)
{
	run_step(run, "put the host's programs there");
	if (put(run, box_fd, box->tree_is_file ? "program" : "tools", box->tree_fd,
		box->tree_is_file) < 0) {
		return -1;
	}
	for (unsigned i = 0; i < TOOLBOX_LIBRARIES; i++) {
		char name[8];

		snprintf(name, sizeof name, "lib%u", i);
		if (box->library_fd[i] >= 0 &&
		    put(run, box_fd, name, box->library_fd[i], false) < 0) {
			return -1;
		}
	}
	return 0;
}

/* The loader's path and its libraries' as they are inside. */
static bool name_libraries(struct toolbox *box, const char *place)
{
	static const char *const below[] = { "", "/x86_64-linux-gnu", "/aarch64-linux-gnu" };
	char loader[PATH_MAX] = "";
	size_t used = 0;

	for (unsigned i = 0; i < TOOLBOX_LIBRARIES; i++) {
		size_t length = strlen(toolbox_library_folders[i]);

		if (box->library_fd[i] < 0) {
			continue;
		}
		if (strncmp(box->loader, toolbox_library_folders[i], length) == 0 &&
		    box->loader[length] == '/') {
			snprintf(loader, sizeof loader, "%s/lib%u%.3000s", place, i,
				 box->loader + length);
		}
		for (size_t j = 0; j < sizeof below / sizeof below[0]; j++) {
			used += (size_t)snprintf(box->libraries + used,
						 sizeof box->libraries - used, "%s%s/lib%u%s",
						 used ? ":" : "", place, i, below[j]);
		}
	}
	memcpy(box->loader, loader, sizeof loader);
	return used < sizeof box->libraries && loader[0];
}

/* The loader is run by its own path: the one that the program asks for is not there. */
static int make_command(struct run *run, struct toolbox *box, char **command)
{
	static char *const no_arguments[] = { (char *)"sh", NULL };
	char **given = command[0] ? command : (char **)no_arguments;
	size_t count = 0, used = 0;

	while (given[count]) {
		count++;
	}
	box->command = calloc(count + 8, sizeof *box->command);
	if (!box->command) {
		return run_refuse(run, "there is no memory");
	}
	if (box->loader[0]) {
		box->command[used++] = box->loader;
		if (!strstr(box->loader, "musl")) {
			box->command[used++] = (char *)"--inhibit-cache";
		}
		box->command[used++] = (char *)"--library-path";
		box->command[used++] = box->libraries;
		box->command[used++] = (char *)"--argv0";
		box->command[used++] = given[0];
	}
	box->command[used++] = box->program;
	memcpy(box->command + used, given + 1, (count - 1) * sizeof *given);
	return 0;
}

/* With a program found: it, at its place inside.  Else the target's own, with the tools in PATH. */
static int name_all(struct run *run, struct toolbox *box, const char *place, char **command)
{
	char name[PATH_MAX];

	snprintf(box->search, sizeof box->search,
		 "PATH=%s/tools:%s/tools/bin:%s/tools/sbin:%s/tools/usr/bin:%s/tools/usr/sbin:"
		 "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		 place, place, place, place, place);
	if (!box->program[0]) {
		return 0;
	}
	snprintf(name, sizeof name, "%s/%.4000s", place, box->program);
	memcpy(box->program, name, sizeof name);
	if (box->loader[0] && !name_libraries(box, place)) {
		return run_refuse(run,
				  "its loader %s is in none of the host's folders of libraries",
				  box->loader);
	}
	return make_command(run, box, command);
}

int toolbox_unpack(struct run *run, struct toolbox *box, char **command)
{
	const char *place = "/mnt";

	if (box->tree_fd < 0) {
		return 0;
	}
	if (toolbox_make_private(run) < 0) {
		return -1;
	}
	int box_fd = make_box(run);
	if (box_fd < 0) {
		return -1;
	}
	run_step(run, "cover a folder of the target's, in the private copy alone");
	int root_fd = kernel_open(run, AT_FDCWD, "/", O_PATH | O_DIRECTORY);
	int place_fd = root_fd < 0 ? -1 : find_place(run, root_fd, &place);
	int result = place_fd < 0 || kernel_move_mount(run, box_fd, place_fd) < 0 ||
				     put_all(run, box, box_fd) < 0
			     ? -1
			     : name_all(run, box, place, command);
	int fds[] = { box_fd, root_fd, place_fd };
	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
		if (fds[i] >= 0) {
			close(fds[i]);
		}
	}
	if (result == 0) {
		run_note(run, "the host's programs are at %s/tools", place);
	}
	return result;
}
