/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor of the chain cns-cgctl run, cns-unshare, cns-chroot --standard: three programs, each of
 * which makes its kernel calls and becomes the next.
 *
 *	chain GROUP LOWER-LAYERS ROOT COMMAND	(layers as overlayfs has them, with ":")
 */
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SAFE    (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)
#define TO_TREE (MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH)

static int need(long result)
{
	if (result < 0) {
		_exit(125);
	}
	return (int)result;
}

static int wait_for(pid_t pid)
{
	int status = 0;

	return waitpid(pid, &status, 0) < 0 ? 125 : WEXITSTATUS(status);
}

/* --- the group --- */

static int in_group(char **argv)
{
	char path[4096];

	need(mkdir(argv[1], 0755));
	pid_t pid = need(fork());
	if (pid == 0) {
		snprintf(path, sizeof path, "%s/cgroup.procs", argv[1]);
		int fd = need(open(path, O_WRONLY | O_CLOEXEC));
		need(write(fd, "0", 1));
		need(execv("/proc/self/exe", argv));
	}
	int status = wait_for(pid);
	need(rmdir(argv[1]));
	return status;
}

/* --- the namespaces --- */

static int in_namespaces(char **argv)
{
	need(unshare(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID |
		     CLONE_NEWNET));
	pid_t pid = need(fork());
	if (pid == 0) {
		need(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
		need(execv("/proc/self/exe", argv));
	}
	return wait_for(pid);
}

/* --- the root --- */

static void place(int tree_fd, int at_fd, const char *path)
{
	int place_fd = need(openat(at_fd, path, O_PATH | O_CLOEXEC));

	need(syscall(SYS_move_mount, tree_fd, "", place_fd, "", TO_TREE));
	close(place_fd);
	close(tree_fd);
}

static int new_file_system(const char *type, unsigned flags)
{
	int context = need(syscall(SYS_fsopen, type, FSOPEN_CLOEXEC));

	need(syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0));
	int tree = need(syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, flags));
	close(context);
	return tree;
}

static int clone_tree(int at_fd, const char *path, unsigned long long flags)
{
	struct mount_attr attributes = { .attr_set = flags };
	int tree = need(syscall(SYS_open_tree, at_fd, path, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));

	need(syscall(SYS_mount_setattr, tree, "", AT_EMPTY_PATH, &attributes, sizeof attributes));
	return tree;
}

static int stack_layers(const char *lower, const char *over)
{
	char options[4096];
	int top = new_file_system("tmpfs", 0);

	need(mkdirat(top, "upper", 0755));
	need(mkdirat(top, "work", 0700));
	place(top, AT_FDCWD, over);
	snprintf(options, sizeof options, "lowerdir=%s,upperdir=%s/upper,workdir=%s/work", lower,
		 over, over);
	need(mount("overlay", over, "overlay", 0, options));
	return need(open(over, O_PATH | O_CLOEXEC));
}

static void fill_dev(int root)
{
	static const char *const devices[] = { "null", "zero", "full", "random", "urandom", "tty" };
	char path[32];

	place(new_file_system("tmpfs", MOUNT_ATTR_NOSUID), root, "dev");
	for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) {
		snprintf(path, sizeof path, "/dev/%s", devices[i]);
		need(mknodat(root, path + 1, S_IFREG | 0666, 0));
		place(clone_tree(AT_FDCWD, path, MOUNT_ATTR_NOSUID), root, path + 1);
	}
	static const struct {
		const char *path, *type;
	} below[] = { { "dev/pts", "devpts" }, { "dev/shm", "tmpfs" }, { "dev/mqueue", "mqueue" } };
	for (size_t i = 0; i < sizeof below / sizeof below[0]; i++) {
		need(mkdirat(root, below[i].path, 0755));
		place(new_file_system(below[i].type, SAFE & ~MOUNT_ATTR_NODEV), root,
		      below[i].path);
	}
}

/* What is covered or made read-only; what this kernel does not have is left out. */
static void cover(int root)
{
	static const char *const folders[] = { "proc/acpi", "proc/scsi", "sys/firmware" };
	static const char *const files[] = { "proc/interrupts", "proc/kcore", "proc/keys",
					     "proc/timer_list" };
	static const char *const read_only[] = { "proc/bus", "proc/fs", "proc/irq", "proc/sys",
						 "proc/sysrq-trigger" };

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		if (faccessat(root, folders[i], F_OK, 0) == 0) {
			place(new_file_system("tmpfs", SAFE | MOUNT_ATTR_RDONLY), root, folders[i]);
		}
	}
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		if (faccessat(root, files[i], F_OK, 0) == 0) {
			place(clone_tree(AT_FDCWD, "/dev/null", MOUNT_ATTR_RDONLY), root, files[i]);
		}
	}
	for (size_t i = 0; i < sizeof read_only / sizeof read_only[0]; i++) {
		if (faccessat(root, read_only[i], F_OK, 0) == 0) {
			place(clone_tree(root, read_only[i], MOUNT_ATTR_RDONLY), root,
			      read_only[i]);
		}
	}
}

static void in_root(char **argv)
{
	need(unshare(CLONE_NEWNS));
	int root = stack_layers(argv[2], argv[3]);
	place(new_file_system("proc", SAFE), root, "proc");
	place(new_file_system("sysfs", SAFE | MOUNT_ATTR_RDONLY), root, "sys");
	fill_dev(root);
	cover(root);
	need(fchdir(root));
	need(syscall(SYS_pivot_root, ".", "."));
	need(umount2(".", MNT_DETACH));
	need(chdir("/"));
	need(execv(argv[4], argv + 4));
}

int main(int argc, char **argv)
{
	if (argc < 5) {
		return 2;
	}
	if (strcmp(argv[0], "root") == 0) {
		in_root(argv);
	}
	if (strcmp(argv[0], "namespaces") == 0) {
		argv[0] = "root";
		return in_namespaces(argv);
	}
	argv[0] = "namespaces";
	return in_group(argv);
}
