/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * network_forwarding - which links of the host pass packets on because of networks.
 *
 * Each network has in its record what it needs that was off before the first network needed it;
 * what several need is switched off with the last.  A network's own bridge is switched on by a
 * value of ours: whoever switches forwarding on for all links after that writes over it
 * (Documentation/networking/ip-sysctl.rst), and then nothing is switched off any more.
 */
#ifndef LIBISO_NETWORK_FORWARDING_H
#define LIBISO_NETWORK_FORWARDING_H

#include "network.h"

/* Fills in the lists of a network that is to be made, and says what will be switched on. */
int network_find_forwarding(struct run *, const struct network_tools *, struct network *);

/* Switches on what the record of a new network says. */
int network_forward(struct run *, const struct network *);

/* The same again for all networks, where somebody switched it off meanwhile. */
int network_restore_forwarding(struct run *, const struct network_tools *);

/* Before a network is removed: strikes from its lists what somebody else has switched on since. */
int network_leave_forwarding(struct run *, struct network *);

/* Switches off what no other of these networks needs. */
int network_unforward(struct run *, const struct network *, const struct network_list *all);

#endif
