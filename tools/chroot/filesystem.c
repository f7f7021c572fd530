/* SPDX-License-Identifier: GPL-2.0-or-later */
/* filesystem - the kernel's own filesystems: tmpfs, proc, sysfs. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "make.h"
#include "site.h"

/* Makes, attaches and forgets. */
static int make_and_attach(struct run *run, struct site *site, const struct mount_recipe *recipe,
			   const char *target)
{
	int fd = mount_make(run, recipe);

	if (fd < 0) {
		return -1;
	}
	int result = site_attach(run, site, fd, target, SITE_DIRECTORY);
	if (result >= 0) {
		result = site_own(run, site, fd) < 0 ? -1 : result;
	}
	close(fd);
	return result;
}

int make_tmpfs(struct run *run, struct site *site, const struct change *change)
{
	char mode[8], size[24];
	const struct mount_parameter parameters[] = {
		{ .key = "mode", .text = mode },
		{ .key = change->size ? "size" : NULL, .text = size },
		{ 0 },
	};

	snprintf(mode, sizeof mode, "0%o", change->mode);
	snprintf(size, sizeof size, "%" PRIu64, change->size);
	run_step(run, "make an empty filesystem in memory at %s", change->target);
	return make_and_attach(run, site,
			       &(struct mount_recipe){
				       .type = "tmpfs",
				       .parameters = parameters,
				       .attributes = (unsigned)change->attributes.set },
			       change->target);
}

/* Whether the namespace of this kind belongs to our user namespace, so that we may show it. */
static bool is_ours(const char *namespace)
{
	int fd = open(namespace, O_RDONLY | O_CLOEXEC);
	int owner_fd = fd < 0 ? -1 : ioctl(fd, NS_GET_USERNS);
	struct stat owner, own;
	bool same = owner_fd >= 0 && fstat(owner_fd, &owner) == 0 &&
		    stat("/proc/self/ns/user", &own) == 0 && owner.st_ino == own.st_ino;

	if (fd >= 0) {
		close(fd);
	}
	if (owner_fd >= 0) {
		close(owner_fd);
	}
	return same;
}

/* Only what the kernel refuses on principle is replaced, and the user is told. */
static int show_outside(struct run *run, struct site *site, const struct change *change,
			const char *why)
{
	const struct change bind = {
		.source = change->target,
		.target = change->target,
		.attributes = { .set = change->attributes.set,
				.propagation = MS_PRIVATE,
				.depth = MOUNT_RECURSIVE },
		.optional = change->optional,
	};

	run_forgive(run);
	run_warn(run, "%s shows that of outside: %s", change->target, why);
	return make_bind(run, site, &bind);
}

/* subset=pid,hidepid=2 as parameters, whose texts stay in list. */
static void read_proc_options(char *list, struct mount_parameter parameters[4])
{
	unsigned count = 0;

	for (char *word = list; word && *word && count < 3; count++) {
		char *comma = strchr(word, ','), *equals = strchr(word, '=');

		if (comma) {
			*comma = '\0';
		}
		if (equals) {
			*equals = '\0';
		}
		parameters[count] = (struct mount_parameter){
			.key = word,
			.text = equals ? equals + 1 : "",
		};
		word = comma ? comma + 1 : NULL;
	}
	parameters[count] = (struct mount_parameter){ 0 };
}

int make_proc(struct run *run, struct site *site, const struct change *change)
{
	struct mount_parameter parameters[4];
	char list[128];

	snprintf(list, sizeof list, "%s", change->text ? change->text : "");
	read_proc_options(list, parameters);
	run_step(run, "mount a proc at %s", change->target);
	if (make_and_attach(run, site,
			    &(struct mount_recipe){
				    .type = "proc",
				    .parameters = parameters,
				    .attributes = (unsigned)change->attributes.set },
			    change->target) == 0) {
		return 0;
	}
	if (run->failure.error == EPERM && !is_ours("/proc/self/ns/pid")) {
		return show_outside(run, site, change,
				    "a fresh one is only for the owner of the PID namespace "
				    "(cns-unshare --pid makes one)");
	}
	return -1;
}

int make_sys(struct run *run, struct site *site, const struct change *change)
{
	run_step(run, "mount a sysfs at %s", change->target);
	if (make_and_attach(run, site,
			    &(struct mount_recipe){
				    .type = "sysfs",
				    .attributes = (unsigned)change->attributes.set },
			    change->target) == 0) {
		return 0;
	}
	if (run->failure.error == EPERM && !is_ours("/proc/self/ns/net")) {
		return show_outside(run, site, change,
				    "a fresh one is only for the owner of the network namespace "
				    "(cns-unshare --net makes one)");
	}
	return -1;
}

int make_cgroup(struct run *run, struct site *site, const struct change *change)
{
	run_step(run, "mount a cgroup2 at %s", change->target);
	if (make_and_attach(run, site,
			    &(struct mount_recipe){
				    .type = "cgroup2",
				    .attributes = (unsigned)change->attributes.set,
			    },
			    change->target) == 0) {
		return 0;
	}
	if (run->failure.error == EPERM && !is_ours("/proc/self/ns/cgroup")) {
		return show_outside(run, site, change,
				    "a fresh one is only for the owner of the cgroup namespace "
				    "(cns-unshare --cgroup makes one)");
	}
	return -1;
}

int make_mqueue(struct run *run, struct site *site, const struct change *change)
{
	run_step(run, "mount the message queues at %s", change->target);
	if (make_and_attach(run, site,
			    &(struct mount_recipe){
				    .type = "mqueue",
				    .attributes = (unsigned)change->attributes.set,
			    },
			    change->target) == 0) {
		return 0;
	}
	if (run->failure.error == EPERM && !is_ours("/proc/self/ns/ipc")) {
		return show_outside(run, site, change,
				    "fresh ones are only for the owner of the IPC namespace "
				    "(cns-unshare --ipc makes one)");
	}
	return -1;
}
