/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "text.h"

size_t address_size(int family)
{
	return family == AF_INET6 ? 16 : 4;
}

unsigned address_bits(int family)
{
	return family == AF_INET6 ? 128 : 32;
}

int address_read(const char *text, struct address *address)
{
	struct address made = { .family = strchr(text, ':') ? AF_INET6 : AF_INET };
	size_t length = strcspn(text, "/");
	char host[INET6_ADDRSTRLEN];
	uint64_t prefix = address_bits(made.family);

	if (length >= sizeof host) {
		return -1;
	}
	memcpy(host, text, length);
	host[length] = '\0';
	if (inet_pton(made.family, host, made.bytes) != 1 ||
	    (text[length] && text_to_number(text + length + 1, prefix, &prefix) < 0)) {
		return -1;
	}
	made.prefix = (unsigned)prefix;
	*address = made;
	return 0;
}

const char *address_print_host(struct address_text *out, const struct address *address)
{
	if (!address->family ||
	    !inet_ntop(address->family, address->bytes, out->text, sizeof out->text)) {
		snprintf(out->text, sizeof out->text, "none");
	}
	return out->text;
}

const char *address_print(struct address_text *out, const struct address *address)
{
	address_print_host(out, address);
	if (address->family) {
		size_t used = strlen(out->text);

		snprintf(out->text + used, sizeof out->text - used, "/%u", address->prefix);
	}
	return out->text;
}

bool address_is_same(const struct address *one, const struct address *other)
{
	return one->family == other->family && one->prefix == other->prefix &&
	       memcmp(one->bytes, other->bytes, address_size(one->family)) == 0;
}

bool address_is_every(const struct address *address)
{
	static const uint8_t none[sizeof address->bytes];

	return address->family && memcmp(address->bytes, none, address_size(address->family)) == 0;
}

/* The bits of byte number i that belong to a prefix. */
static uint8_t mask_byte(unsigned prefix, size_t i)
{
	unsigned bits = prefix > i * 8 ? prefix - (unsigned)i * 8 : 0;

	return bits >= 8 ? 0xff : (uint8_t)(0xff00u >> bits);
}

struct address address_network(const struct address *address)
{
	struct address network = *address;

	for (size_t i = 0; i < address_size(address->family); i++) {
		network.bytes[i] &= mask_byte(address->prefix, i);
	}
	return network;
}

bool address_overlaps(const struct address *one, const struct address *other)
{
	struct address a = *one, b = *other;

	if (one->family != other->family) {
		return false;
	}
	a.prefix = b.prefix = one->prefix < other->prefix ? one->prefix : other->prefix;
	a = address_network(&a);
	b = address_network(&b);
	return address_is_same(&a, &b);
}

struct address address_member(const struct address *network, uint32_t number)
{
	struct address member = address_network(network);
	uint8_t *last = member.bytes + address_size(network->family) - 4;
	uint32_t value;

	memcpy(&value, last, 4);
	value = htonl(ntohl(value) + number);
	memcpy(last, &value, 4);
	return member;
}

uint32_t address_number(const struct address *address)
{
	const uint8_t *last = address->bytes + address_size(address->family) - 4;
	struct address network = address_network(address);
	uint32_t value, base;

	memcpy(&value, last, 4);
	memcpy(&base, network.bytes + (last - address->bytes), 4);
	return ntohl(value) - ntohl(base);
}

struct address address_behind(const struct address *network)
{
	struct address behind = address_network(network);
	unsigned carry = 1;

	for (size_t i = address_size(network->family); i-- > 0;) {
		unsigned sum = (uint8_t)(behind.bytes[i] | (uint8_t)~mask_byte(network->prefix, i));

		sum += carry;
		behind.bytes[i] = (uint8_t)sum;
		carry = sum >> 8;
	}
	return behind;
}

const char *address_words(const struct address *address)
{
	/* Of two addresses or one, none is left to reach all others by (RFC 3021). */
	return address->family == AF_INET6 ? " nodad" : address->prefix < 31 ? " brd +" : "";
}
