/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "show.h"

#include <errno.h>
#include <linux/nsfs.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/namespace.h"
#include "namespace.h"
#include "target.h"

/* The namespaces of one target; those that the kernel lacks have no bit. */
struct view {
	unsigned kinds;
	struct namespace_id id[NAMESPACE_KINDS];
	char owner[NAMESPACE_KINDS][16]; /* "-": it cannot be seen */
};

/* Who made the user namespace that owns it; of a user namespace, who made that. */
static void find_owner(struct run *run, int fd, int kind, char owner[16])
{
	struct run quiet = { .tool = run->tool };
	int user_fd = kind == NAMESPACE_USER ? fd
					     : kernel_namespace_relative(&quiet, fd, NS_GET_USERNS);
	uid_t uid;

	snprintf(owner, 16, "-");
	if (user_fd >= 0 && ioctl(user_fd, NS_GET_OWNER_UID, &uid) == 0) {
		snprintf(owner, 16, "%u", uid);
	}
	if (user_fd >= 0 && user_fd != fd) {
		close(user_fd);
	}
}

static int look(struct run *run, const char *text, struct view *view)
{
	struct target target;

	*view = (struct view){ 0 };
	if (target_open(run, text, &target) < 0) {
		return -1;
	}
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		if (target.proc_fd < 0 && namespace_kind_of(target.namespace_fd) != kind) {
			continue;
		}
		int fd = target_open_namespace(run, &target, kind);
		if (fd < 0 && run->failure.error == ENOENT) {
			run_forgive(run);
			continue;
		}
		if (fd < 0 || namespace_identify(fd, &view->id[kind]) < 0) {
			target_close(&target);
			return fd < 0 ? -1 : run_refuse_errno(run, "it cannot be identified");
		}
		find_owner(run, fd, kind, view->owner[kind]);
		view->kinds |= NAMESPACE_BIT(kind);
		close(fd);
	}
	target_close(&target);
	return 0;
}

int show_list(struct run *run, const struct request *want)
{
	struct view theirs;
	char path[40];

	if (look(run, want->target, &theirs) < 0) {
		return run_failed(run);
	}
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		struct stat ours;

		if (!(theirs.kinds & NAMESPACE_BIT(kind))) {
			continue;
		}
		snprintf(path, sizeof path, "/proc/self/ns/%s", namespaces[kind].name);
		bool same = stat(path, &ours) == 0 && ours.st_ino == theirs.id[kind].inode &&
			    ours.st_dev == theirs.id[kind].device;
		printf("%-7s %-6s %-11ju %s\n", namespaces[kind].name, same ? "same" : "other",
		       (uintmax_t)theirs.id[kind].inode, theirs.owner[kind]);
	}
	return option_answered(run);
}

int show_difference(struct run *run, const struct request *want)
{
	struct view one, other;

	if (look(run, want->command[0], &one) < 0 || look(run, want->command[1], &other) < 0) {
		return run_failed(run);
	}
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		if (!((one.kinds | other.kinds) & NAMESPACE_BIT(kind)) ||
		    namespace_is_same(one.id[kind], other.id[kind])) {
			continue;
		}
		printf("%-7s %-11ju %ju\n", namespaces[kind].name, (uintmax_t)one.id[kind].inode,
		       (uintmax_t)other.id[kind].inode);
	}
	return option_answered(run);
}
