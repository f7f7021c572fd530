/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "forward_pair.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

/* A pipe holds as much by default; and so many turns before others have theirs. */
enum { PIPE_SIZE = 65536, TURNS = 16 };

socklen_t forward_socket_address(const struct address *address, uint16_t port,
				 struct sockaddr_storage *out)
{
	struct sockaddr_in *four = (void *)out;
	struct sockaddr_in6 *six = (void *)out;

	memset(out, 0, sizeof *out);
	out->ss_family = (sa_family_t)address->family;
	if (address->family == AF_INET6) {
		six->sin6_port = htons(port);
		memcpy(&six->sin6_addr, address->bytes, 16);
		return sizeof *six;
	}
	four->sin_port = htons(port);
	memcpy(&four->sin_addr, address->bytes, 4);
	return sizeof *four;
}

static void close_server(struct forward_pair *pair)
{
	if (pair->server_fd >= 0) {
		close(pair->server_fd);
		pair->server_fd = -1;
	}
}

/* Begins to connect to the next address; false when there is none left. */
static bool connect_next(struct forward_pair *pair)
{
	struct sockaddr_storage to;

	close_server(pair);
	while (pair->tried < pair->goal.count) {
		const struct address *address = &pair->goal.address[pair->tried++];
		socklen_t size = forward_socket_address(address, pair->goal.port, &to);

		pair->server_fd = socket(address->family,
					 SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (pair->server_fd >= 0 &&
		    (connect(pair->server_fd, (const struct sockaddr *)&to, size) == 0 ||
		     errno == EINPROGRESS)) {
			return true;
		}
		close_server(pair);
	}
	return false;
}

struct forward_pair *forward_pair_open(int client_fd, const struct forward_goal *goal)
{
	struct forward_pair *pair = calloc(1, sizeof *pair);

	if (!pair) {
		close(client_fd);
		return NULL;
	}
	*pair = (struct forward_pair){ .client_fd = client_fd,
				       .server_fd = -1,
				       .goal = *goal,
				       .there.pipe = { -1, -1 },
				       .back.pipe = { -1, -1 } };
	if (!connect_next(pair) || pipe2(pair->there.pipe, O_NONBLOCK | O_CLOEXEC) < 0 ||
	    pipe2(pair->back.pipe, O_NONBLOCK | O_CLOEXEC) < 0) {
		forward_pair_close(pair);
		return NULL;
	}
	return pair;
}

static void close_pipe(struct forward_way *way)
{
	for (int i = 0; i < 2; i++) {
		if (way->pipe[i] >= 0) {
			close(way->pipe[i]);
		}
	}
}

void forward_pair_close(struct forward_pair *pair)
{
	close(pair->client_fd);
	close_server(pair);
	close_pipe(&pair->there);
	close_pipe(&pair->back);
	free(pair);
}

static bool is_later(void)
{
	return errno == EAGAIN || errno == EINTR;
}

/* Returns 1 when something moved, 0 when it must wait, -1 when the connection is broken. */
static int move(struct forward_way *way)
{
	int moved = 0;

	if (!way->ended && way->held < PIPE_SIZE) {
		ssize_t n = splice(way->from_fd, NULL, way->pipe[1], NULL, PIPE_SIZE - way->held,
				   SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
		if (n < 0 && !is_later()) {
			return -1;
		}
		way->ended = n == 0;
		way->held += n > 0 ? (size_t)n : 0;
		moved |= n > 0;
	}
	if (way->held > 0) {
		ssize_t n = splice(way->pipe[0], NULL, way->to_fd, NULL, way->held,
				   SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
		if (n < 0 && !is_later()) {
			return -1;
		}
		way->held -= n > 0 ? (size_t)n : 0;
		moved |= n > 0;
	}
	if (way->ended && way->held == 0 && !way->closed) {
		shutdown(way->to_fd, SHUT_WR);
		way->closed = true;
	}
	return moved;
}

static bool watch(int epoll_fd, int fd, void *tag, int how)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
				     .data.ptr = tag };

	return epoll_ctl(epoll_fd, how, fd, &event) == 0 || errno == EEXIST;
}

/* True with pair->connected once it is; false when no address is left. */
static bool wait_for_server(struct forward_pair *pair, int epoll_fd, void *tag)
{
	int error = 0;
	socklen_t size = sizeof error;
	struct sockaddr_storage peer;
	socklen_t peer_size = sizeof peer;

	getsockopt(pair->server_fd, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error != 0) {
		return connect_next(pair) && watch(epoll_fd, pair->server_fd, tag, EPOLL_CTL_ADD);
	}
	pair->connected = getpeername(pair->server_fd, (struct sockaddr *)&peer, &peer_size) == 0;
	if (pair->connected) {
		int on = 1;

		setsockopt(pair->client_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		setsockopt(pair->server_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		pair->there.from_fd = pair->back.to_fd = pair->client_fd;
		pair->there.to_fd = pair->back.from_fd = pair->server_fd;
	}
	return true;
}

bool forward_pair_go_on(struct forward_pair *pair, int epoll_fd, void *tag)
{
	if (!pair->connected) {
		if (!watch(epoll_fd, pair->server_fd, tag, EPOLL_CTL_ADD) ||
		    !wait_for_server(pair, epoll_fd, tag)) {
			return false;
		}
		if (!pair->connected) {
			return true;
		}
		if (!watch(epoll_fd, pair->client_fd, tag, EPOLL_CTL_ADD)) {
			return false;
		}
	}
	int there = 1, back = 1;
	for (int turn = 0; turn < TURNS && (there > 0 || back > 0); turn++) {
		there = move(&pair->there);
		back = move(&pair->back);
		if (there < 0 || back < 0) {
			return false;
		}
	}
	if (pair->there.closed && pair->back.closed) {
		return false;
	}
	/* Had it not waited yet, no event would tell that it can go on: so they are asked for anew.
	 */
	return (there <= 0 && back <= 0) || watch(epoll_fd, pair->client_fd, tag, EPOLL_CTL_MOD);
}
