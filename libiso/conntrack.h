/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * conntrack - what the kernel remembers of connections that it translates.
 *
 * A rule decides for the first packet alone; the rest follows what is remembered.  So a stream of
 * datagrams that began before a port was published, or went to its last owner, goes on
 * going there until it is forgotten.
 */
#ifndef LIBISO_CONNTRACK_H
#define LIBISO_CONNTRACK_H

#include "firewall.h"

/* Forgets every connection to this port of the host, whatever its address; returns 0 or -1. */
int conntrack_forget_port(struct run *, struct firewall *, const struct firewall_port *);

#endif
