/* SPDX-License-Identifier: GPL-2.0-or-later */
/* traffic_rule - the form of network rules, the same for the programs in the kernel and for us. */
#ifndef LIBISO_TRAFFIC_RULE_H
#define LIBISO_TRAFFIC_RULE_H

#include <linux/types.h>

enum { TRAFFIC_NAME_MAX = 16 };

enum traffic_operation {
	TRAFFIC_CONNECT, /* connect(2), of any protocol */
	TRAFFIC_SEND,    /* sendto(2) of a datagram to an address of its own */
	TRAFFIC_BIND,    /* bind(2), which a server begins with */
	TRAFFIC_OPERATIONS,
};

/* Which calls a rule is about.  It is a key of a map: no byte of it is undefined. */
struct traffic_key {
	__u8 operation;
	__u8 family;       /* 4, or 6 */
	__u8 protocol;     /* of linux/in.h; 0: any */
	__u8 prefix;       /* bits of the address that count */
	__u16 first, last; /* ports; 0 and 65535: any */
	__u8 address[16];  /* network order; a version 4 address is the first four */
};

struct traffic_event {
	struct traffic_key key; /* prefix all bits, first and last the port */
	__u32 pid;
	__u64 time; /* nanoseconds since boot */
	char name[TRAFFIC_NAME_MAX];
};

/* The settings of a group's programs. */
struct traffic_mode {
	__u32 refuse; /* what no rule is about */
	__u32 audit;  /* refuse nothing, only report it */
};

/* Counters of packets, a place for each direction and family. */
enum traffic_flow {
	TRAFFIC_IN_4,
	TRAFFIC_OUT_4,
	TRAFFIC_IN_6,
	TRAFFIC_OUT_6,
	TRAFFIC_FLOWS,
};

struct traffic_count {
	__u64 packets, bytes;
};

#endif
