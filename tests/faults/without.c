/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * without - run a command for which one system call does not exist, as on an older kernel.
 *
 *	without CALL COMMAND [ARGUMENT]...
 *
 * The call gives ENOSYS, by a seccomp filter that all that is started inherits.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
	const char *name;
	unsigned number;
} calls[] = {
	{ "openat2", SYS_openat2 },
	{ "fsopen", SYS_fsopen },
	{ "fsmount", SYS_fsmount },
	{ "move_mount", SYS_move_mount },
	{ "open_tree", SYS_open_tree },
	{ "mount_setattr", 442 },
	{ "pidfd_open", SYS_pidfd_open },
	{ "clone3", SYS_clone3 },
	{ "close_range", SYS_close_range },
	{ "statmount", 457 },
	{ "listmount", 458 },
};

static int refuse(unsigned number)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof filter / sizeof filter[0], filter };

	/* Without root it takes no_new_privs. */
	if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
		return -1;
	}
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 2 && i < sizeof calls / sizeof calls[0]; i++) {
		if (strcmp(argv[1], calls[i].name) == 0) {
			if (refuse(calls[i].number) < 0) {
				perror("without: seccomp");
				return 99;
			}
			execvp(argv[2], argv + 2);
			perror(argv[2]);
			return 99;
		}
	}
	fprintf(stderr, "usage: without CALL COMMAND [ARGUMENT]...\n");
	return 99;
}
