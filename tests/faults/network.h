/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * network - what a command line could leave in the network, as lines of text to compare.
 */
#ifndef FAULTS_NETWORK_H
#define FAULTS_NETWORK_H

#include <linux/netlink.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { NETLINK_PARTS = 72, NETWORK_LINKS = 64 };

/* One namespace while it is told. */
struct network {
	const char *at;
	FILE *out;
	int fd; /* of rules.c */
	struct {
		uint32_t index;
		char name[IFNAMSIZ];
	} link[NETWORK_LINKS];
	unsigned links;
};

/* The attributes of a message, by type. */
struct netlink_parts {
	const void *data[NETLINK_PARTS];
	size_t length[NETLINK_PARTS];
};

int netlink_open(int protocol);
void netlink_read(const void *from, size_t length, struct netlink_parts *);
uint32_t netlink_number(const struct netlink_parts *, unsigned type);
const char *netlink_text(const struct netlink_parts *, unsigned type);
/* Asks for a list; nothing where the kernel has none. */
void netlink_list(int fd, struct nlmsghdr *request, struct network *,
		  void (*put)(struct network *, const struct nlmsghdr *));

/* Prints lines without what differs from run to run.  text is taken apart. */
void network_put_lines(FILE *to, char *text, bool sorted);
/* Prints bytes as text as far as they are, without the local prefixes that were noted. */
void network_put_bytes(FILE *to, const void *bytes, size_t length);
/* The first six bytes of a local IPv6 address, which are made by chance. */
void network_note_prefix(const void *address);

/* All of it. */
void network_put(FILE *to);
/* rules.c: the rules of nf_tables in the namespace that we are in. */
void rules_put(FILE *to, const char *name);

#endif
