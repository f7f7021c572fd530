/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * forward - ports published through a forwarder (forwarder.h): for ::1, which no address
 * translation reaches, and without root.
 *
 * Each is a record, forward:ID:PROTOCOL:PORT[:ADDRESS], where ID is the namespace's.
 */
#ifndef LIBISO_FORWARD_H
#define LIBISO_FORWARD_H

#include "port.h"
#include "state.h"

/* Where connections are to go. */
struct forward_place {
	const char *name; /* of the namespace, or a target, as the user gave it */
	uint64_t namespace_id;
	int namespace_fd;
	struct address four, six; /* of a member; family 0: the namespace's own loopback */
};

/*
 * Publishes one port: starts the forwarder unless it is there, and hands it what listens.  at of
 * family 0 is every address of the host.  Returns 1, 0 when it is published so already, or -1.
 */
int forward_publish(struct run *, const struct state *, const struct forward_place *,
		    const struct port *);

/*
 * Starts the forwarder of a namespace unless it is there; one that has ended anew, with the ports
 * that it had.  When one of them cannot be listened on any more it is as it was, and nothing is
 * forwarded.
 */
int forward_open(struct run *, const struct state *, const struct forward_place *);

/* Takes it back: 1, 0 when there is none, or -1.  With the last one the forwarder ends. */
int forward_unpublish(struct run *, const struct state *, uint64_t namespace_id,
		      const struct port *);

/* Ends the forwarder of a namespace, and forgets its ports. */
int forward_end(struct run *, const struct state *, uint64_t namespace_id);

struct forward_port {
	struct port port;
	uint64_t namespace_id;
	char name[NAME_MAX + 1];
	struct address four, six; /* see struct forward_place */
	bool complete;
};
struct forward_list {
	struct forward_port *item;
	size_t count;
};
int forward_list(struct run *, const struct state *, struct forward_list *);
void forward_list_free(struct forward_list *);
int forward_release(struct run *, const struct state *, const struct forward_port *);

#endif
