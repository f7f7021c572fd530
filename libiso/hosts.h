/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hosts - the hosts(5) of members of a network: what the host's has, and the names of all members.
 *
 * It is a netfile of each member that asked for it, and is written anew as members come and go.
 */
#ifndef LIBISO_HOSTS_H
#define LIBISO_HOSTS_H

#include "network.h"

/* Makes the file of a member whose lease says that it has one; the names come with the next. */
int hosts_make(struct run *, const struct lease *);

/* Writes the files of all members of the network that have one. */
int hosts_write(struct run *, const struct state *, const struct network *);

#endif
