/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * link - network links, their addresses and routes, written as rtnetlink(7) messages.
 *
 * Those that change something only gather a message; netlink_send() sends them, in order and in
 * one call.  Those that ask do it at once.
 */
#ifndef LIBISO_LINK_H
#define LIBISO_LINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "address.h"
#include "netlink.h"

/* Since the link was made. */
struct link_traffic {
	uint64_t in_bytes, in_packets, in_errors, in_dropped;
	uint64_t out_bytes, out_packets, out_errors, out_dropped;
};

struct link {
	int index;
	unsigned flags; /* IFF_* */
	unsigned mtu;
	int master; /* index of the bridge that it is a port of, or 0 */
	int peer;   /* index of the other end of a veth, or of what a macvlan, ... sits on, or 0 */
	int lower;  /* index of what a vxlan sits on, or 0; its peer is nothing */
	unsigned group;
	bool hairpin, isolated; /* as a port of a bridge: see link_set_hairpin(), link_isolate() */
	int peer_nsid;          /* the number of the namespace that it is in, or -1 */
	uint8_t mac[6];
	struct link_traffic traffic;
	char name[IFNAMSIZ];
	char kind[16]; /* "veth", "bridge"; empty for a device */
};

struct link_address {
	struct address address;
	int index; /* of its link */
};

struct link_list {
	struct link *link;
	size_t count;
};

/* Room in the group of a link: ip link show group 6363 shows ours. */
enum { LINK_GROUP = 6363 };

/* True for a name that a link may have: 1 to 15 bytes, no slash, blank or colon, not . or .. */
bool link_is_name(const char *name);

/* The link of this name.  Returns 1, 0 when there is none, or -1. */
int link_find(struct run *, struct netlink *, const char *name, struct link *);

/* All links of the namespace. */
int link_list(struct run *, struct netlink *, struct link_list *);
void link_list_free(struct link_list *);

/* The name of the link with this index, or "-". */
const char *link_name(const struct link_list *, int index);

/* A bridge, up. */
struct link_bridge {
	const char *name;
	uint8_t mac[6];
	unsigned mtu; /* 0: the kernel's */
};
int link_make_bridge(struct run *, struct netlink *, const struct link_bridge *);

/*
 * A pair: one end here, up and a port of the bridge, the other born in the namespace, down (the
 * kernel refuses to raise it before the pair is whole).  When either end goes, both go.
 */
struct link_veth {
	const char *name;
	int bridge; /* index of the bridge; 0: of none */
	const char *peer_name;
	int namespace_fd;
	uint8_t mac[6]; /* given at birth, so that no daemon of the host changes it later */
	uint8_t peer_mac[6];
	unsigned mtu;
};
int link_make_veth(struct run *, struct netlink *, const struct link_veth *);

/*
 * Lets a bridge send back out of a port what came in by it: a member that reaches itself by a
 * published port, where br_netfilter translates addresses in the bridge.
 */
int link_set_hairpin(struct run *, struct netlink *, const char *name);

/* Lets a port of a bridge exchange nothing with other ports that are isolated too. */
int link_isolate(struct run *, struct netlink *, const char *name);

/*
 * A link of any kind that the kernel knows (ip-link(8)), down, born in a namespace; what its kind
 * does not have is 0 or NULL.
 */
struct link_new {
	const char *kind, *name;
	int namespace_fd;
	int parent;       /* index of the link here that it sits on */
	const char *mode; /* of macvlan: bridge, private, vepa, passthru; of ipvlan: l2, l3, l3s */
	uint32_t id;      /* of vlan and vxlan */
	const char *peer; /* of veth: the other end, which stays here */
	struct address remote; /* of vxlan */
};

/* True when the kind has such a mode; NULL is the kernel's own choice. */
bool link_has_mode(const char *kind, const char *mode);
int link_make(struct run *, struct netlink *, const struct link_new *);

/* A tap link, which programs read and write Ethernet frames of (/dev/net/tun); made at once. */
#define LINK_NO_OWNER UINT32_MAX
struct link_tap {
	const char *name;
	int namespace_fd;
	uint32_t owner; /* the user who may open it besides root, or LINK_NO_OWNER */
};
int link_make_tap(struct run *, const struct link_tap *);

/* Moves a link to a namespace, with another name there unless that is NULL. */
int link_move(struct run *, struct netlink *, int index, int namespace_fd, const char *name);

/* Gives a link that is down another name. */
int link_rename(struct run *, struct netlink *, int index, const char *name);

/* Raises the link of this name. */
int link_raise(struct run *, struct netlink *, const char *name);

/* Makes it a port of the bridge with this index. */
int link_join(struct run *, struct netlink *, const char *name, int bridge);

int link_remove(struct run *, struct netlink *, const char *name);

/* Puts a link into a group, and removes all links of one: the kernel waits but once for all. */
int link_set_group(struct run *, struct netlink *, const char *name, unsigned group);
int link_remove_group(struct run *, struct netlink *, unsigned group);

/* Gives a link another name beside its own, which may be longer. */
int link_add_name(struct run *, struct netlink *, const char *name, const char *other);

/* Gives a link an address that is valid at once: we are who assigns them. */
int link_add_address(struct run *, struct netlink *, int index, const struct address *);

int link_remove_address(struct run *, struct netlink *, int index, const struct address *);

/* The least MTU of the links with a default route; 0 when there is none. */
int link_way_out_mtu(struct run *, struct netlink *, unsigned *mtu);

/* All addresses of the namespace. */
struct link_address_list {
	struct link_address *item;
	size_t count;
};
int link_list_addresses(struct run *, struct netlink *, struct link_address_list *);
void link_address_list_free(struct link_address_list *);

/*
 * What leaves by a link: no more than so many bytes a second (a token bucket, tc-tbf(8)), so late,
 * and with losses (tc-netem(8)).  All zero: as fast as it can, and whole.
 */
struct link_quality {
	uint64_t rate;  /* in bytes a second; 0: no limit */
	uint64_t delay; /* in nanoseconds */
	uint32_t loss;  /* of 2^32 - 1 packets */
};
int link_limit(struct run *, struct netlink *, int index, const struct link_quality *);

/* The same as the kernel has it; what somebody else put there counts where it is of these kinds. */
int link_read_limit(struct run *, struct netlink *, int index, struct link_quality *);

/* For --dry-run: the lines of tc(8), which is run as tc says, that do the same. */
void link_say_limit(struct run *, const char *tc, const char *name, const struct link_quality *);

/* The default route of the gateway's family. */
int link_add_default_route(struct run *, struct netlink *, int index,
			   const struct address *gateway);

/* A route of the main table.  To remove one, say as much of it as makes it unique. */
struct link_route {
	struct address destination; /* of prefix 0: the default route of its family */
	struct address gateway;     /* family 0: none */
	int index;                  /* of the link; 0: the one that the gateway is on */
	uint32_t metric;            /* 0: the kernel's */
};
int link_add_route(struct run *, struct netlink *, const struct link_route *);
int link_remove_route(struct run *, struct netlink *, const struct link_route *);

/* All routes in all tables; the caller frees. */
struct route {
	struct address destination; /* of prefix 0 for a default route */
	int index;                  /* of the link, or 0 */
	unsigned table;
	unsigned type;          /* RTN_* */
	struct address gateway; /* family 0: none */
	uint32_t metric;
};
struct route_list {
	struct route *route;
	size_t count;
};
int link_list_routes(struct run *, struct netlink *, struct route_list *);
void link_route_list_free(struct route_list *);

#endif
