/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proxy - ports published through a forwarder. */
#include "proxy.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "companions.h"
#include "place.h"

static const struct address loopback6 = { AF_INET6, 128, { [15] = 1 } };

bool netns_proxy_is_all(const struct port *port)
{
	return address_is_same(&port->at, &loopback6);
}

/* The part of a port that rules do not reach; false when there is none. */
static bool rest_of(const struct port *port, struct port *rest)
{
	*rest = *port;
	rest->at = loopback6;
	return port->at.family == 0 || netns_proxy_is_all(port) ||
	       (port->at.family == AF_INET6 && address_is_every(&port->at));
}

static int undo(const struct run *run, const struct host *host, uint64_t id,
		const struct port *port)
{
	struct run quiet = *run;

	quiet.failure = (struct failure){ 0 };
	return forward_unpublish(&quiet, &host->state, id, port);
}

int netns_proxy_member(struct run *run, const struct host *host,
		       const struct connection *connection, const struct port_list *ports)
{
	const struct lease *lease = &connection->lease;
	struct forward_place place = {
		.name = lease->name,
		.namespace_id = lease->namespace_id,
		.namespace_fd = connection_open_namespace(run, lease),
		.four = network_address(connection->network, AF_INET, lease->number),
		.six = network_address(connection->network, AF_INET6, lease->number),
	};
	int result = place.namespace_fd < 0 ? -1 : 0;
	size_t i = 0;

	for (; result >= 0 && i < ports->count; i++) {
		struct port rest;

		if (rest_of(&ports->port[i], &rest)) {
			result = forward_publish(run, &host->state, &place, &rest);
		}
	}
	/* The last one failed; those before it are taken back. */
	while (result < 0 && i-- > 1) {
		struct port rest;

		if (rest_of(&ports->port[i - 1], &rest)) {
			undo(run, host, place.namespace_id, &rest);
		}
	}
	if (place.namespace_fd >= 0) {
		close(place.namespace_fd);
	}
	return result < 0 ? -1 : 0;
}

int netns_proxy_drop_member(struct run *run, const struct host *host,
			    const struct connection *connection, const struct port_list *ports)
{
	for (size_t i = 0; i < ports->count; i++) {
		struct port rest;

		if (rest_of(&ports->port[i], &rest) &&
		    forward_unpublish(run, &host->state, connection->lease.namespace_id, &rest) <
			    0) {
			return -1;
		}
	}
	return 0;
}

static int open_place(struct run *run, const char *name, struct forward_place *place)
{
	*place = (struct forward_place){ .name = name, .namespace_fd = netns_open(run, name) };
	if (place->namespace_fd < 0) {
		return -1;
	}
	if (netns_number(run, place->namespace_fd, &place->namespace_id) < 0) {
		close(place->namespace_fd);
		return -1;
	}
	return 0;
}

int netns_proxy_publish(struct run *run, const char *name, const struct port_list *ports)
{
	struct forward_place place;
	struct state state;
	int result = 0;
	size_t i = 0;

	if (open_place(run, name, &place) < 0) {
		return -1;
	}
	if (state_open_own(run, &state, STATE_MAKE) < 0) {
		close(place.namespace_fd);
		return -1;
	}
	for (; result >= 0 && i < ports->count; i++) {
		result = forward_publish(run, &state, &place, &ports->port[i]);
	}
	while (result < 0 && i-- > 1) {
		struct run quiet = *run;

		quiet.failure = (struct failure){ 0 };
		forward_unpublish(&quiet, &state, place.namespace_id, &ports->port[i - 1]);
	}
	state_close(run, &state);
	close(place.namespace_fd);
	return result < 0 ? -1 : 0;
}

int netns_proxy_unpublish(struct run *run, const char *name, const struct port_list *ports)
{
	struct forward_place place;
	struct state state;
	int result = 1;

	if (open_place(run, name, &place) < 0) {
		return -1;
	}
	close(place.namespace_fd);
	if (state_open_own(run, &state, STATE_IF_THERE) < 0) {
		return -1;
	}
	for (size_t i = 0; result > 0 && i < ports->count; i++) {
		struct port_text text;

		result = forward_unpublish(run, &state, place.namespace_id, &ports->port[i]);
		if (result == 0) {
			run_step(run, "unpublish port %s", port_print(&text, &ports->port[i]));
			run_refuse(run, "%s has not published it", name);
		}
	}
	state_close(run, &state);
	return result > 0 ? 0 : -1;
}

struct each {
	struct table *table;
	void (*add)(struct table *, const struct forward_port *);
};

static int each_of(struct run *run, const struct state *state, void *context)
{
	const struct each *each = context;
	struct forward_list list;

	if (forward_list(run, state, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; i < list.count; i++) {
		each->add(each->table, &list.item[i]);
	}
	forward_list_free(&list);
	return 0;
}

int netns_proxy_each(struct run *run, const struct host *host, struct table *table,
		     void (*add)(struct table *, const struct forward_port *))
{
	return netns_each_state(run, host, each_of, &(struct each){ table, add });
}
