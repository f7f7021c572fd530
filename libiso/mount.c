/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mount.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <string.h>
#include <unistd.h>

#include "kernel/mount.h"

static const struct {
	const char *name;
	unsigned long flag;
} propagations[] = {
	[PROPAGATION_PRIVATE] = { "private", MS_PRIVATE },
	[PROPAGATION_SHARED] = { "shared", MS_SHARED },
	[PROPAGATION_SLAVE] = { "slave", MS_SLAVE },
	[PROPAGATION_UNCHANGED] = { "unchanged", 0 },
};

int propagation_read(const char *text, enum propagation *propagation)
{
	for (unsigned i = 0; i < sizeof propagations / sizeof propagations[0]; i++) {
		if (strcmp(text, propagations[i].name) == 0) {
			*propagation = i;
			return 0;
		}
	}
	return -1;
}

int mount_propagate(struct run *run, enum propagation propagation)
{
	if (propagation == PROPAGATION_UNCHANGED) {
		return 0;
	}
	run_step(run, "make the propagation of every mount %s", propagations[propagation].name);
	return kernel_mount(run, &(struct kernel_mount){
					 .source = "none",
					 .target = "/",
					 .flags = MS_REC | propagations[propagation].flag,
				 });
}

int mount_proc(struct run *run, const char *directory)
{
	run_step(run, "mount a proc that shows the new PID namespace at %s", directory);
	return kernel_mount(run, &(struct kernel_mount){
					 .source = "proc",
					 .target = directory,
					 .type = "proc",
					 .flags = MS_NOSUID | MS_NODEV | MS_NOEXEC,
				 });
}

/* The kernel's own words, of the form "e overlay: reason", wait to be read (fsopen(2)). */
static int advise_from_log(struct run *run, int fs_fd)
{
	char message[400];
	ssize_t length = read(fs_fd, message, sizeof message - 1);

	if (length <= 2 || run->failure.advice[0]) {
		return -1;
	}
	message[length] = '\0';
	message[strcspn(message, "\n")] = '\0';
	return run_advise(run, "the kernel says: %s", message + (message[1] == ' ' ? 2 : 0));
}

static int set_parameter(struct run *run, int fs_fd, const struct mount_parameter *parameter)
{
	if (parameter->text) {
		return kernel_fsconfig_string(run, fs_fd, parameter->key, parameter->text);
	}
	return parameter->by_fd ? kernel_fsconfig_fd(run, fs_fd, parameter->key, parameter->fd)
				: kernel_fsconfig_flag(run, fs_fd, parameter->key);
}

static int make_filesystem(struct run *run, int fs_fd, const struct mount_recipe *recipe)
{
	if (kernel_fsconfig_string(run, fs_fd, "source", recipe->type) < 0) {
		return -1;
	}
	for (const struct mount_parameter *each = recipe->parameters; each && each->key; each++) {
		if (set_parameter(run, fs_fd, each) < 0) {
			return -1;
		}
	}
	return kernel_fsconfig_create(run, fs_fd);
}

int mount_make(struct run *run, const struct mount_recipe *recipe)
{
	int fs_fd = kernel_fsopen(run, recipe->type), mount_fd = -1;

	if (fs_fd < 0) {
		return -1;
	}
	if (make_filesystem(run, fs_fd, recipe) == 0) {
		mount_fd = kernel_fsmount(run, fs_fd, recipe->attributes);
	}
	if (mount_fd < 0 && !run->dry) {
		advise_from_log(run, fs_fd);
	}
	close(fs_fd);
	return mount_fd;
}

int mount_clone(struct run *run, int at_fd, const char *path, enum mount_depth depth)
{
	unsigned flags = OPEN_TREE_CLONE | (*path ? 0 : (unsigned)AT_EMPTY_PATH);

	return kernel_open_tree(run, at_fd, path,
				flags | (depth == MOUNT_RECURSIVE ? (unsigned)AT_RECURSIVE : 0));
}

int mount_set(struct run *run, int mount_fd, const struct mount_change *change)
{
	/* The kinds of access time are one field: the kernel wants it cleared to be set. */
	const struct mount_attr attr = {
		.attr_set = change->set,
		.attr_clr = change->clear |
			    (change->set & MOUNT_ATTR__ATIME ? MOUNT_ATTR__ATIME : 0),
		.propagation = change->propagation,
		.userns_fd = change->set & MOUNT_ATTR_IDMAP ? (uint64_t)change->userns_fd : 0,
	};

	return kernel_mount_setattr(run, mount_fd,
				    change->depth == MOUNT_RECURSIVE ? AT_RECURSIVE : 0, &attr);
}

int mount_attach(struct run *run, int mount_fd, int target_fd)
{
	return kernel_move_mount(run, mount_fd, target_fd);
}
