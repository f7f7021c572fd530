/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "forward.h"

#include <errno.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "companion.h"
#include "companion_record.h"
#include "credential.h"
#include "forward_record.h"
#include "forwarder.h"
#include "kernel/namespace.h"
#include "kernel/socket.h"
#include "namespace.h"
#include "text.h"

enum { WAITING = 128 };

#ifndef NS_GET_USERNS
#define NS_GET_USERNS _IO(0xb7, 0x1)
#endif

/* Without root we must be in the user namespace that the network namespace belongs to. */
static int open_owner(struct run *run, int namespace_fd, int *user_fd)
{
	*user_fd = -1;
	if (credential_may(CAP_SYS_ADMIN)) {
		return 0;
	}
	*user_fd = kernel_namespace_relative(run, namespace_fd, NS_GET_USERNS);
	return *user_fd < 0 ? -1 : 0;
}

static int start(struct run *run, const struct state *state, const struct forward_place *place)
{
	struct companion companion = { .namespace_id = place->namespace_id };
	struct forwarder forwarder = { .namespace_fd = place->namespace_fd };

	run_step(run, "find the owner of the network namespace of %s", place->name);
	if (open_owner(run, place->namespace_fd, &forwarder.user_fd) < 0) {
		return -1;
	}
	strncat(companion.kind, COMPANION_FORWARD, sizeof companion.kind - 1);
	strncat(companion.name, place->name, sizeof companion.name - 1);
	memcpy(forwarder.folder, state->folder, sizeof forwarder.folder);
	struct companion_work work = { forwarder_work, &forwarder, { place->namespace_fd }, 1 };
	if (forwarder.user_fd >= 0) {
		work.fds[work.fd_count++] = forwarder.user_fd;
	}
	int result = companion_start(run, state, &companion, &work);
	if (forwarder.user_fd >= 0) {
		close(forwarder.user_fd);
	}
	return result;
}

/* A socket that listens outside; -1 with errno. */
static int listen_at(const struct port *port, const struct address *at)
{
	struct sockaddr_storage address;
	socklen_t size = forward_socket_address(at, port->port, &address);
	bool is_stream = port->protocol == IPPROTO_TCP;
	int on = 1,
	    fd = socket(at->family,
			(is_stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0) {
		return -1;
	}
	if (is_stream) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	}
	if ((at->family == AF_INET6 &&
	     setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) < 0) ||
	    bind(fd, (const struct sockaddr *)&address, size) < 0 ||
	    (is_stream && listen(fd, WAITING) < 0)) {
		int saved = errno;

		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

static int refuse_to_listen(struct run *run, const struct port *port)
{
	int error = errno;

	run_refuse(run,
		   error == EADDRINUSE ? "a program on this host uses port %u/%s already"
				       : "port %u/%s cannot be listened on",
		   port->port, port_protocol(port->protocol));
	if (error == EADDRINUSE) {
		return run_advise(run, "ss -lnp 'sport = :%u' shows which one", port->port);
	}
	if (error == EACCES) {
		return run_advise(run, "without root ports begin at "
				       "net.ipv4.ip_unprivileged_port_start, usually 1024");
	}
	return run_advise(run, "%s (%s)", strerrordesc_np(error), strerrorname_np(error));
}

static int hear_answer(struct run *run, int orders_fd)
{
	ssize_t length;
	int answer;

	while ((length = recv(orders_fd, &answer, sizeof answer, 0)) < 0 && errno == EINTR) {
	}
	if (length < 0) {
		return run_refuse_errno(run, "the forwarder's answer cannot be read");
	}
	if (length != (ssize_t)sizeof answer) {
		return run_refuse(run, "the forwarder gives no answer");
	}
	return answer ? run_refuse(run, "the forwarder says: %s (%s)", strerrordesc_np(answer),
				   strerrorname_np(answer))
		      : 0;
}

/* Says it to the forwarder, and hears what it answers. */
static int give_order(struct run *run, const struct state *state, uint64_t namespace_id,
		      const struct forward_order *order, int fd)
{
	char path[128];

	companion_socket_path(state->folder, namespace_id, path, sizeof path);
	if (run->dry) {
		return 0;
	}
	int orders_fd = kernel_socket_connect(run, path);
	if (orders_fd < 0) {
		return -1;
	}
	int result = kernel_socket_send(run, orders_fd, order, sizeof *order, fd);
	if (result == 0) {
		result = hear_answer(run, orders_fd);
	}
	close(orders_fd);
	return result;
}

/* By the family that the client came by first, then by the other. */
static void choose_goal(const struct forward_place *place, const struct port *port, int family,
			struct forward_goal *goal)
{
	static const struct address loopback = { AF_INET, 32, { 127, 0, 0, 1 } };
	static const struct address loopback6 = { AF_INET6, 128, { [15] = 1 } };
	bool member = place->four.family || place->six.family;
	const struct address *four = member ? &place->four : &loopback,
			     *six = member ? &place->six : &loopback6;
	const struct address *order[] = { family == AF_INET6 ? six : four,
					  family == AF_INET6 ? four : six };

	*goal = (struct forward_goal){ .port = port->to_port };
	for (int i = 0; i < 2; i++) {
		if (order[i]->family) {
			goal->address[goal->count++] = *order[i];
		}
	}
}

/* An address as socat(1) has it. */
static const char *bracket(struct address_text *text, const struct address *address)
{
	struct address_text plain;
	bool six = address->family == AF_INET6;

	snprintf(text->text, sizeof text->text, "%s%s%s", six ? "[" : "",
		 address_print_host(&plain, address), six ? "]" : "");
	return text->text;
}

/* For --dry-run: socat(1) outside, and for each connection one more in the namespace. */
static void say(struct run *run, const struct forward_place *place, const struct port *port,
		const struct address *at, const struct forward_goal *goal)
{
	const char *name = place->name, *protocol = port->protocol == IPPROTO_TCP ? "TCP" : "UDP";
	bool is_process = strspn(name, "0123456789") == strlen(name);
	struct address_text here, there;

	run_equivalent(
		run, "socat %s%d-LISTEN:%u,fork%s%s%s%s 'EXEC:\"%s%s%s socat STDIO %s%d:%s:%u\"' &",
		protocol, at->family == AF_INET6 ? 6 : 4, port->port,
		port->protocol == IPPROTO_TCP ? ",reuseaddr" : "",
		at->family == AF_INET6 ? ",ipv6only=1" : "", port->at.family ? ",bind=" : "",
		port->at.family ? bracket(&here, at) : "",
		name[0] == '/' ? "nsenter --net="
		: is_process   ? "nsenter -t "
			       : "ip netns exec ",
		name, is_process ? " -n" : "", protocol,
		goal->address[0].family == AF_INET6 ? 6 : 4, bracket(&there, &goal->address[0]),
		goal->port);
}

/* Every address is two sockets; a host without IPv6, or IPv4, has one. */
static int listen_and_give(struct run *run, const struct state *state,
			   const struct forward_place *place, const struct port *port)
{
	static const int families[] = { AF_INET, AF_INET6 };
	unsigned given = 0;

	for (int i = 0; i < 2; i++) {
		struct address at = port->at.family ? port->at
						    : (struct address){ .family = families[i] };
		struct forward_order order = { .wish = FORWARD_TAKE,
					       .protocol = port->protocol,
					       .port = port->port,
					       .at = port->at };

		if (at.family != families[i]) {
			continue;
		}
		int fd = listen_at(port, &at);
		if (fd < 0 && !port->at.family &&
		    (errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL)) {
			continue;
		}
		if (fd < 0) {
			return refuse_to_listen(run, port);
		}
		choose_goal(place, port, families[i], &order.goal);
		say(run, place, port, &at, &order.goal);
		int result = give_order(run, state, place->namespace_id, &order, fd);
		close(fd);
		if (result < 0) {
			return -1;
		}
		given++;
	}
	return given > 0 ? 0 : refuse_to_listen(run, port);
}

static int take_back(struct run *run, const struct state *state, uint64_t namespace_id,
		     const struct port *port)
{
	const struct forward_order order = {
		.wish = FORWARD_DROP, .protocol = port->protocol, .port = port->port, .at = port->at
	};

	if (give_order(run, state, namespace_id, &order, -1) < 0) {
		run_forgive(run);
	}
	return 0;
}

static int end_unless_used(struct run *run, const struct state *state, uint64_t namespace_id)
{
	struct forward_list list;
	bool used = false;

	if (forward_list(run, state, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; i < list.count; i++) {
		used |= list.item[i].namespace_id == namespace_id;
	}
	forward_list_free(&list);
	return used ? 0 : forward_end(run, state, namespace_id);
}

/* What an earlier forwarder had, and what was not killed half way. */
static int give_again(struct run *run, const struct state *state, const struct forward_place *place)
{
	struct forward_list list;
	int result = forward_list(run, state, &list);

	for (size_t i = 0; result == 0 && i < list.count; i++) {
		const struct forward_port *item = &list.item[i];
		struct forward_place own = *place;
		struct port_text said;

		if (item->namespace_id == place->namespace_id && item->complete) {
			own.four = item->four;
			own.six = item->six;
			run_step(run, "forward port %s again", port_print(&said, &item->port));
			result = listen_and_give(run, state, &own, &item->port);
		}
	}
	forward_list_free(&list);
	return result;
}

int forward_open(struct run *run, const struct state *state, const struct forward_place *place)
{
	struct companion there;
	int found = companion_find(run, state, COMPANION_FORWARD, place->namespace_id, &there);

	if (found < 0 || (found > 0 && companion_is_alive(&there) && there.ready)) {
		return found < 0 ? -1 : 0;
	}
	if ((found > 0 && companion_end(run, state, &there) < 0) || start(run, state, place) < 0) {
		return -1;
	}
	if (give_again(run, state, place) == 0) {
		return 0;
	}
	struct run undo = *run;
	undo.failure = (struct failure){ 0 };
	if (companion_find(&undo, state, COMPANION_FORWARD, place->namespace_id, &there) > 0) {
		companion_end(&undo, state, &there);
	}
	return -1;
}

static int publish_new(struct run *run, const struct state *state,
		       const struct forward_place *place, const struct port *port)
{
	struct forward_port item = { .port = *port,
				     .namespace_id = place->namespace_id,
				     .four = place->four,
				     .six = place->six };
	char name[NAME_MAX], text[512];
	struct port_text said;

	strncat(item.name, place->name, sizeof item.name - 1);
	forward_record_name(place->namespace_id, port, name, sizeof name);
	forward_record_text(&item, text, sizeof text);
	run_step(run, "forward port %s", port_print(&said, port));
	int result = state_make(run, state, name, text);
	if (result == 0) {
		result = listen_and_give(run, state, place, port);
	}
	if (result == 0) {
		item.complete = true;
		forward_record_text(&item, text, sizeof text);
		result = state_replace(run, state, name, text);
	}
	if (result < 0) {
		struct run undo = *run;

		undo.failure = (struct failure){ 0 };
		take_back(&undo, state, place->namespace_id, port);
		state_remove(&undo, state, name);
		end_unless_used(&undo, state, place->namespace_id);
	}
	return result;
}

/* Whether the namespace has it: 1, 0; -1 when another one has. */
static int find(struct run *run, const struct state *state, uint64_t namespace_id,
		const struct port *port)
{
	struct forward_list list;
	int found = forward_list(run, state, &list);

	for (size_t i = 0; found == 0 && i < list.count; i++) {
		const struct forward_port *item = &list.item[i];
		struct port_text text;

		if (!port_clashes(&item->port, port)) {
			continue;
		}
		if (item->namespace_id == namespace_id && item->port.to_port == port->to_port &&
		    address_is_same(&item->port.at, &port->at)) {
			found = 1;
		} else {
			run_step(run, "forward port %s", port_print(&text, port));
			found = run_refuse(run, "it is forwarded to %s already", item->name);
		}
	}
	forward_list_free(&list);
	return found;
}

int forward_publish(struct run *run, const struct state *state, const struct forward_place *place,
		    const struct port *port)
{
	struct port_text text;

	if (port->protocol == IPPROTO_SCTP) {
		run_step(run, "forward port %s", port_print(&text, port));
		return run_refuse(run, "--proxy forwards tcp and udp");
	}
	int found = find(run, state, place->namespace_id, port);
	if (found != 0) {
		return found < 0 ? -1 : 0;
	}
	if (forward_open(run, state, place) < 0 || publish_new(run, state, place, port) < 0) {
		return -1;
	}
	return 1;
}

int forward_unpublish(struct run *run, const struct state *state, uint64_t namespace_id,
		      const struct port *port)
{
	struct forward_port item = { .port = *port, .namespace_id = namespace_id };
	struct port_text text;
	int found = find(run, state, namespace_id, port);

	if (found <= 0) {
		return found;
	}
	run_step(run, "forward port %s no more", port_print(&text, port));
	if (take_back(run, state, namespace_id, port) < 0 ||
	    forward_release(run, state, &item) < 0 ||
	    end_unless_used(run, state, namespace_id) < 0) {
		return -1;
	}
	return 1;
}

int forward_end(struct run *run, const struct state *state, uint64_t namespace_id)
{
	struct companion companion;
	struct forward_list list;
	int found = companion_find(run, state, COMPANION_FORWARD, namespace_id, &companion);

	if (found < 0 || (found > 0 && companion_end(run, state, &companion) < 0) ||
	    forward_list(run, state, &list) < 0) {
		return -1;
	}
	int result = 0;
	for (size_t i = 0; result == 0 && i < list.count; i++) {
		if (list.item[i].namespace_id == namespace_id) {
			result = forward_release(run, state, &list.item[i]);
		}
	}
	forward_list_free(&list);
	return result;
}
