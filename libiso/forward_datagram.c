/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "forward_datagram.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { SENDERS = 512, SECONDS = 60, TURNS = 64, LARGEST = 65536 };

struct sender {
	int fd; /* inside, connected to the goal; -1: free */
	struct sockaddr_storage from;
	socklen_t size;
	time_t last;
};

struct forward_datagram {
	int fd;       /* outside */
	int epoll_fd; /* of it and of all senders' */
	struct forward_goal goal;
	struct sender sender[SENDERS];
	char data[LARGEST];
};

static time_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static bool watch(struct forward_datagram *datagram, int fd, struct sender *sender)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = sender };

	return epoll_ctl(datagram->epoll_fd, EPOLL_CTL_ADD, fd, &event) == 0;
}

struct forward_datagram *forward_datagram_open(int fd, const struct forward_goal *goal)
{
	struct forward_datagram *datagram = calloc(1, sizeof *datagram);

	if (!datagram) {
		return NULL;
	}
	datagram->fd = fd;
	datagram->goal = *goal;
	datagram->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < SENDERS; i++) {
		datagram->sender[i].fd = -1;
	}
	if (datagram->epoll_fd < 0 || !watch(datagram, fd, NULL)) {
		free(datagram);
		return NULL;
	}
	return datagram;
}

void forward_datagram_close(struct forward_datagram *datagram)
{
	for (int i = 0; i < SENDERS; i++) {
		if (datagram->sender[i].fd >= 0) {
			close(datagram->sender[i].fd);
		}
	}
	close(datagram->epoll_fd);
	close(datagram->fd);
	free(datagram);
}

int forward_datagram_descriptor(const struct forward_datagram *datagram)
{
	return datagram->epoll_fd;
}

/* To the first address of the goal that there is a way to: nothing says who listens. */
static int connect_inside(const struct forward_goal *goal)
{
	struct sockaddr_storage to;

	for (unsigned i = 0; i < goal->count; i++) {
		socklen_t size = forward_socket_address(&goal->address[i], goal->port, &to);
		int fd = socket(goal->address[i].family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
				0);

		if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, size) == 0) {
			return fd;
		}
		if (fd >= 0) {
			close(fd);
		}
	}
	return -1;
}

/* The sender of this address; a new one takes the place of who was silent for longest. */
static struct sender *find_sender(struct forward_datagram *datagram,
				  const struct sockaddr_storage *from, socklen_t size)
{
	struct sender *oldest = &datagram->sender[0];

	for (int i = 0; i < SENDERS; i++) {
		struct sender *sender = &datagram->sender[i];

		if (sender->fd >= 0 && sender->size == size &&
		    memcmp(&sender->from, from, size) == 0) {
			return sender;
		}
		if (oldest->fd >= 0 && (sender->fd < 0 || sender->last < oldest->last)) {
			oldest = sender;
		}
	}
	if (oldest->fd >= 0) {
		close(oldest->fd);
	}
	*oldest = (struct sender){ .fd = connect_inside(&datagram->goal), .size = size };
	memcpy(&oldest->from, from, size);
	if (oldest->fd >= 0 && !watch(datagram, oldest->fd, oldest)) {
		close(oldest->fd);
		oldest->fd = -1;
	}
	return oldest->fd >= 0 ? oldest : NULL;
}

static void bring_in(struct forward_datagram *datagram)
{
	struct sockaddr_storage from;

	for (int turn = 0; turn < TURNS; turn++) {
		socklen_t size = sizeof from;
		ssize_t length = recvfrom(datagram->fd, datagram->data, sizeof datagram->data,
					  MSG_DONTWAIT, (struct sockaddr *)&from, &size);
		struct sender *sender = length < 0 ? NULL : find_sender(datagram, &from, size);

		if (length < 0) {
			return;
		}
		if (sender) {
			sender->last = now();
			(void)!send(sender->fd, datagram->data, (size_t)length, MSG_NOSIGNAL);
		}
	}
}

static void bring_out(struct forward_datagram *datagram, struct sender *sender)
{
	for (int turn = 0; turn < TURNS && sender->fd >= 0; turn++) {
		ssize_t length = recv(sender->fd, datagram->data, sizeof datagram->data,
				      MSG_DONTWAIT);

		/* Nobody listens there: that is told once, and is no reason to end. */
		if (length < 0) {
			return;
		}
		sender->last = now();
		(void)!sendto(datagram->fd, datagram->data, (size_t)length, MSG_NOSIGNAL,
			      (const struct sockaddr *)&sender->from, sender->size);
	}
}

void forward_datagram_go_on(struct forward_datagram *datagram)
{
	struct epoll_event events[TURNS];
	int count = epoll_wait(datagram->epoll_fd, events, TURNS, 0);

	for (int i = 0; i < count; i++) {
		if (events[i].data.ptr) {
			bring_out(datagram, events[i].data.ptr);
		} else {
			bring_in(datagram);
		}
	}
}

void forward_datagram_tidy(struct forward_datagram *datagram)
{
	time_t limit = now() - SECONDS;

	for (int i = 0; i < SENDERS; i++) {
		if (datagram->sender[i].fd >= 0 && datagram->sender[i].last < limit) {
			close(datagram->sender[i].fd);
			datagram->sender[i].fd = -1;
		}
	}
}
