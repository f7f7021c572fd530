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
#include "namespace_number.h"
#include "text.h"

/* What setns(2) sets of a process: its children's PID namespace, not its own. */
static const char *own_file(int kind)
{
	return kind == NAMESPACE_PID ? "pid_for_children" : namespaces[kind].name;
}

static int identify(struct run *run, int proc_fd, const char *path, struct namespace_id *id)
{
	struct stat file;

	if (kernel_stat(run, proc_fd, path, &file) < 0) {
		return -1;
	}
	*id = (struct namespace_id){ file.st_dev, file.st_ino };
	return 0;
}

/*
 * 1 ours, 0 another, -1 it cannot be seen.  A child without a first process yet has no
 * pid_for_children to show: that is not ours.
 */
static int is_ours(struct run *run, const struct joins *joins, int kind)
{
	struct namespace_id ours;
	char path[48];

	if (joins->proc_fd < 0) {
		return 0;
	}
	snprintf(path, sizeof path, "self/ns/%s", own_file(kind));
	if (identify(run, joins->proc_fd, path, &ours) == 0) {
		return namespace_is_same(ours, joins->wanted[kind]);
	}
	if (errno != ENOENT) {
		return -1;
	}
	run_forgive(run);
	return 0;
}

/* To join the mount namespace that one is in moves one to its root, out of a chroot. */
static bool is_worth_joining(const struct request *want, int kind)
{
	return kind == NAMESPACE_MNT && !want->as_target && credential_may(CAP_SYS_ADMIN);
}

/* 1 the target has one of this kind, 0 the kernel has none, which is a failure for a named one. */
static int find(struct run *run, const struct target *target, int kind, bool named,
		struct joins *joins)
{
	char path[48];

	snprintf(path, sizeof path, "ns/%s", namespaces[kind].name);
	if (identify(run, target->proc_fd, path, &joins->wanted[kind]) == 0) {
		return 1;
	}
	if (errno != ENOENT) {
		return -1;
	}
	if (named) {
		return run_advise(run, "this kernel has no %s namespaces (they came with Linux %s)",
				  namespaces[kind].name, namespaces[kind].since);
	}
	run_forgive(run);
	return 0;
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
		int there = asked & NAMESPACE_BIT(kind) ? find(run, target, kind, named, joins) : 0;
		int ours = there > 0 ? is_ours(run, joins, kind) : there;

		if (ours < 0) {
			return -1;
		}
		found |= there ? NAMESPACE_BIT(kind) : 0;
		same |= ours && !is_worth_joining(want, kind) ? NAMESPACE_BIT(kind) : 0;
	}
	say_kinds(run, "the same as ours", same);
	say_kinds(run, "this kernel has none", asked & ~found);
	if (found & ~same) {
		joins->item[joins->count++] = (struct join){ target->pid_fd, found & ~same, true };
	}
	return target_check(run, target);
}

/* The descriptor becomes the joins', or is closed: the user namespace that one is in needs no join.
 */
static int add_file(struct run *run, struct joins *joins, enum namespace_kind kind, int fd)
{
	int ours = namespace_identify(fd, &joins->wanted[kind]) < 0
			   ? run_refuse_errno(run, "it cannot be identified")
			   : is_ours(run, joins, kind);

	if (ours < 0 || (ours && kind == NAMESPACE_USER)) {
		close(fd);
		return ours < 0 ? -1 : 0;
	}
	joins->item[joins->count++] = (struct join){ fd, NAMESPACE_BIT(kind), false };
	return 0;
}

static int check_kind(struct run *run, enum namespace_kind kind, const char *path, int fd)
{
	int found = fd < 0 ? -1 : namespace_kind_of(fd);

	run_step(run, "see that %s is a %s namespace", path, namespaces[kind].name);
	if (fd < 0 || found == (int)kind) {
		return fd;
	}
	int error = errno;

	close(fd);
	if (found >= 0) {
		return run_refuse(run, "this is a %s namespace", namespaces[found].name);
	}
	errno = error;
	return error == ENOTTY ? run_refuse(run, "this is no namespace's file")
			       : run_refuse_errno(run, "its kind cannot be asked for");
}

/* A network namespace may be called by its name under /run/netns, unless a file here has it. */
static int open_file(struct run *run, enum namespace_kind kind, const char *path)
{
	char named[300];

	run_step(run, "open the %s namespace %s", namespaces[kind].name, path);
	if (*path == ':') {
		return check_kind(run, kind, path, namespace_number_open(run, path + 1));
	}
	if (kind == NAMESPACE_NET && text_is_name(path) && access(path, F_OK) < 0) {
		snprintf(named, sizeof named, "/run/netns/%s", path);
		path = named;
	}
	return check_kind(run, kind, path, kernel_open(run, AT_FDCWD, path, O_RDONLY | O_NONBLOCK));
}

static int open_files(struct run *run, const struct request *want, struct joins *joins)
{
	for (unsigned kind = 0; kind < NAMESPACE_KINDS; kind++) {
		int fd = want->files[kind] ? open_file(run, kind, want->files[kind]) : -1;

		if (want->files[kind] && (fd < 0 || add_file(run, joins, kind, fd) < 0)) {
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
	int fd = kernel_duplicate(run, target->namespace_fd);

	return fd < 0 ? -1 : add_file(run, joins, kind, fd);
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
	return fd < 0 ? -1 : add_file(run, joins, NAMESPACE_NET, fd);
}

/* Any namespace that will be joined, the user namespace first; its descriptor is the caller's. */
static int open_any(struct run *run, const struct joins *joins, const struct target *target)
{
	for (unsigned i = 0; i < joins->count; i++) {
		if (!joins->item[i].is_borrowed) {
			return kernel_duplicate(run, joins->item[i].fd);
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
	return add_file(run, joins, NAMESPACE_USER, fd);
}

/* Where no proc is mounted, namespaces can still be joined by their files, but not be compared. */
static int open_proc(struct run *run, struct joins *joins)
{
	run_step(run, "keep our own /proc, to look at ourselves from inside");
	joins->proc_fd = kernel_open(run, AT_FDCWD, "/proc", O_PATH | O_DIRECTORY);
	if (joins->proc_fd < 0 && errno != ENOENT) {
		return -1;
	}
	run_forgive(run);
	return 0;
}

int joins_open(struct run *run, const struct request *want, const struct target *target,
	       struct joins *joins)
{
	*joins = (struct joins){ .proc_fd = -1 };
	if (open_proc(run, joins) < 0 || open_files(run, want, joins) < 0 ||
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
		int ours = joins->kinds & NAMESPACE_BIT(kind) ? is_ours(run, joins, kind) : 1;

		if (ours <= 0) {
			return ours < 0 ? -1
					: run_refuse(run, "the %s namespace is another one",
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
