/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "forwarder.h"

#include <errno.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "capability.h"
#include "companion_record.h"
#include "companion_watch.h"
#include "credential.h"
#include "forward_datagram.h"
#include "kernel/socket.h"
#include "namespace.h"
#include "rlimit.h"

enum { EVENTS = 64, ORDER_SECONDS = 1, TIDY_MS = 10000 };

enum kind { KIND_ORDERS, KIND_WATCH, KIND_LISTENER, KIND_PAIR, KIND_DATAGRAM };

/* What an event is of.  An item that has ended is freed when all events of its turn are over. */
struct item {
	enum kind kind;
	bool ended;
	int fd; /* of a listener: its socket */
	struct forward_order order;
	struct forward_pair *pair;
	struct forward_datagram *datagram;
	struct item *next;
};

struct loop {
	int epoll_fd;
	struct item *items;
	bool full; /* no descriptor is left: listeners wait until a pair has ended */
};

static struct item *add_item(struct loop *loop, enum kind kind, int fd)
{
	struct item *item = calloc(1, sizeof *item);
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = item };

	if (!item) {
		return NULL;
	}
	*item = (struct item){ .kind = kind, .fd = fd, .next = loop->items };
	if (fd >= 0 && epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
		free(item);
		return NULL;
	}
	loop->items = item;
	return item;
}

static void end_item(struct item *item)
{
	item->ended = true;
	if (item->pair) {
		forward_pair_close(item->pair);
		item->pair = NULL;
	}
	if (item->datagram) {
		forward_datagram_close(item->datagram);
		item->datagram = NULL;
		item->fd = -1;
	}
	if (item->fd >= 0) {
		close(item->fd);
		item->fd = -1;
	}
}

static void free_ended(struct loop *loop)
{
	for (struct item **at = &loop->items; *at;) {
		struct item *item = *at;

		if (item->ended) {
			*at = item->next;
			free(item);
		} else {
			at = &item->next;
		}
	}
}

static void hush_listeners(struct loop *loop, bool full)
{
	loop->full = full;
	for (struct item *item = loop->items; item; item = item->next) {
		struct epoll_event event = { .events = full ? 0 : EPOLLIN, .data.ptr = item };

		if (item->kind == KIND_LISTENER && item->fd >= 0) {
			epoll_ctl(loop->epoll_fd, EPOLL_CTL_MOD, item->fd, &event);
		}
	}
}

static void begin_pair(struct loop *loop, const struct item *listener)
{
	int client_fd = accept4(listener->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (client_fd < 0) {
		if (errno == EMFILE || errno == ENFILE) {
			hush_listeners(loop, true);
		}
		return;
	}
	struct forward_pair *pair = forward_pair_open(client_fd, &listener->order.goal);
	struct item *item = pair ? add_item(loop, KIND_PAIR, -1) : NULL;
	if (!item) {
		if (pair) {
			forward_pair_close(pair);
		}
		return;
	}
	item->pair = pair;
	if (!forward_pair_go_on(pair, loop->epoll_fd, item)) {
		end_item(item);
	}
}

static int take(struct loop *loop, const struct forward_order *order, int fd)
{
	struct forward_datagram *datagram = NULL;
	struct item *item = NULL;

	if (fd < 0) {
		return EBADF;
	}
	if (order->protocol == IPPROTO_TCP) {
		item = add_item(loop, KIND_LISTENER, fd);
	} else if ((datagram = forward_datagram_open(fd, &order->goal))) {
		item = add_item(loop, KIND_DATAGRAM, forward_datagram_descriptor(datagram));
	}
	if (!item) {
		close(fd);
		return ENOMEM;
	}
	item->order = *order;
	item->datagram = datagram;
	return 0;
}

/* Those of the port of all addresses are several sockets. */
static int drop(struct loop *loop, const struct forward_order *order)
{
	int result = ENOENT;

	for (struct item *item = loop->items; item; item = item->next) {
		if ((item->kind == KIND_LISTENER || item->kind == KIND_DATAGRAM) && !item->ended &&
		    item->order.protocol == order->protocol && item->order.port == order->port &&
		    address_is_same(&item->order.at, &order->at)) {
			end_item(item);
			result = 0;
		}
	}
	return result;
}

static int take_descriptor(struct msghdr *message)
{
	int fd = -1;

	for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header;
	     header = CMSG_NXTHDR(message, header)) {
		if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
		    header->cmsg_len == CMSG_LEN(sizeof fd)) {
			memcpy(&fd, CMSG_DATA(header), sizeof fd);
		}
	}
	return fd;
}

static void hear_order(struct loop *loop, int orders_fd)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	struct timeval patience = { .tv_sec = ORDER_SECONDS };
	struct forward_order order;
	struct iovec part = { &order, sizeof order };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof control.bytes };
	int from = accept4(orders_fd, NULL, NULL, SOCK_CLOEXEC), answer = EINVAL;

	if (from < 0) {
		return;
	}
	setsockopt(from, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	ssize_t length;
	while ((length = recvmsg(from, &message, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR) {
	}
	if (length < 0) {
		answer = errno;
		/* Unread, it would reset the connection, and the answer with it. */
		recv(from, &order, sizeof order, MSG_DONTWAIT);
	} else if (length == (ssize_t)sizeof order && order.goal.count <= FORWARD_ADDRESSES) {
		int fd = take_descriptor(&message);

		answer = order.wish == FORWARD_TAKE ? take(loop, &order, fd) : drop(loop, &order);
	}
	while (send(from, &answer, sizeof answer, MSG_NOSIGNAL) < 0 && errno == EINTR) {
	}
	close(from);
}

static void handle(struct loop *loop, struct item *item)
{
	if (item->ended) {
		return;
	}
	switch (item->kind) {
	case KIND_ORDERS: hear_order(loop, item->fd); break;
	case KIND_LISTENER: begin_pair(loop, item); break;
	case KIND_DATAGRAM: forward_datagram_go_on(item->datagram); break;
	case KIND_PAIR:
		if (!forward_pair_go_on(item->pair, loop->epoll_fd, item)) {
			end_item(item);
			if (loop->full) {
				hush_listeners(loop, false);
			}
		}
		break;
	default: break;
	}
}

static void forward(struct loop *loop, const struct companion_life *life)
{
	struct epoll_event events[EVENTS];
	bool ended = false;

	while (!ended) {
		int count = epoll_wait(loop->epoll_fd, events, EVENTS, TIDY_MS);

		for (int i = 0; i < count; i++) {
			struct item *item = events[i].data.ptr;

			if (item->kind == KIND_WATCH) {
				ended = companion_watch_has_ended(life->watch_fd, life->self->name,
								  life->self->namespace_id);
			}
			handle(loop, item);
		}
		for (struct item *item = loop->items; item; item = item->next) {
			if (item->datagram) {
				forward_datagram_tidy(item->datagram);
			}
		}
		free_ended(loop);
	}
}

/* As many connections as we may; and nothing else may we from now on. */
static int settle(struct run *run, const struct forwarder *forwarder)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		rlimit_set(run,
			   &(struct rlimit_wish){ RLIMIT_NOFILE, files.rlim_max, files.rlim_max });
		run->failure = (struct failure){ 0 };
	}
	if ((forwarder->user_fd >= 0 &&
	     namespace_join(run, NAMESPACE_USER, forwarder->user_fd) < 0) ||
	    namespace_join(run, NAMESPACE_NET, forwarder->namespace_fd) < 0) {
		return -1;
	}
	if (credential_may(CAP_SETPCAP) && capability_bound(run, 0) < 0) {
		return -1;
	}
	return capability_take(run, 0) < 0 ? -1 : credential_give_up_privileges(run);
}

static int fail(const struct run *run, const struct companion_life *life)
{
	char text[400];
	int error = run->failure.error;

	snprintf(text, sizeof text, "it cannot %.150s: %.180s%s%s%s", run->failure.step,
		 run->failure.call, error ? " (" : "", error ? strerrorname_np(error) : "",
		 error ? ")" : "");
	companion_report(life, text);
	return 1;
}

int forwarder_work(struct run *run, const struct companion_life *life, void *context)
{
	const struct forwarder *forwarder = context;
	struct loop loop = { .epoll_fd = epoll_create1(EPOLL_CLOEXEC) };
	char path[128];

	companion_socket_path(forwarder->folder, life->self->namespace_id, path, sizeof path);
	run_step(run, "wait for orders and connections");
	if (loop.epoll_fd < 0) {
		run_refuse_errno(run, "epoll_create1");
		return fail(run, life);
	}
	run_step(run, "take orders at %s", path);
	int orders_fd = kernel_socket_listen(run, path);
	if (orders_fd < 0 || settle(run, forwarder) < 0) {
		return fail(run, life);
	}
	close(forwarder->namespace_fd);
	if (!add_item(&loop, KIND_ORDERS, orders_fd) ||
	    (life->watch_fd >= 0 && !add_item(&loop, KIND_WATCH, life->watch_fd))) {
		run_step(run, "wait for orders");
		run_refuse_errno(run, "epoll_ctl");
		return fail(run, life);
	}
	companion_report(life, NULL);
	forward(&loop, life);
	companion_leave(run, forwarder->folder, life->self);
	return 0;
}
