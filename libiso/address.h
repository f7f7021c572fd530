/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * address - addresses of IPv4 and IPv6, and the networks that they lie in.
 *
 * Everything here is arithmetic and text; no name is ever looked up.
 */
#ifndef LIBISO_ADDRESS_H
#define LIBISO_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct address {
	int family; /* AF_INET or AF_INET6; 0: there is none */
	unsigned prefix;
	uint8_t bytes[16]; /* in network order; 4 of them for AF_INET */
};

/* Bytes and bits of an address of the family. */
size_t address_size(int family);
unsigned address_bits(int family);

/*
 * Reads "10.1.2.3/24" or "fd00::1/64"; without a length all bits are the prefix.  Returns 0, or
 * -1 and leaves *address alone.
 */
int address_read(const char *text, struct address *);

/* The text of an address with, or without, the length of its prefix. */
struct address_text {
	char text[64];
};
const char *address_print(struct address_text *, const struct address *);
const char *address_print_host(struct address_text *, const struct address *);

bool address_is_same(const struct address *, const struct address *);

/* 0.0.0.0 or ::, which stand for every address of the family. */
bool address_is_every(const struct address *);

/* Whether the two networks have an address in common. */
bool address_overlaps(const struct address *, const struct address *);

/* The network of an address: the bits behind the prefix are zero. */
struct address address_network(const struct address *);

/* Address number n of a network, with the network's prefix; and back.  Numbers go up to 2^32. */
struct address address_member(const struct address *network, uint32_t number);
uint32_t address_number(const struct address *);

/* The address behind the last one of a network, for intervals that are open at their end. */
struct address address_behind(const struct address *network);

/* What ip-address(8) is told behind an address so that it adds it as link_add_address() does. */
const char *address_words(const struct address *);

#endif
