/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/netns_id.h"

#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

int kernel_netns_id_socket(struct run *run)
{
	run_announce(run, "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE)");
	return (int)run_judge(run, socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
}

/* A question, to be asked of each namespace; so it is not announced. */
int kernel_netns_id(struct run *run, int socket_fd, int namespace_fd)
{
	struct {
		struct nlmsghdr head;
		struct rtgenmsg body; /* of one byte */
		char padding[3];
		struct rtattr attribute;
		int fd;
	} question = { 0 };
	union {
		struct nlmsghdr head;
		char bytes[512];
	} answer;
	ssize_t length;

	(void)run;
	question.head.nlmsg_len = sizeof question;
	question.head.nlmsg_type = RTM_GETNSID;
	question.head.nlmsg_flags = NLM_F_REQUEST;
	question.attribute.rta_len = sizeof question.attribute + sizeof question.fd;
	question.attribute.rta_type = NETNSA_FD;
	question.fd = namespace_fd;
	if (send(socket_fd, &question, sizeof question, 0) < 0) {
		return -1;
	}
	length = recv(socket_fd, &answer, sizeof answer, 0);
	size_t begin = NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct rtgenmsg));
	if (length < (ssize_t)(begin + sizeof question.attribute + sizeof(int)) ||
	    answer.head.nlmsg_type != RTM_NEWNSID) {
		return -1;
	}
	struct rtattr attribute;
	int number = -1;
	memcpy(&attribute, answer.bytes + begin, sizeof attribute);
	if (attribute.rta_type == NETNSA_NSID) {
		memcpy(&number, answer.bytes + begin + sizeof attribute, sizeof number);
	}
	return number;
}
