/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "kernel/notation.h"

enum { WAITING = 16 };

static int make(struct run *run, const char *path, struct sockaddr_un *address)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	run_announce(run, "socket(AF_UNIX, SOCK_SEQPACKET|SOCK_CLOEXEC, 0)");
	if (strlen(path) >= sizeof address->sun_path) {
		errno = ENAMETOOLONG;
		return (int)run_judge(run, -1);
	}
	strncat(address->sun_path, path, sizeof address->sun_path - 1);
	return (int)run_judge(run, socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
}

static int close_failed(int fd)
{
	int saved = errno;

	close(fd);
	errno = saved;
	return -1;
}

int kernel_socket_listen(struct run *run, const char *path)
{
	struct sockaddr_un address;
	struct notation_fd text;
	int fd = make(run, path, &address);

	if (fd < 0) {
		return -1;
	}
	run_announce(run, "bind(%s, {sa_family=AF_UNIX, sun_path=\"%s\"}, %zu)",
		     notation_fd(&text, run, fd), path, sizeof address);
	mode_t before = umask(0077);
	int result = bind(fd, (const struct sockaddr *)&address, sizeof address);
	umask(before);
	if (run_judge(run, result) < 0) {
		return close_failed(fd);
	}
	run_announce(run, "listen(%s, %d)", notation_fd(&text, run, fd), WAITING);
	return run_judge(run, listen(fd, WAITING)) < 0 ? close_failed(fd) : fd;
}

int kernel_socket_connect(struct run *run, const char *path)
{
	struct sockaddr_un address;
	struct notation_fd text;
	int fd = make(run, path, &address);

	if (fd < 0) {
		return -1;
	}
	run_announce(run, "connect(%s, {sa_family=AF_UNIX, sun_path=\"%s\"}, %zu)",
		     notation_fd(&text, run, fd), path, sizeof address);
	int result = connect(fd, (const struct sockaddr *)&address, sizeof address);
	return run_judge(run, result) < 0 ? close_failed(fd) : fd;
}

int kernel_socket_send(struct run *run, int socket_fd, const void *data, size_t size, int fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = { 0 };
	struct iovec part = { (void *)data, size };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	struct notation_fd to, text;

	if (fd >= 0) {
		message.msg_control = control.bytes;
		message.msg_controllen = sizeof control.bytes;
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof fd);
		memcpy(CMSG_DATA(header), &fd, sizeof fd);
	}
	run_announce(run, "sendmsg(%s, SCM_RIGHTS [%s], MSG_NOSIGNAL)",
		     notation_fd(&to, run, socket_fd), fd < 0 ? "" : notation_fd(&text, run, fd));
	return run_judge(run, sendmsg(socket_fd, &message, MSG_NOSIGNAL)) < 0 ? -1 : 0;
}
