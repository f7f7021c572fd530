/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netlink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/netlink.h"
#include "namespace.h"

int netlink_open(struct run *run, struct netlink *netlink, int protocol)
{
	*netlink = (struct netlink){ .fd = kernel_netlink_open(run, protocol) };
	return netlink->fd < 0 ? -1 : 0;
}

int netlink_open_in(struct run *run, struct netlink *netlink, int protocol, int namespace_fd)
{
	*netlink = (struct netlink){ .fd = -1 };
	int own_fd = kernel_open(run, AT_FDCWD, "/proc/self/ns/net", O_RDONLY);
	if (own_fd < 0) {
		return -1;
	}
	int result = -1;
	if (namespace_join(run, NAMESPACE_NET, namespace_fd) == 0) {
		result = netlink_open(run, netlink, protocol);
		if (namespace_join(run, NAMESPACE_NET, own_fd) < 0) {
			netlink_close(netlink);
			result = -1;
		}
	}
	int saved = errno;
	close(own_fd);
	errno = saved;
	return result;
}

void netlink_close(struct netlink *netlink)
{
	int saved = errno;

	if (netlink->fd >= 0) {
		close(netlink->fd);
	}
	free(netlink->messages);
	*netlink = (struct netlink){ .fd = -1 };
	errno = saved;
}

static int make_room(struct run *run, struct netlink *netlink)
{
	if (netlink->size - netlink->used >= NETLINK_MESSAGE_MAX) {
		return 0;
	}
	size_t size = netlink->size * 2 + NETLINK_MESSAGE_MAX;
	char *grown = realloc(netlink->messages, size);
	if (!grown) {
		return run_refuse(run, "there is no memory for %zu bytes of messages", size);
	}
	netlink->messages = grown;
	netlink->size = size;
	return 0;
}

/* A message grows after it is begun; only the next one, or the sending, knows where it ends. */
static void end_last(struct netlink *netlink)
{
	if (netlink->used > 0) {
		const struct nlmsghdr *message = (const void *)(netlink->messages + netlink->last);

		netlink->used = netlink->last + NLMSG_ALIGN(message->nlmsg_len);
	}
}

struct nlmsghdr *netlink_begin(struct run *run, struct netlink *netlink, uint16_t type,
			       uint16_t flags, size_t payload_size, void **payload)
{
	end_last(netlink);
	if (make_room(run, netlink) < 0) {
		return NULL;
	}
	struct nlmsghdr *message = mnl_nlmsg_put_header(netlink->messages + netlink->used);
	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST | flags;
	message->nlmsg_seq = ++netlink->sequence;
	*payload = mnl_nlmsg_put_extra_header(message, payload_size);
	netlink->last = netlink->used;
	netlink->used += message->nlmsg_len;
	return message;
}

int netlink_send(struct run *run, struct netlink *netlink)
{
	if (netlink->used == 0) {
		return 0;
	}
	end_last(netlink);
	int result = kernel_netlink_change(run, netlink->fd, netlink->messages, netlink->used);
	netlink->used = 0;
	return result;
}

void netlink_forget(struct netlink *netlink)
{
	netlink->used = 0;
}

int netlink_ask(struct run *run, struct netlink *netlink, mnl_cb_t heard, void *data)
{
	int result = kernel_netlink_ask(run, netlink->fd, (void *)netlink->messages, heard, data);

	netlink->used = 0;
	return result;
}
