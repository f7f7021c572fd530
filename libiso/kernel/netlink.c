/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/netlink.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/netlink_notation.h"
#include "kernel/notation.h"

enum { ANSWER_SIZE = 65536, TRIES = 16 };

static const char *protocol_name(int protocol)
{
	return protocol == NETLINK_NETFILTER ? "NETFILTER" : "ROUTE";
}

int kernel_netlink_open(struct run *run, int protocol)
{
	static const int on = 1;

	run_announce(run, "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_%s)",
		     protocol_name(protocol));
	int fd = (int)run_judge(run, socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
	if (fd < 0) {
		return -1;
	}
	/* The kernel would do it with the first message; so a tracer knows the protocol from then
	 * on. */
	struct sockaddr_nl own = { .nl_family = AF_NETLINK };
	(void)!bind(fd, (const struct sockaddr *)&own, sizeof own);
	/* Not vital: without these the kernel only says less. */
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof on);
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof on);
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
	return fd;
}

/* Types of netfilter have its part of the kernel in the high byte, which rtnetlink leaves 0; the
 * two that begin and end a list have not. */
static int protocol_of(const struct nlmsghdr *message, int left)
{
	for (; message && mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
		if (message->nlmsg_type > 0xff) {
			return NETLINK_NETFILTER;
		}
	}
	return NETLINK_ROUTE;
}

/* The types in order, each run of one type once with its number. */
static void list_types(char *text, size_t size, int protocol, const struct nlmsghdr *message,
		       int left)
{
	size_t used = 0;

	while (mnl_nlmsg_ok(message, left) && used < size) {
		struct netlink_type_text name;
		unsigned type = message->nlmsg_type, times = 0;

		for (; mnl_nlmsg_ok(message, left) && message->nlmsg_type == type; times++) {
			message = mnl_nlmsg_next(message, &left);
		}
		used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "",
					 netlink_notation_type(&name, protocol, type));
		if (times > 1 && used < size) {
			used += (size_t)snprintf(text + used, size - used, " x%u", times);
		}
	}
}

static void announce(struct run *run, int fd, const struct nlmsghdr *message, int left)
{
	int protocol = protocol_of(message, left), rest = left;
	char text[420];

	if (!mnl_nlmsg_ok(mnl_nlmsg_next(message, &rest), rest)) {
		run_announce(run, "sendto(%d<NETLINK:[%s]>, %s)", fd, protocol_name(protocol),
			     netlink_notation(text, sizeof text, protocol, message));
		return;
	}
	list_types(text, sizeof text, protocol, message, left);
	run_announce(run, "sendto(%d<NETLINK:[%s]>, [%s])", fd, protocol_name(protocol), text);
	for (; run->explain && mnl_nlmsg_ok(message, left);
	     message = mnl_nlmsg_next(message, &left)) {
		run_note(run, "%s", netlink_notation(text, sizeof text, protocol, message));
	}
}

static int keep_words(const struct nlattr *attribute, void *data)
{
	const char **words = data;

	if (mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG &&
	    mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) >= 0) {
		*words = mnl_attr_get_str(attribute);
	}
	return MNL_CB_OK;
}

/* What the kernel says beside the number, or NULL. */
static const char *words_of(const struct nlmsghdr *answer)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(answer);
	const char *words = NULL;
	size_t offset = sizeof *error;

	if (!(answer->nlmsg_flags & NLM_F_ACK_TLVS)) {
		return NULL;
	}
	if (!(answer->nlmsg_flags & NLM_F_CAPPED)) {
		offset += MNL_ALIGN(error->msg.nlmsg_len - sizeof error->msg);
	}
	if (offset > mnl_nlmsg_get_payload_len(answer)) {
		return NULL;
	}
	mnl_attr_parse(answer, (unsigned)offset, keep_words, &words);
	return words;
}

/* The refused message takes the place of the whole list in the failure; said once already. */
static int blame(struct run *run, int fd, int protocol, const struct nlmsghdr *message,
		 const struct nlmsghdr *answer)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(answer);
	const char *words = words_of(answer);
	bool explain = run->explain;
	char text[256];

	run->explain = false;
	run_announce(run, "sendto(%d<NETLINK:[%s]>, %s)%s%.160s%s", fd, protocol_name(protocol),
		     message ? netlink_notation(text, sizeof text, protocol, message) : "a batch",
		     words ? ": the kernel says \"" : "", words ? words : "", words ? "\"" : "");
	run->explain = explain;
	errno = error->error > -4096 ? -error->error : EPROTO;
	return (int)run_judge(run, -1);
}

static const struct nlmsghdr *find_message(const struct nlmsghdr *message, int left,
					   uint32_t sequence)
{
	for (; mnl_nlmsg_ok(message, left); message = mnl_nlmsg_next(message, &left)) {
		if (message->nlmsg_seq == sequence) {
			return message;
		}
	}
	return NULL;
}

static bool is_error(const struct nlmsghdr *answer)
{
	return answer->nlmsg_type == NLMSG_ERROR &&
	       mnl_nlmsg_get_payload_len(answer) >= sizeof(struct nlmsgerr) &&
	       ((const struct nlmsgerr *)mnl_nlmsg_get_payload(answer))->error != 0;
}

/* What libmnl asks, but a length that is negative as an int is too long here. */
static bool is_whole(const struct nlmsghdr *answer, int left)
{
	return mnl_nlmsg_ok(answer, left) && answer->nlmsg_len <= (unsigned)left;
}

/* Every answer is there before sendto(2) returns: the kernel works in the sender's time. */
static int read_answers(struct run *run, int fd, const struct nlmsghdr *messages, size_t length)
{
	char buffer[ANSWER_SIZE];
	int result = 0;

	for (;;) {
		ssize_t got = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);

		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return errno == EAGAIN ? result : (int)run_judge(run, -1);
		}
		const struct nlmsghdr *answer = (const void *)buffer;
		for (int left = (int)got; is_whole(answer, left);
		     answer = mnl_nlmsg_next(answer, &left)) {
			if (is_error(answer) && result == 0) {
				result = blame(run, fd, protocol_of(messages, (int)length),
					       find_message(messages, (int)length,
							    answer->nlmsg_seq),
					       answer);
			}
		}
	}
}

static int send_all(struct run *run, int fd, const void *messages, size_t length)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	ssize_t sent;

	do {
		sent = sendto(fd, messages, length, 0, (const struct sockaddr *)&kernel,
			      sizeof kernel);
	} while (sent < 0 && errno == EINTR);
	return run_judge(run, sent) < 0 ? -1 : 0;
}

int kernel_netlink_change(struct run *run, int fd, void *messages, size_t length)
{
	announce(run, fd, messages, (int)length);
	if (run->dry) {
		return 0;
	}
	if (send_all(run, fd, messages, length) < 0) {
		return -1;
	}
	return read_answers(run, fd, messages, length);
}

/* Returns 1 when the answer goes on, 0 at its end, 2 when it must be asked for again. */
static int hear(struct run *run, int fd, const struct nlmsghdr *request, mnl_cb_t heard, void *data)
{
	char buffer[ANSWER_SIZE];
	ssize_t got;

	do {
		got = recv(fd, buffer, sizeof buffer, 0);
	} while (got < 0 && errno == EINTR);
	if (run_judge(run, got) < 0) {
		return -1;
	}
	const struct nlmsghdr *answer = (const void *)buffer;
	bool changed = false;
	for (int left = (int)got; is_whole(answer, left); answer = mnl_nlmsg_next(answer, &left)) {
		changed |= (answer->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
		if (is_error(answer)) {
			return blame(run, fd, protocol_of(request, (int)request->nlmsg_len),
				     request, answer);
		}
		if (answer->nlmsg_type == NLMSG_DONE || answer->nlmsg_type == NLMSG_ERROR) {
			return changed ? 2 : 0;
		}
		if (answer->nlmsg_type >= NLMSG_MIN_TYPE && heard(answer, data) < MNL_CB_OK) {
			return run_refuse(run, "there is no memory for the kernel's answer");
		}
	}
	return changed ? 3 : 1;
}

int kernel_netlink_ask(struct run *run, int fd, struct nlmsghdr *request, mnl_cb_t heard,
		       void *data)
{
	int result = 2;

	request->nlmsg_flags |= NLM_F_ACK;
	for (int tries = 0; result == 2 && tries < TRIES; tries++) {
		bool changed = false;

		heard(NULL, data);
		announce(run, fd, request, (int)request->nlmsg_len);
		if (send_all(run, fd, request, request->nlmsg_len) < 0) {
			return -1;
		}
		do {
			result = hear(run, fd, request, heard, data);
			changed |= result == 3;
		} while (result == 1 || result == 3);
		result = result == 0 && changed ? 2 : result;
	}
	return result < 0 ? -1 : 0;
}
