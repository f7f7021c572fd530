/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loopback - the link "lo", which every new network namespace has, but down.
 *
 * Needs no netlink library, so that a static tool can have it.  See netdevice(7).
 */
#ifndef LIBISO_LOOPBACK_H
#define LIBISO_LOOPBACK_H

#include "run.h"

/*
 * Brings lo up in the caller's network namespace; the kernel then gives it 127.0.0.1 and ::1.
 * Needs CAP_NET_ADMIN in the user namespace that owns it.  Changes nothing when it is up.
 */
int loopback_up(struct run *);

#endif
