/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * forward_datagram - a UDP port forwarded: each sender outside has a socket of its own inside, so
 * that answers find their way back, until nothing came for a minute.
 */
#ifndef LIBISO_FORWARD_DATAGRAM_H
#define LIBISO_FORWARD_DATAGRAM_H

#include "forward_pair.h"

struct forward_datagram;

/* Takes over the bound socket; NULL without memory. */
struct forward_datagram *forward_datagram_open(int fd, const struct forward_goal *);
void forward_datagram_close(struct forward_datagram *);

/* What can be read when there is something to do. */
int forward_datagram_descriptor(const struct forward_datagram *);
void forward_datagram_go_on(struct forward_datagram *);

/* Forgets senders of whom and to whom nothing came for a minute. */
void forward_datagram_tidy(struct forward_datagram *);

#endif
