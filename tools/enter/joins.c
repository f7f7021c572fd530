/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "joins.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "credential.h"
#include "kernel/file.h"
#include "kernel/namespace.h"
#include "text.h"

/* What setns(2) sets of a process: its children's PID namespace, not its own. */
static const char *own_file(int kind)
{
	return kind == NAMESPACE_PID ? "pid_for_children" : namespaces[kind].name;
}

static int identify(int proc_fd, const char *folder, const char *name, struct namespace_id *id)
{
	char path[48];
	struct stat file;

	snprintf(path, sizeof path, "%s%s", folder, name);
	if (fstatat(proc_fd, path, &file, 0) < 0) {
		return -1;
	}
	*id = (struct namespace_id){ file.st_dev, file.st_ino };
	return 0;
}

/* A child without a first process yet has no pid_for_children to show: that is not ours. */
static bool is_ours(const struct joins *joins, int kind)
{
	struct namespace_id ours;

	return joins->proc_fd >= 0 &&
	       identify(joins->proc_fd, "self/ns/", own_file(kind), &ours) == 0 &&
	       namespace_is_same(ours, joins->wanted[kind]);
}

/* To join the mount namespace that one is in moves one to its root, out of a chroot. */
static bool is_worth_joining(const struct request *want, int kind)
{
	return kind == NAMESPACE_MNT && !want->as_target && credential_may(CAP_SYS_ADMIN);
}

static int refuse_stat(struct run *run, const struct target *target, int kind)
{
	char path[48];
	struct stat file;

	snprintf(path, sizeof path, "ns/%s", namespaces[kind].name);
	if (kernel_stat(run, target->proc_fd, path, &file) < 0) {
		if (errno == ENOENT) {
			run_advise(run,
				   "this kernel has no %s namespaces (they came with Linux %s)",
				   namespaces[kind].name, namespaces[kind].since);
		}
		return -1;
	}
	return run_refuse(run, "what the target has changed meanwhile");
}

static void say_kinds(struct run *run, const char *what, unsigned kinds)
{
	char list[80];

	if (kinds) {
		run_note(run, "%s: %s", what, namespace_list(list, sizeof list, kinds));
	}
}

/* The target's own of the kinds asked for; of those, the named ones must exist. */
static int choose(struct run *run, const struct request *want, const struct target *target,
		  struct joins *joins)
{
	unsigned same = 0, found = 0, asked = want->kinds;
	bool named = !want->all && !want->as_target;

	run_step(run, "see which namespaces of the target are other than ours");
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		if (!(asked & NAMESPACE_BIT(kind))) {
			continue;
		}
		if (identify(target->proc_fd, "ns/", namespaces[kind].name, &joins->wanted[kind]) ==
		    0) {
			found |= NAMESPACE_BIT(kind);
		} else if (errno != ENOENT || named) {
			return refuse_stat(run, target, kind);
		}
		if ((found & NAMESPACE_BIT(kind)) && is_ours(joins, kind) &&
		    !is_worth_joining(want, kind)) {
			same |= NAMESPACE_BIT(kind);
		}
	}
	say_kinds(run, "the same as ours", same);
	say_kinds(run, "this kernel has none", asked & ~found);
	if (found & ~same) {
		joins->item[joins->count++] = (struct join){ target->pid_fd, found & ~same, true };
	}
	return target_check(run, target);
}

static void add_file(struct joins *joins, enum namespace_kind kind, int fd)
{
	struct stat file;

	if (fstat(fd, &file) == 0) {
		joins->wanted[kind] = (struct namespace_id){ file.st_dev, file.st_ino };
	}
	if (is_ours(joins, kind) && kind == NAMESPACE_USER) {
		close(fd);
		return;
	}
	joins->item[joins->count++] = (struct join){ fd, NAMESPACE_BIT(kind), false };
}

/* A network namespace may be called by its name under /run/netns, unless a file here has it. */
static int open_file(struct run *run, enum namespace_kind kind, const char *path)
{
	char named[300];

	run_step(run, "open the %s namespace %s", namespaces[kind].name, path);
	if (kind == NAMESPACE_NET && text_is_name(path) && access(path, F_OK) < 0) {
		snprintf(named, sizeof named, "/run/netns/%s", path);
		path = named;
	}
	int fd = kernel_open(run, AT_FDCWD, path, O_RDONLY | O_NONBLOCK);
	if (fd >= 0 && namespace_kind_of(fd) != (int)kind) {
		close(fd);
		return run_refuse(run, "this is no %s namespace's file", namespaces[kind].name);
	}
	return fd;
}

static int open_files(struct run *run, const struct request *want, struct joins *joins)
{
	for (unsigned kind = 0; kind < NAMESPACE_KINDS; kind++) {
		int fd = want->files[kind] ? open_file(run, kind, want->files[kind]) : -1;

		if (fd >= 0) {
			add_file(joins, kind, fd);
		} else if (want->files[kind]) {
			return -1;
		}
	}
	return 0;
}

/* What a target that is no process stands for: the one namespace. */
static int open_alone(struct run *run, const struct request *want, const struct target *target,
		      struct joins *joins)
{
	int kind = namespace_kind_of(target->namespace_fd);

	run_step(run, "see what %s stands for", target->text);
	if (!want->all && !want->as_target && want->kinds != NAMESPACE_BIT(kind)) {
		return run_refuse(run, "it is a %s namespace alone, and no process",
				  namespaces[kind].name);
	}
	int fd = fcntl(target->namespace_fd, F_DUPFD_CLOEXEC, 3);
	if (fd < 0) {
		return run_refuse(run, "no descriptor is left");
	}
	add_file(joins, kind, fd);
	return 0;
}

/* The network namespace of a socket that the target has open. */
static int open_socket(struct run *run, const struct request *want, const struct target *target,
		       struct joins *joins)
{
	uint64_t number;

	run_step(run, "take the network namespace of the target's socket %s", want->net_socket);
	if (text_to_number(want->net_socket, INT32_MAX, &number) < 0) {
		return run_refuse(run, "the number of one of its descriptors was expected");
	}
	if (target->pid_fd < 0) {
		return run_refuse(run, "no process was named as the target");
	}
	int socket_fd = kernel_pidfd_getfd(run, target->pid_fd, (int)number);
	int fd = socket_fd < 0 ? -1 : kernel_socket_namespace(run, socket_fd);
	if (socket_fd >= 0) {
		close(socket_fd);
	}
	if (fd >= 0) {
		add_file(joins, NAMESPACE_NET, fd);
	}
	return fd < 0 ? -1 : 0;
}

/* Any namespace that will be joined, the user namespace first; its descriptor is the caller's. */
static int open_any(struct run *run, const struct joins *joins, const struct target *target)
{
	for (unsigned i = 0; i < joins->count; i++) {
		if (!joins->item[i].is_borrowed) {
			return fcntl(joins->item[i].fd, F_DUPFD_CLOEXEC, 3);
		}
	}
	for (int kind = NAMESPACE_KINDS - 1; kind >= 0 && joins->count; kind--) {
		bool user = joins->item[0].kinds & NAMESPACE_BIT(NAMESPACE_USER);

		if (user ? kind == NAMESPACE_USER : joins->item[0].kinds & NAMESPACE_BIT(kind)) {
			return target_open_namespace(run, target, kind);
		}
	}
	return run_refuse(run, "no other namespace was named whose owner it could be");
}

/* The owner of another one that is joined; that of a user namespace is its parent, in its place. */
static int open_parent(struct run *run, const struct target *target, struct joins *joins)
{
	run_step(run, "find the user namespace that owns what is joined");
	int child_fd = open_any(run, joins, target);
	if (child_fd < 0) {
		return -1;
	}
	run_step(run, "find the user namespace that owns what is joined");
	int fd = kernel_namespace_relative(run, child_fd, NS_GET_USERNS);
	close(child_fd);
	if (fd < 0) {
		return -1;
	}
	for (unsigned i = 0; i < joins->count; i++) {
		joins->item[i].kinds &= ~NAMESPACE_BIT(NAMESPACE_USER);
	}
	add_file(joins, NAMESPACE_USER, fd);
	return 0;
}

int joins_open(struct run *run, const struct request *want, const struct target *target,
	       struct joins *joins)
{
	*joins = (struct joins){ .proc_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC) };
	if (open_files(run, want, joins) < 0 ||
	    (want->net_socket && open_socket(run, want, target, joins) < 0)) {
		return -1;
	}
	if (want->kinds && (target->proc_fd < 0 ? open_alone(run, want, target, joins)
						: choose(run, want, target, joins)) < 0) {
		return -1;
	}
	if (want->user_parent && open_parent(run, target, joins) < 0) {
		return -1;
	}
	for (unsigned i = 0; i < joins->count; i++) {
		joins->kinds |= joins->item[i].kinds;
	}
	return 0;
}

static int enter_one(struct run *run, const struct join *join)
{
	char list[80];
	int flags = 0;

	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		flags |= join->kinds & NAMESPACE_BIT(kind) ? namespaces[kind].clone_flag : 0;
	}
	run_step(run, "join the %s namespace%s", namespace_list(list, sizeof list, join->kinds),
		 join->kinds & (join->kinds - 1) ? "s" : "");
	if (kernel_setns(run, join->fd, flags) < 0) {
		return -1;
	}
	run->inside |= !run->dry && (join->kinds & NAMESPACE_BIT(NAMESPACE_MNT));
	return 0;
}

int joins_enter(struct run *run, const struct joins *joins)
{
	bool user = joins->kinds & NAMESPACE_BIT(NAMESPACE_USER);
	unsigned done = 0;

	for (unsigned i = 0; i < joins->count; i++) {
		if (!joins->item[i].kinds ||
		    (joins->item[i].kinds & NAMESPACE_BIT(NAMESPACE_USER))) {
			done |= joins->item[i].kinds ? 0 : 1u << i;
			continue;
		}
		if (enter_one(run, &joins->item[i]) == 0) {
			done |= 1u << i;
		} else if (user) {
			run_forgive(run);
		} else {
			return -1;
		}
	}
	for (int first = 1; first >= 0; first--) {
		for (unsigned i = 0; i < joins->count; i++) {
			bool is_user = joins->item[i].kinds & NAMESPACE_BIT(NAMESPACE_USER);

			if (!(done >> i & 1) && is_user == first &&
			    enter_one(run, &joins->item[i]) < 0) {
				return -1;
			}
		}
	}
	return 0;
}

int joins_check(struct run *run, const struct joins *joins)
{
	run_step(run, "see that we are where we meant to be");
	for (int kind = 0; kind < NAMESPACE_KINDS && joins->proc_fd >= 0 && !run->dry; kind++) {
		if ((joins->kinds & NAMESPACE_BIT(kind)) && !is_ours(joins, kind)) {
			return run_refuse(run, "the %s namespace is another one",
					  namespaces[kind].name);
		}
	}
	return 0;
}

void joins_close(struct joins *joins)
{
	for (unsigned i = 0; i < joins->count; i++) {
		if (!joins->item[i].is_borrowed) {
			close(joins->item[i].fd);
		}
	}
	if (joins->proc_fd >= 0) {
		close(joins->proc_fd);
	}
	joins->count = 0;
	joins->proc_fd = -1;
}
