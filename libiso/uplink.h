/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * uplink - a way out of a network namespace through an ordinary process: pasta(1) or
 * slirp4netns(1), which need no root.
 *
 * A guard of ours (companion.h) is its parent: it ends with the guard, and the guard with the
 * namespace.  Neither may reach what listens at 127.0.0.1 of the host.
 */
#ifndef LIBISO_UPLINK_H
#define LIBISO_UPLINK_H

#include "companion.h"

struct uplink {
	const char *program; /* pasta or slirp4netns; NULL: the first of them that is there */
	const char *name;    /* of the namespace, or a target, as the user gave it */
	bool is_name;        /* of a namespace, under /run/netns */
	uint64_t namespace_id;
	int namespace_fd;
};

/* Starts it and waits until it works; one that does already is as wanted. */
int uplink_open(struct run *, const struct state *, const struct uplink *);

#endif
