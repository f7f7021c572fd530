/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * forwarding - which links of the host pass packets on: /proc/sys/net/ipv4/conf/LINK/forwarding.
 *
 * The switch for the whole host (ip_forward) is left alone: each link has its own, so the host
 * becomes a router only between the links that a network needs.  Of IPv6 that is so since Linux
 * 6.17; before, the switch is that of all links.
 */
#ifndef LIBISO_FORWARDING_H
#define LIBISO_FORWARDING_H

#include <stdbool.h>
#include <stddef.h>

#include "netlink.h"

/*
 * Writes the names of the links that have a route, and whose forwarding is off, to list, each
 * before a blank; not that of the link named except.
 */
int forwarding_find_off(struct run *, struct netlink *, const char *except, char *list,
			size_t size);

/*
 * Switches the links of such a list on where they are off, or all of them off again; a link that is
 * gone is passed over.
 */
int forwarding_switch(struct run *, const char *list, bool on);

/*
 * The same for IPv6: /proc/sys/net/ipv6/conf/LINK/force_forwarding (Linux 6.17).  A kernel that has
 * none has only the switch for all links: then the list is "all:forwarding ", behind a
 * "LINK:accept_ra " for each that would cease to heed routers with it; empty when that is on
 * already.
 */
bool forwarding_has_switch6(void);
int forwarding_find_off6(struct run *, struct netlink *, const char *except, char *list,
			 size_t size);
int forwarding_switch6(struct run *, const char *list, bool on);

/*
 * Switches the forwarding of one link on, or with "all" asks for that of all, in a family (AF_INET,
 * AF_INET6).  It is ours until somebody writes the kernel's own value there, as whoever switches
 * all links on does.
 */
int forwarding_mark(struct run *, int family, const char *link);
bool forwarding_is_ours(struct run *, int family, const char *link);
bool forwarding_is_off(struct run *, int family, const char *link);

/* Sets one setting of a link: /proc/sys/net/FAMILY/conf/LINK/SETTING, FAMILY being ipv4 or ipv6. */
struct forwarding_setting {
	const char *family, *link, *setting, *value;
};
int forwarding_set(struct run *, const struct forwarding_setting *);

#endif
