/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device - /dev of the new root.
 *
 * The nodes of a minimal /dev are those of outside, bound over empty files: that needs no mknod(2),
 * which a user namespace and a device control group forbid, and the filesystem can be nodev.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"
#include "make.h"
#include "path.h"
#include "site.h"

static const char *const nodes[] = { "null", "zero", "full", "random", "urandom", "tty" };

static const struct {
	const char *name, *target;
} links[] = {
	{ "fd", "/proc/self/fd" },       { "stdin", "/proc/self/fd/0" },
	{ "stdout", "/proc/self/fd/1" }, { "stderr", "/proc/self/fd/2" },
	{ "core", "/proc/kcore" },       { "ptmx", "pts/ptmx" },
};

static int show_node(struct run *run, int dev_fd, const char *name)
{
	const struct mount_change change = {
		.set = MOUNT_ATTR_NOSUID,
		.propagation = MS_PRIVATE,
	};
	char outside[32];
	int result = -1;

	snprintf(outside, sizeof outside, "/dev/%s", name);
	int fd = mount_clone(run, AT_FDCWD, outside, MOUNT_ALONE);
	if (fd < 0) {
		return -1;
	}
	int target_fd = path_new_file(run, dev_fd, name, 0666);
	if (target_fd >= 0) {
		result = mount_set(run, fd, &change) < 0 ? -1 : mount_attach(run, fd, target_fd);
		close(target_fd);
	}
	close(fd);
	return result;
}

/* The group tty, which a new pseudo-terminal belongs to, is 5 in every distribution. */
static bool has_group_tty(void)
{
	unsigned long long first, outside, count;
	FILE *map = fopen("/proc/self/gid_map", "re");
	bool has = false;

	while (map && fscanf(map, "%llu %llu %llu", &first, &outside, &count) == 3) {
		has |= first <= 5 && 5 - first < count;
	}
	if (map) {
		fclose(map);
	}
	return has;
}

static int make_terminals(struct run *run, unsigned attributes)
{
	const struct mount_parameter parameters[] = {
		{ .key = "ptmxmode", .text = "0666" },
		{ .key = "mode", .text = "0620" },
		{ .key = has_group_tty() ? "gid" : NULL, .text = "5" },
		{ 0 },
	};

	run_step(run, "make pseudo-terminals of its own");
	return mount_make(run, &(struct mount_recipe){ .type = "devpts",
						       .parameters = parameters,
						       .attributes = attributes });
}

int make_pts(struct run *run, struct site *site, const struct change *change)
{
	int fd = make_terminals(run, (unsigned)change->attributes.set);

	if (fd < 0) {
		return -1;
	}
	int result = site_attach(run, site, fd, change->target, SITE_DIRECTORY);
	close(fd);
	return result;
}

static int add_terminals(struct run *run, int dev_fd)
{
	int fd = make_terminals(run, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC), result = -1;

	if (fd < 0) {
		return -1;
	}
	int target_fd = path_new_directory(run, dev_fd, "pts", 0755);
	if (target_fd >= 0) {
		result = mount_attach(run, fd, target_fd);
		close(target_fd);
	}
	close(fd);
	return result;
}

static int fill(struct run *run, int dev_fd)
{
	run_step(run, "show the harmless devices of outside in it");
	for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++) {
		if (show_node(run, dev_fd, nodes[i]) < 0) {
			return -1;
		}
	}
	run_step(run, "make the usual links in it");
	for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
		if (kernel_symlink(run, links[i].target, dev_fd, links[i].name) < 0) {
			return -1;
		}
	}
	if (kernel_mkdir(run, dev_fd, "shm", 01777) < 0) {
		return -1;
	}
	return add_terminals(run, dev_fd);
}

int make_dev(struct run *run, struct site *site, const struct change *change)
{
	const struct mount_parameter parameters[] = {
		{ .key = "mode", .text = "0755" },
		{ 0 },
	};

	if (strcmp(change->text, "host") == 0) {
		return make_bind(run, site,
				 &(struct change){
					 .source = "/dev",
					 .target = change->target,
					 .attributes = change->attributes,
				 });
	}
	run_step(run, "make a minimal %s", change->target);
	int fd = mount_make(run, &(struct mount_recipe){
					 .type = "tmpfs",
					 .parameters = parameters,
					 .attributes = MOUNT_ATTR_NODEV |
						       (unsigned)change->attributes.set,
				 });
	if (fd < 0) {
		return -1;
	}
	int result = site_own(run, site, fd);
	if (result == 0) {
		result = site_attach(run, site, fd, change->target, SITE_DIRECTORY);
	}
	result = result < 0 ? -1 : fill(run, fd);
	close(fd);
	return result;
}
