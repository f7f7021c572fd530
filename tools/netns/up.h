/* SPDX-License-Identifier: GPL-2.0-or-later */
/* up - what "cns-netns up" was asked for, and what came of it. */
#ifndef TOOLS_NETNS_UP_H
#define TOOLS_NETNS_UP_H

#include "host.h"
#include "verb.h"

enum { UP_MTU_AUTO = 1 };

struct up_request {
	const char *network;
	const char *interface;
	const char *address, *address6;
	const char *mac;
	const char *mtu_text, *rate;
	unsigned mtu; /* 0: the kernel's, UP_MTU_AUTO: that of the way out */
	bool gateway, no_gateway;
	bool json;
	bool hosts;
	bool proxy;
	struct option_list publish, from, dns;
	struct netns_names names;
	/* Read out of the texts above. */
	struct address own, own6;
	uint8_t mac_bytes[6];
	struct port_list ports;
	struct netns_rates rates;
};

/* One name's part of the answer, and what must be undone should a later name fail. */
struct up_member {
	struct connection connection;
	bool made;
};

/*
 * The number that -4 and -6 name, with both or without a prefix, in the subnets of the network; 0
 * when they name none.  Returns 0 or -1: it is no number of a member.
 */
int netns_up_number(struct run *, const struct up_request *, const struct network *,
		    uint32_t *number);

/* The subnet that -4 or -6 names by its prefix, for a network that is not there yet; family 0:
 * none. */
struct address netns_up_subnet(const struct address *own);

/* Prints the answer for all members: an array of JSON objects. */
void netns_up_print(struct run *, const struct host *, const struct network *,
		    const struct up_member *, size_t count);

/* Reads the command line; -1 with asked->status when it is wrong or was a question. */
int netns_up_read(struct up_request *, struct run *, int argc, char **argv,
		  struct option_outcome *asked);

#endif
