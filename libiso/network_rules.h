/* SPDX-License-Identifier: GPL-2.0-or-later */
/* network_rules - what the firewall has to know of networks and of their published ports. */
#ifndef LIBISO_NETWORK_RULES_H
#define LIBISO_NETWORK_RULES_H

#include "network.h"
#include "port.h"

/* The rules for a network whose record is made; our tables, with all else, should they be missing.
 */
int network_add_rules(struct run *, const struct network_tools *, const struct network *);

/* Takes them away; the tables too when no other of these networks needs them. */
int network_remove_rules(struct run *, const struct network_tools *, const struct network *,
			 const struct network_list *all);

/*
 * Whether the rules for the network are there, all of them: 1, 0 or -1.  As with ports, a family
 * whose table is missing does not count.
 */
int network_is_ruled(struct run *, const struct network_tools *, const struct network *);

/* Makes our tables anew that are missing, or that lack something of any network or port. */
int network_repair_rules(struct run *, const struct network_tools *);

/* Gathers what publishes a port, for firewall_commit(). */
int network_publish(struct run *, const struct network_tools *, const struct network *,
		    const struct port *);

/*
 * Whether the rules that publish the port are there, all of them: 1, 0 or -1.  A family whose table
 * is missing does not count: its rules were flushed, and can be made anew.
 */
int network_has_rules(struct run *, const struct network_tools *, const struct network *,
		      const struct port *);

/*
 * Forgets the datagrams that were on their way to the port before its rules changed: TCP and SCTP
 * begin anew by themselves.  A kernel without the tables of connections has none to forget.
 */
int network_forget_datagrams(struct run *, const struct network_tools *, const struct network *,
			     const struct port *);

/* Takes a port out of the rules, now; one that is not there is no failure. */
int network_unpublish(struct run *, const struct network_tools *, const struct network *,
		      const struct port *);

#endif
