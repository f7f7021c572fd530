/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * without - run a command for which a feature of newer kernels does not exist.
 *
 *	without FEATURE COMMAND [ARGUMENT]...
 *
 * A system call gives ENOSYS, by a seccomp filter that all that is started inherits.  A file of the
 * kernel's (cgroup.kill) gives ENOENT: each open(2) of what is started is looked at by the process
 * that stays outside (seccomp_unotify(2), Linux 5.5), which takes its time, and lasts as long as
 * COMMAND.  Without root it takes no_new_privs.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

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

static const char hidden_file[] = "cgroup.kill";

static int set_filter(struct sock_fprog program, unsigned flags)
{
	if (geteuid() != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
		return -1;
	}
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static int refuse(unsigned number)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	return set_filter((struct sock_fprog){ LENGTH(filter), filter }, 0);
}

/* The descriptor by which each open(2) of a name is told of. */
static int watch_opens(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};

	return set_filter((struct sock_fprog){ LENGTH(filter), filter },
			  SECCOMP_FILTER_FLAG_NEW_LISTENER);
}

/* Whether the name at an address of a process is the one hidden, or ends in it. */
static int is_hidden(pid_t pid, uint64_t address)
{
	char name[4096 + 1];
	size_t used = 0;

	/* Not across a page at once: the next one may not be there. */
	while (used < sizeof name - 1) {
		size_t part = 256 - (size_t)((address + used) % 256);
		struct iovec here = { name + used, part < sizeof name - 1 - used
							   ? part
							   : sizeof name - 1 - used };
		struct iovec there = { (void *)(uintptr_t)(address + used), here.iov_len };
		ssize_t got = process_vm_readv(pid, &here, 1, &there, 1, 0);

		if (got <= 0 || memchr(name + used, '\0', (size_t)got)) {
			break;
		}
		used += (size_t)got;
	}
	name[sizeof name - 1] = '\0';
	size_t length = strlen(name), wanted = sizeof hidden_file - 1;

	return length >= wanted && strcmp(name + length - wanted, hidden_file) == 0 &&
	       (length == wanted || name[length - wanted - 1] == '/');
}

static void answer_opens(int listener)
{
	struct pollfd asked = { .fd = listener, .events = POLLIN };

	/* The end of all that have the filter is a POLLHUP. */
	while (poll(&asked, 1, -1) >= 0 && (asked.revents & POLLIN)) {
		struct seccomp_notif told = { 0 };
		struct seccomp_notif_resp answer = { 0 };

		/* Who asked may have ended since. */
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &told) < 0) {
			continue;
		}
		answer.id = told.id;
		if (is_hidden((pid_t)told.pid, told.data.args[1])) {
			answer.error = -ENOENT;
		} else {
			answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
		}
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
}

/* A message of one byte and one descriptor. */
union parcel {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

static int send_descriptor(int socket, int fd)
{
	char byte = 0;
	struct iovec part = { &byte, 1 };
	union parcel parcel = { .header = { CMSG_LEN(sizeof fd), SOL_SOCKET, SCM_RIGHTS } };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	message.msg_control = &parcel;
	message.msg_controllen = sizeof parcel;
	memcpy(CMSG_DATA(&parcel.header), &fd, sizeof fd);
	return sendmsg(socket, &message, 0) == 1 ? 0 : -1;
}

static int take_descriptor(int socket)
{
	char byte;
	struct iovec part = { &byte, 1 };
	union parcel parcel = { 0 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	int fd = -1;

	message.msg_control = &parcel;
	message.msg_controllen = sizeof parcel;
	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) == 1) {
		memcpy(&fd, CMSG_DATA(&parcel.header), sizeof fd);
	}
	return fd;
}

/* Nobody's child, with nothing open that somebody may wait for the end of. */
static void stand_outside(int socket, int other)
{
	setsid();
	if (fork() != 0) {
		_exit(0);
	}
	close(other);
	int listener = take_descriptor(socket);
	close(socket);
	for (int fd = 0; fd < 3; fd++) {
		close(fd);
	}
	if (listener >= 0) {
		answer_opens(listener);
	}
	_exit(0);
}

/* The command is to be the process that was started; so it is a child that answers, which does not
 * have the filter and is handed its descriptor.
 */
static int hide_file(void)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
		return -1;
	}
	pid_t child = fork();
	if (child == 0) {
		stand_outside(pair[0], pair[1]);
	}
	if (child < 0 || waitpid(child, NULL, 0) < 0) {
		return -1;
	}
	int listener = watch_opens();

	return listener < 0 ? -1 : send_descriptor(pair[1], listener);
}

/* Without the feature of this name from now on; 1 if there is none of this name. */
static int hide(const char *name)
{
	if (strcmp(name, hidden_file) == 0) {
		return hide_file();
	}
	for (size_t i = 0; i < LENGTH(calls); i++) {
		if (strcmp(name, calls[i].name) == 0) {
			return refuse(calls[i].number);
		}
	}
	return 1;
}

int main(int argc, char **argv)
{
	int result = argc > 2 ? hide(argv[1]) : 1;

	if (result > 0) {
		fprintf(stderr, "usage: without FEATURE COMMAND [ARGUMENT]...\n");
		return 99;
	}
	if (result < 0) {
		perror("without: seccomp");
		return 99;
	}
	execvp(argv[2], argv + 2);
	perror(argv[2]);
	return 99;
}
