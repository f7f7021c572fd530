/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "toolbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "elf_file.h"
#include "kernel/file.h"
#include "kernel/mount.h"
#include "kernel/namespace.h"
#include "text.h"

/* Where a loader of the host finds its libraries; those that are links are others of them. */
const char *const toolbox_library_folders[TOOLBOX_LIBRARIES] = {
	"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/libexec",
};

/* Programs in a folder of tools: itself first, then as a root has them. */
static const char *const program_folders[] = {
	"", "/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin",
};

static int clone_tree(struct run *run, const char *path)
{
	const struct mount_attr careful = { .attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID |
							MOUNT_ATTR_NODEV };

	int fd = kernel_open_tree(run, AT_FDCWD, path, OPEN_TREE_CLONE | AT_RECURSIVE);
	if (fd >= 0 && kernel_mount_setattr(run, fd, AT_RECURSIVE, &careful) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* The loader by its real path, and the folders that it looks into, as trees to be mounted. */
static int bring_libraries(struct run *run, int program_fd, struct toolbox *box)
{
	char name[PATH_MAX];

	if (!elf_file_interpreter(program_fd, name, sizeof name)) {
		return 0;
	}
	run_step(run, "bring the loader and the libraries of the host");
	if (!realpath(name, box->loader)) {
		return run_refuse(run, "its loader %s is not there", name);
	}
	for (size_t i = 0; i < TOOLBOX_LIBRARIES; i++) {
		struct stat folder;

		if (lstat(toolbox_library_folders[i], &folder) < 0 || !S_ISDIR(folder.st_mode)) {
			continue;
		}
		box->library_fd[i] = clone_tree(run, toolbox_library_folders[i]);
		if (box->library_fd[i] < 0) {
			return -1;
		}
	}
	return 0;
}

/* Where errno is another than ENOENT, it is there and cannot be looked at or run. */
static int open_program(const char *path)
{
	struct stat file;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	errno = fd < 0 ? errno : EACCES;
	if (fd >= 0 && (fstat(fd, &file) < 0 || !S_ISREG(file.st_mode) || access(path, X_OK) < 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Finds a program of ours by our PATH; path becomes its real one. */
static int find_ours(const char *name, char path[PATH_MAX])
{
	const char *list = getenv("PATH");
	char folder[PATH_MAX / 2];

	if (strchr(name, '/') || !list) {
		snprintf(path, PATH_MAX, "%s", name);
		return open_program(name);
	}
	int error = ENOENT;
	while (text_next(&list, ':', folder, sizeof folder) > 0) {
		snprintf(path, PATH_MAX, "%s/%s", *folder ? folder : ".", name);
		int fd = open_program(path);
		if (fd >= 0) {
			return fd;
		}
		error = errno == ENOENT || errno == ENOTDIR ? error : errno;
	}
	errno = error;
	return -1;
}

static int open_command(struct run *run, const struct request *want, struct toolbox *box)
{
	char path[PATH_MAX];

	run_step(run, "find the host's program %s", want->command[0]);
	int fd = find_ours(want->command[0], path);
	if (fd < 0) {
		return errno == ENOENT
			       ? run_refuse(run, "there is no such program in our PATH")
			       : run_refuse_errno(run, "the program in our PATH is of no use");
	}
	if (bring_libraries(run, fd, box) < 0) {
		close(fd);
		return -1;
	}
	if (!box->loader[0]) {
		box->command_fd = fd;
		return 0;
	}
	close(fd);
	run_step(run, "bring the host's program %s", path);
	box->tree_is_file = true;
	snprintf(box->program, sizeof box->program, "program");
	box->tree_fd = clone_tree(run, path);
	return box->tree_fd < 0 ? -1 : 0;
}

/* The command among the tools, so that its loader can be brought; else it is the target's own. */
static int find_tool(struct run *run, const char *folder, const char *name, struct toolbox *box)
{
	for (size_t i = 0; i < sizeof program_folders / sizeof program_folders[0]; i++) {
		char path[PATH_MAX];

		snprintf(path, sizeof path, "%s%s/%s", folder, program_folders[i], name);
		int fd = strchr(name, '/') ? -1 : open_program(path);
		if (fd < 0) {
			continue;
		}
		snprintf(box->program, sizeof box->program, "tools%s/%s", program_folders[i], name);
		int result = bring_libraries(run, fd, box);
		close(fd);
		return result;
	}
	return 0;
}

static int open_folder(struct run *run, const struct request *want, struct toolbox *box)
{
	static const char *const shells[] = { "bash", "sh", "busybox", NULL };
	const char *name = want->command[0];

	run_step(run, "bring the folder %s", want->tools);
	box->tree_fd = clone_tree(run, want->tools);
	if (box->tree_fd < 0) {
		return -1;
	}
	for (const char *const *shell = shells; !name && *shell && !box->program[0]; shell++) {
		if (find_tool(run, want->tools, *shell, box) < 0) {
			return -1;
		}
	}
	return name ? find_tool(run, want->tools, name, box) : 0;
}

static int open_host(struct run *run, const struct request *want, const struct target *target,
		     struct toolbox *box)
{
	const struct option_given *given = request_last(&want->host_root);

	box->host_place = given->argument ? given->argument : "/mnt";
	box->target_mnt_fd = target_open_namespace(run, target, NAMESPACE_MNT);
	run_step(run, "open our own mount namespace and the target's root");
	box->our_mnt_fd = kernel_open(run, AT_FDCWD, "/proc/self/ns/mnt", O_RDONLY);
	box->target_root_fd = kernel_open(run, target->proc_fd, "root", O_PATH | O_DIRECTORY);
	return box->target_mnt_fd < 0 || box->our_mnt_fd < 0 || box->target_root_fd < 0 ? -1 : 0;
}

static void advise_root(struct run *run)
{
	if (run->failure.error == EPERM) {
		run_advise(run,
			   "only root may bring the host's files; without root, --host-command "
			   "brings a static program");
	}
}

int toolbox_open(struct run *run, const struct request *want, const struct target *target,
		 struct toolbox *box)
{
	int result = 0;

	box->command_fd = -1;
	box->tree_fd = -1;
	for (size_t i = 0; i < TOOLBOX_LIBRARIES; i++) {
		box->library_fd[i] = -1;
	}
	if (want->host_command) {
		result = open_command(run, want, box);
	} else if (want->tools) {
		result = open_folder(run, want, box);
	} else if (want->host_root.count) {
		result = open_host(run, want, target, box);
	}
	if (result < 0) {
		advise_root(run);
	}
	return result;
}

int toolbox_make_private(struct run *run)
{
	run_step(run, "make a private copy of the mount namespace, which the target does not see");
	if (kernel_unshare(run, CLONE_NEWNS) < 0) {
		return -1;
	}
	return kernel_mount(run, &(struct kernel_mount){ .source = "none",
							 .target = "/",
							 .flags = MS_REC | MS_PRIVATE });
}

int toolbox_attach(struct run *run, int tree_fd, int at_fd, const char *place)
{
	const struct kernel_how how = {
		.flags = O_PATH,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};

	if (run->dry) {
		return kernel_move_mount(run, tree_fd, at_fd);
	}
	int fd = kernel_openat2(run, at_fd, place, &how);
	if (fd < 0) {
		return -1;
	}
	int result = kernel_move_mount(run, tree_fd, fd);
	close(fd);
	return result;
}

/* Both trees are taken inside the target's mount namespace and attached in a copy of ours. */
int toolbox_keep_host(struct run *run, const struct toolbox *box)
{
	if (!box->host_place) {
		return 0;
	}
	run_step(run, "take the target's mounts from its mount namespace");
	if (kernel_setns(run, box->target_mnt_fd, CLONE_NEWNS) < 0) {
		advise_root(run);
		return -1;
	}
	int root_fd = kernel_open_tree(run, box->target_root_fd, "",
				       OPEN_TREE_CLONE | AT_RECURSIVE | AT_EMPTY_PATH);
	int proc_fd = root_fd < 0 ? -1
				  : kernel_open_tree(run, box->target_root_fd, "proc",
						     OPEN_TREE_CLONE | AT_RECURSIVE);
	run_step(run, "come back to our own mount namespace");
	if (root_fd < 0 || kernel_setns(run, box->our_mnt_fd, CLONE_NEWNS) < 0 ||
	    toolbox_make_private(run) < 0) {
		return -1;
	}
	run_step(run, "show the target's root at %s", box->host_place);
	int host_fd = kernel_open(run, AT_FDCWD, "/", O_PATH | O_DIRECTORY);
	if (host_fd < 0 || toolbox_attach(run, root_fd, host_fd, box->host_place) < 0) {
		return -1;
	}
	run_step(run, "show the target's processes at /proc");
	if (proc_fd < 0 || toolbox_attach(run, proc_fd, host_fd, "proc") < 0) {
		run_forgive(run);
	}
	return kernel_chdir(run, box->host_place);
}
