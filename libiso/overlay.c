/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "overlay.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/mount.h"
#include "mount.h"
#include "namespace.h"
#include "path.h"
#include "root.h"

/* What is stacked, opened. */
struct stack {
	int lower_fd[OVERLAY_LAYERS_MAX];
	unsigned lower_count;
	int upper_fd, work_fd; /* -1: read-only */
	int memory_fd;         /* -1: nothing of it is in memory */
};

static void stack_close(struct stack *stack)
{
	for (unsigned i = 0; i < stack->lower_count; i++) {
		close(stack->lower_fd[i]);
	}
	const int others[] = { stack->upper_fd, stack->work_fd, stack->memory_fd };
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (others[i] >= 0) {
			close(others[i]);
		}
	}
}

static int open_layers(struct run *run, const struct overlay *overlay, struct stack *stack)
{
	for (unsigned i = 0; i < overlay->lower_count; i++) {
		run_step(run, "open the lower layer %s", overlay->lower[i]);
		int fd = path_open_root(run, overlay->lower[i]);

		if (fd < 0) {
			return -1;
		}
		stack->lower_fd[stack->lower_count++] = fd;
	}
	if (overlay->upper) {
		run_step(run, "open the upper layer %s", overlay->upper);
		stack->upper_fd = path_open_root(run, overlay->upper);
		if (stack->upper_fd < 0) {
			return -1;
		}
		run_step(run, "open the work directory %s", overlay->work);
		stack->work_fd = path_open_root(run, overlay->work);
		return stack->work_fd < 0 ? -1 : 0;
	}
	return 0;
}

/* overlayfs takes layers only from mounts of this namespace, so the memory is attached too. */
static int make_memory(struct run *run, const struct overlay *overlay, struct stack *stack)
{
	char size[24];
	const struct mount_parameter parameters[] = {
		{ .key = "mode", .text = "0700" },
		{ .key = overlay->memory_size ? "size" : NULL, .text = size },
		{ 0 },
	};

	snprintf(size, sizeof size, "%" PRIu64, overlay->memory_size);
	run_step(run, "make a filesystem in memory that takes the changes");
	stack->memory_fd = mount_make(run,
				      &(struct mount_recipe){
					      .type = "tmpfs",
					      .parameters = parameters,
					      .attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
				      });
	return stack->memory_fd < 0 ? -1 : root_adopt(run, stack->memory_fd);
}

/* The root of the stack shows the mode and owner of its top layer: the lower one's are wanted. */
static int make_upper(struct run *run, struct stack *stack)
{
	struct stat top;
	unsigned mode = fstat(stack->lower_fd[0], &top) == 0 ? top.st_mode & 07777 : 0755;

	run_step(run, "make the upper layer in it");
	stack->upper_fd = path_new_directory(run, stack->memory_fd, "upper", mode);
	if (stack->upper_fd < 0) {
		return -1;
	}
	if ((top.st_uid != geteuid() || top.st_gid != getegid()) &&
	    kernel_fchownat(run, stack->upper_fd, "", top.st_uid, top.st_gid) < 0) {
		run_forgive(run);
	}
	stack->work_fd = path_new_directory(run, stack->memory_fd, "work", 0700);
	return stack->work_fd < 0 ? -1 : 0;
}

/* The first user namespace has this inode on every kernel (include/linux/proc_ns.h). */
static bool in_first_user_namespace(void)
{
	struct stat file;

	return stat("/proc/self/ns/user", &file) == 0 && file.st_ino == 0xeffffffdu;
}

static int stack_by_descriptor(struct run *run, const struct stack *stack)
{
	struct mount_parameter *parameters = calloc(stack->lower_count + 4, sizeof *parameters);
	unsigned n = 0;

	if (!parameters) {
		return run_refuse(run, "there is no memory for %u layers", stack->lower_count);
	}
	for (unsigned i = 0; i < stack->lower_count; i++) {
		parameters[n++] = (struct mount_parameter){ .key = "lowerdir+",
							    .by_fd = true,
							    .fd = stack->lower_fd[i] };
	}
	if (stack->upper_fd >= 0) {
		parameters[n++] = (struct mount_parameter){ .key = "upperdir",
							    .by_fd = true,
							    .fd = stack->upper_fd };
		parameters[n++] = (struct mount_parameter){ .key = "workdir",
							    .by_fd = true,
							    .fd = stack->work_fd };
	}
	if (!in_first_user_namespace()) {
		parameters[n++] = (struct mount_parameter){ .key = "userxattr" };
	}
	int fd = mount_make(run,
			    &(struct mount_recipe){ .type = "overlay", .parameters = parameters });
	free(parameters);
	if (fd >= 0 && root_adopt(run, fd) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Every name is a number in /proc/self/fd, the working directory: 500 take 2 KiB of the page. */
static int stack_by_name(struct run *run, const struct stack *stack, int place_fd)
{
	char options[4096], place[16];
	size_t used = 0;

	for (unsigned i = 0; i < stack->lower_count; i++) {
		used += (size_t)snprintf(options + used, sizeof options - used, "%s%d",
					 i ? ":" : "lowerdir=", stack->lower_fd[i]);
	}
	if (stack->upper_fd >= 0) {
		used += (size_t)snprintf(options + used, sizeof options - used,
					 ",upperdir=%d,workdir=%d", stack->upper_fd,
					 stack->work_fd);
	}
	if (!in_first_user_namespace()) {
		snprintf(options + used, sizeof options - used, ",userxattr");
	}
	snprintf(place, sizeof place, "%d", place_fd);
	if (kernel_chdir(run, "/proc/self/fd") < 0) {
		return run_advise(run, "before Linux 6.15 layers need /proc mounted outside");
	}
	return kernel_mount(run, &(struct kernel_mount){ .source = "overlay",
							 .target = place,
							 .type = "overlay",
							 .data = options });
}

/* mount(2) attaches at once, so a directory that nobody else sees has to be there for it. */
static int stack_in_place(struct run *run, const struct overlay *overlay, struct stack *stack)
{
	int here_fd = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), fd = -1;

	if (stack->memory_fd < 0 && make_memory(run, overlay, stack) < 0) {
		return -1;
	}
	run_step(run, "stack the layers into one root");
	int place_fd = path_new_directory(run, stack->memory_fd, "root", 0755);
	if (place_fd >= 0 && stack_by_name(run, stack, place_fd) == 0) {
		fd = path_open(run, stack->memory_fd, "root", O_PATH | O_DIRECTORY);
	}
	if (place_fd >= 0) {
		close(place_fd);
	}
	if (here_fd >= 0) {
		if (fd >= 0 && kernel_fchdir(run, here_fd) < 0) {
			fd = -1;
		}
		close(here_fd);
	}
	return fd;
}

static bool takes_descriptors(void)
{
	struct utsname system;
	unsigned major, minor;

	return uname(&system) == 0 && sscanf(system.release, "%u.%u", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 15));
}

/* overlayfs wants at least two layers. */
static int bind_only(struct run *run, const char *lower)
{
	run_step(run, "use the only layer, %s, as a read-only root", lower);
	int fd = mount_clone(run, AT_FDCWD, lower, MOUNT_RECURSIVE);
	const struct mount_change change = {
		.set = MOUNT_ATTR_RDONLY,
		.propagation = MS_PRIVATE,
		.depth = MOUNT_RECURSIVE,
	};

	if (fd < 0 || mount_set(run, fd, &change) < 0 || root_adopt(run, fd) < 0) {
		return -1;
	}
	return fd;
}

enum { OVERLAYFS_MAGIC = 0x794c7630 };

static bool lies_on_overlay(int fd)
{
	struct statfs filesystem;

	return fstatfs(fd, &filesystem) == 0 && (unsigned)filesystem.f_type == OVERLAYFS_MAGIC;
}

static bool keeps_no_attributes(const char *path)
{
	return getxattr(path, "user.overlay.opaque", NULL, 0) < 0 && errno == EOPNOTSUPP;
}

/* overlayfs says EINVAL to nearly all; what is wrong can be seen at the layers. */
static int advise_about_upper(struct run *run, const struct overlay *overlay,
			      const struct stack *stack)
{
	struct stat upper, work;

	if (lies_on_overlay(stack->upper_fd)) {
		return run_advise(run,
				  "%s lies on an overlay itself, which cannot hold an upper "
				  "layer; take another filesystem, or --volatile",
				  overlay->upper);
	}
	if (fstat(stack->upper_fd, &upper) == 0 && fstat(stack->work_fd, &work) == 0 &&
	    upper.st_dev != work.st_dev) {
		return run_advise(run, "%s is not on the filesystem of %s, as overlayfs wants it",
				  overlay->work, overlay->upper);
	}
	if (keeps_no_attributes(overlay->upper)) {
		return run_advise(run,
				  "the filesystem of %s keeps no extended attributes, which an "
				  "upper layer needs",
				  overlay->upper);
	}
	return -1;
}

static int advise(struct run *run, const struct overlay *overlay, const struct stack *stack)
{
	int error = run->failure.error;

	if (error == EBUSY) {
		return run_advise(run, "the upper layer or its work directory is in use by another "
				       "overlay");
	}
	if (error == ELOOP) {
		return run_advise(run, "one of the layers is, or lies in, another of them");
	}
	if (error == EINVAL && stack->upper_fd >= 0 && overlay->upper &&
	    advise_about_upper(run, overlay, stack) < 0 && run->failure.advice[0]) {
		return -1;
	}
	if (error == EINVAL && !in_first_user_namespace()) {
		return run_advise(run, "in a user namespace a layer cannot be a directory that "
				       "something of outside is mounted below, as / is");
	}
	if (error == EPERM && !in_first_user_namespace()) {
		return run_advise(run, "overlayfs in a user namespace needs Linux 5.11");
	}
	return -1;
}

int overlay_adopt(struct run *run, const struct overlay *overlay)
{
	struct stack stack = { .upper_fd = -1, .work_fd = -1, .memory_fd = -1 };
	int fd = -1;

	if (overlay->lower_count == 1 && !overlay->upper && !overlay->memory) {
		return bind_only(run, overlay->lower[0]);
	}
	if (open_layers(run, overlay, &stack) == 0 &&
	    (!overlay->memory ||
	     (make_memory(run, overlay, &stack) == 0 && make_upper(run, &stack) == 0))) {
		if (takes_descriptors()) {
			run_step(run, "stack the layers into one root");
			fd = stack_by_descriptor(run, &stack);
		} else {
			fd = stack_in_place(run, overlay, &stack);
		}
	}
	if (fd < 0 && !run->dry) {
		advise(run, overlay, &stack);
	}
	stack_close(&stack);
	return fd;
}
