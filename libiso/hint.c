/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run.h"

enum { CAP_SYS_ADMIN_NUMBER = 21 };

/* Reads the first word of a small file under /proc; "" when there is none. */
static void read_word(const char *path, char word[64])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t length = fd < 0 ? -1 : read(fd, word, 63);

	if (fd >= 0) {
		close(fd);
	}
	word[length > 0 ? length : 0] = '\0';
	word[strcspn(word, " \t\n")] = '\0';
}

static bool file_says(const char *path, const char *value)
{
	char word[64];

	read_word(path, word);
	return strcmp(word, value) == 0;
}

static bool has_capability(unsigned number)
{
	char line[256];
	unsigned long long effective = 0;
	FILE *status = fopen("/proc/self/status", "re");

	while (status && fgets(line, sizeof line, status)) {
		if (sscanf(line, "CapEff: %llx", &effective) == 1) {
			break;
		}
	}
	if (status) {
		fclose(status);
	}
	return effective >> number & 1;
}

static bool debian_forbids_userns(void)
{
	return file_says("/proc/sys/kernel/unprivileged_userns_clone", "0");
}

static bool apparmor_forbids_userns(void)
{
	return file_says("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1");
}

static bool no_userns_allowed(void)
{
	return file_says("/proc/sys/user/max_user_namespaces", "0");
}

/* The root of a mount namespace is the root of a mount; that of a chroot seldom is. */
static bool in_chroot(void)
{
	struct statx root;

	return statx(AT_FDCWD, "/", 0, STATX_TYPE, &root) == 0 &&
	       (root.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0 &&
	       (root.stx_attributes & STATX_ATTR_MOUNT_ROOT) == 0;
}

static bool seccomp_on(void)
{
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) > 0;
}

static bool is_not_root(void)
{
	return !has_capability(CAP_SYS_ADMIN_NUMBER);
}

static const struct {
	const char *call; /* how the call's text begins */
	int error;
	bool (*holds)(void); /* asked on this machine; NULL: always */
	const char *advice;
} hints[] = {
	{ "unshare(CLONE_NEWUSER", EPERM, debian_forbids_userns,
	  "unprivileged user namespaces are switched off: sysctl kernel.unprivileged_userns_clone=1 "
	  "allows them" },
	{ "unshare(CLONE_NEWUSER", EPERM, in_chroot,
	  "no user namespace can be made inside a chroot; enter the root with cns-chroot --pivot" },
	{ "unshare(CLONE_NEWUSER", EPERM, seccomp_on,
	  "a seccomp filter on this process may forbid it, as container engines do by default" },
	{ "unshare(", EPERM, is_not_root,
	  "only root may make these alone; add --user --map-root-user to be root inside a new user "
	  "namespace" },
	{ "unshare(", EPERM, seccomp_on,
	  "a seccomp filter on this process may forbid it, as container engines do by default" },
	{ "unshare(", EPERM, NULL, "making these namespaces needs CAP_SYS_ADMIN" },
	{ "unshare(", ENOSPC, no_userns_allowed,
	  "/proc/sys/user/max_user_namespaces is 0; sysctl user.max_user_namespaces=15000 allows them" },
	{ "unshare(", ENOSPC, NULL,
	  "a limit in /proc/sys/user/max_*_namespaces is reached, or they nest 32 deep; no disk is full" },
	{ "unshare(", EINVAL, NULL,
	  "this kernel lacks one of these kinds; ls /proc/self/ns shows those it has" },
	{ "unshare(", ENOSYS, NULL,
	  "this kernel is built without namespaces, or a filter hides them" },
	{ "unshare(", EUSERS, NULL, "user namespaces nest at most 32 deep" },
	{ "write(\"/proc/self/uid_map\"", EPERM, apparmor_forbids_userns,
	  "AppArmor restricts unprivileged user namespaces: sysctl "
	  "kernel.apparmor_restrict_unprivileged_userns=0 allows them" },
	{ "write(\"/proc/self/uid_map\"", EPERM, NULL,
	  "without privilege only your own user id may be mapped" },
	{ "write(\"/proc/self/gid_map\"", EPERM, NULL,
	  "without privilege only your own group id may be mapped, after setgroups is denied" },
	{ "setresuid(", EINVAL, NULL,
	  "the user namespace has no such user id; map it with --map-users, or --map-auto" },
	{ "setresgid(", EINVAL, NULL,
	  "the user namespace has no such group id; map it with --map-groups, or --map-auto" },
	{ "setgroups(", EINVAL, NULL, "the user namespace does not have all of these group ids" },
	{ "setgroups(", EPERM, NULL,
	  "setgroups(2) needs CAP_SETGID, and is denied in a user namespace that maps your own group "
	  "alone" },
	{ "write(\"cgroup.kill\"", EPERM, NULL,
	  "with the mount option nsdelegate the root of a cgroup namespace is killed from outside "
	  "only; name a group below it" },
	{ "write(\"cgroup.freeze\"", EPERM, NULL,
	  "with the mount option nsdelegate the root of a cgroup namespace is frozen from outside "
	  "only; name a group below it" },
	{ "openat(AT_FDCWD, \"/proc/sys/fs/binfmt_misc/register\"", EACCES, NULL,
	  "only root of the new user namespace may register an interpreter; add --map-root-user" },
	{ "mount(\"binfmt_misc\"", EPERM, NULL,
	  "a binfmt_misc of its own for a user namespace came with Linux 6.7" },
	{ "mount(\"binfmt_misc\"", ENODEV, NULL,
	  "the module binfmt_misc is not loaded; modprobe binfmt_misc loads it" },
	{ "sethostname(", EPERM, NULL, "add --uts, so that the host's own name is not meant" },
	{ "mount(\"proc\"", EPERM, NULL,
	  "the kernel allows a fresh proc only to the owner of the PID namespace (add --pid --fork), and "
	  "not where parts of the old /proc are covered by other mounts" },
	{ "chroot(", EPERM, NULL,
	  "it needs CAP_SYS_CHROOT; --unprivileged gets it in a user namespace" },
	{ "openat2(", ENOSYS, NULL, "openat2(2) needs Linux 5.6, and nothing replaces it safely" },
	{ "open_tree(", ENOSYS, NULL, "open_tree(2) needs Linux 5.2" },
	{ "open_tree(", EINVAL, NULL,
	  "the kernel clones no unbindable mount, and without rec nothing that mounts of another user "
	  "namespace lie below" },
	{ "open_tree(", EPERM, NULL,
	  "cloning a mount needs CAP_SYS_ADMIN; --unprivileged gets it in a user namespace" },
	{ "move_mount(", ENOSYS, NULL, "move_mount(2) needs Linux 5.2" },
	{ "mount_setattr(", ENOSYS, NULL, "mount_setattr(2) needs Linux 5.12" },
	{ "mount_setattr(", EPERM, NULL,
	  "the mount is locked by the user namespace outside: ro, nosuid, nodev and noexec can be "
	  "added to it, nothing taken away, and access times stay as they are" },
	{ "fsopen(\"overlay\"", ENODEV, NULL,
	  "this kernel has no overlayfs; modprobe overlay loads it" },
	{ "fsopen(", ENODEV, NULL, "this kernel does not have that filesystem" },
	{ "fsopen(", ENOSYS, NULL, "fsopen(2) needs Linux 5.2" },
	{ "fsopen(", EPERM, NULL,
	  "making a filesystem needs CAP_SYS_ADMIN; --unprivileged gets it in a user namespace" },
	{ "fsconfig(", ENOSYS, NULL, "fsconfig(2) needs Linux 5.2" },
	{ "landlock_", ENOSYS, NULL, "landlock(7) needs Linux 5.13, and a kernel built with it" },
	{ "fsconfig(", EPERM, NULL,
	  "the user namespace must own what is shown: proc needs a PID namespace of its own, sysfs a "
	  "network namespace" },
	{ "fsmount(", ENOSYS, NULL, "fsmount(2) needs Linux 5.2" },
	{ "close_range(", ENOSYS, NULL, "close_range(2) needs Linux 5.9" },
	{ "fsmount(", EPERM, NULL,
	  "the kernel shows no fresh proc or sysfs where parts of the old one are covered by mounts" },
	{ "pivot_root(", EINVAL, NULL,
	  "the root here is no mount (chroot), or it is shared with another mount namespace" },
	{ "pivot_root(", EPERM, NULL,
	  "it needs CAP_SYS_ADMIN in the owner of the mount namespace" },
	{ "setgroups(", EPERM, NULL,
	  "it needs CAP_SETGID, and in a user namespace also /proc/self/setgroups on allow" },
	{ "setresgid(", EPERM, NULL, "it needs CAP_SETGID" },
	{ "setresuid(", EPERM, NULL, "it needs CAP_SETUID" },
	{ "mount(", EPERM, NULL,
	  "mounting needs CAP_SYS_ADMIN in the user namespace that owns the mount "
	  "namespace; make both new: --user --mount" },
	{ "pidfd_open(", ESRCH, NULL,
	  "no process has this PID here; ps shows those of your PID namespace" },
	{ "pidfd_open(", ENOSYS, NULL, "it came with Linux 5.3, or a seccomp filter hides it" },
	{ "newfstatat(", EACCES, NULL,
	  "only who may trace a process may look at its namespaces: it must be yours, or you need "
	  "CAP_SYS_PTRACE" },
	{ "setns(", EPERM, is_not_root,
	  "joining needs CAP_SYS_ADMIN in the user namespace that owns what is joined; for a container "
	  "of your own, join its user namespace too (--user, or name no namespace at all)" },
	{ "setns(", EPERM, seccomp_on,
	  "a seccomp filter on this process may forbid it, as container engines do by default" },
	{ "setns(", EPERM, NULL,
	  "joining needs CAP_SYS_ADMIN in the user namespace that owns what is joined, and the right to "
	  "trace the target (CAP_SYS_PTRACE)" },
	{ "setns(", EINVAL, NULL,
	  "a PID namespace can be joined only from one that it is nested in, a user namespace only "
	  "when it is not your own" },
	{ "setns(", ESRCH, NULL, "the target has ended" },
	{ "setresuid(", EINVAL, NULL, "the id is not mapped in this user namespace" },
	{ "setresgid(", EINVAL, NULL, "the id is not mapped in this user namespace" },
	{ "clone(", ENOMEM, NULL,
	  "the PID namespace has no init any more: its first process has ended" },
	{ "clone(", EAGAIN, NULL,
	  "a limit on processes is reached: pids.max of the control group, or ulimit -u" },
};

const char *hint_for(const struct run *run)
{
	const struct failure *first = &run->failure;

	for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
		if (hints[i].error != first->error ||
		    strncmp(first->call, hints[i].call, strlen(hints[i].call)) != 0) {
			continue;
		}
		if (!hints[i].holds || (!run->inside && hints[i].holds())) {
			return hints[i].advice;
		}
	}
	return NULL;
}
