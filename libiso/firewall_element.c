/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <libnftnl/set.h>
#include <linux/netfilter/nf_tables.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "firewall_batch.h"
#include "firewall_name.h"

struct element {
	const void *key, *data;
	const void *key_end; /* of an interval whose key has several parts; else NULL */
	uint32_t key_size, data_size;
	uint32_t flags;
};

static int add_element(struct nftnl_set *set, const struct element *element)
{
	struct nftnl_set_elem *made = nftnl_set_elem_alloc();

	if (!made) {
		return -1;
	}
	nftnl_set_elem_set(made, NFTNL_SET_ELEM_KEY, element->key, element->key_size);
	if (element->data) {
		nftnl_set_elem_set(made, NFTNL_SET_ELEM_DATA, element->data, element->data_size);
	}
	if (element->key_end) {
		nftnl_set_elem_set(made, NFTNL_SET_ELEM_KEY_END, element->key_end,
				   element->key_size);
	}
	if (element->flags) {
		nftnl_set_elem_set_u32(made, NFTNL_SET_ELEM_FLAGS, element->flags);
	}
	nftnl_set_elem_add(set, made);
	return 0;
}

static const char *verb_of(unsigned type)
{
	return type == NFT_MSG_NEWSETELEM ? "add" : "delete";
}

struct elements {
	const char *set;
	struct element element[2];
	size_t count;
};

static int put_elements(struct run *run, struct firewall *firewall, int family, unsigned type,
			const struct elements *elements)
{
	struct nlmsghdr *message =
		firewall_begin(run, firewall, family, type,
			       type == NFT_MSG_NEWSETELEM ? NLM_F_CREATE | NLM_F_EXCL : 0);
	struct nftnl_set *set = message ? nftnl_set_alloc() : NULL;
	int result = set ? 0 : -1;

	if (!set) {
		return message ? firewall_no_memory(run) : -1;
	}
	nftnl_set_set_str(set, NFTNL_SET_TABLE, FIREWALL_TABLE);
	nftnl_set_set_str(set, NFTNL_SET_NAME, elements->set);
	for (size_t i = 0; result == 0 && i < elements->count; i++) {
		result = add_element(set, &elements->element[i]);
	}
	if (result == 0) {
		nftnl_set_elems_nlmsg_build_payload(message, set);
	}
	nftnl_set_free(set);
	return result < 0 ? firewall_no_memory(run) : 0;
}

static int put_subnet(struct run *run, struct firewall *firewall, const struct address *subnet,
		      unsigned type, const char *set)
{
	struct address first = address_network(subnet), behind = address_behind(subnet);
	uint32_t size = (uint32_t)address_size(subnet->family);
	struct elements elements = {
		.set = set,
		.element = { { .key = first.bytes, .key_size = size },
			     { .key = behind.bytes,
			       .key_size = size,
			       .flags = NFT_SET_ELEM_INTERVAL_END } },
		.count = 2,
	};
	struct address_text text;

	run_equivalent(run, "nft '%s element %s " FIREWALL_TABLE " %s { %s }'", verb_of(type),
		       firewall_family(subnet->family), set, address_print(&text, &first));
	return put_elements(run, firewall, subnet->family, type, &elements);
}

/* Its bridge, for what passes that, and twice, for what comes and goes by it. */
static int put_bridge(struct run *run, struct firewall *firewall,
		      const struct firewall_network *network, unsigned type)
{
	static const char *const sets[] = { FIREWALL_INTERNAL, FIREWALL_WITHIN };
	char key[2 * IFNAMSIZ] = "";
	int family = network->subnet.family, result = 0;

	strncat(key, network->internal, IFNAMSIZ - 1);
	strncat(key + IFNAMSIZ, network->internal, IFNAMSIZ - 1);
	for (size_t i = 0; result == 0 && i < 2; i++) {
		struct elements elements = {
			.set = sets[i],
			.element = { { .key = key, .key_size = (uint32_t)(i + 1) * IFNAMSIZ } },
			.count = 1,
		};

		run_equivalent(run, "nft '%s element %s " FIREWALL_TABLE " %s { \"%s\"%s%s%s }'",
			       verb_of(type), firewall_family(family), sets[i], network->internal,
			       i ? " . \"" : "", i ? network->internal : "", i ? "\"" : "");
		result = put_elements(run, firewall, family, type, &elements);
	}
	return result;
}

static int put_network(struct run *run, struct firewall *firewall,
		       const struct firewall_network *network, unsigned type)
{
	if (network->internal) {
		return put_bridge(run, firewall, network, type);
	}
	int result = put_subnet(run, firewall, &network->subnet, type, FIREWALL_NETWORKS);

	return result < 0 || !network->isolated
		       ? result
		       : put_subnet(run, firewall, &network->subnet, type, FIREWALL_ISOLATED);
}

int firewall_add_network(struct run *run, struct firewall *firewall,
			 const struct firewall_network *network)
{
	return put_network(run, firewall, network, NFT_MSG_NEWSETELEM);
}

int firewall_remove_network(struct run *run, struct firewall *firewall,
			    const struct firewall_network *network)
{
	return put_network(run, firewall, network, NFT_MSG_DELSETELEM);
}

static const char *protocol_text(uint8_t protocol)
{
	return protocol == IPPROTO_UDP ? "udp" : protocol == IPPROTO_SCTP ? "sctp" : "tcp";
}

static void say_port(struct run *run, const struct firewall_port *port, unsigned type)
{
	struct address_text at, to;
	bool any = port->at.family == 0;

	run_equivalent(run, "nft '%s element %s " FIREWALL_TABLE " %s { %s%s%s . %u : %s . %u }'",
		       verb_of(type), firewall_family(port->to.family),
		       any ? FIREWALL_PORTS : FIREWALL_PORTS_AT,
		       any ? "" : address_print_host(&at, &port->at), any ? "" : " . ",
		       protocol_text(port->protocol), port->port,
		       address_print_host(&to, &port->to), port->to_port);
}

/* Each part of a key or value begins at a multiple of four bytes. */
static int put_port(struct run *run, struct firewall *firewall, const struct firewall_port *port,
		    unsigned type)
{
	size_t size = address_size(port->to.family), used = 0;
	uint16_t from = htons(port->port), to = htons(port->to_port);
	uint8_t key[24] = { 0 }, data[20] = { 0 };

	if (port->at.family) {
		memcpy(key, port->at.bytes, size);
		used = size;
	}
	key[used] = port->protocol;
	memcpy(key + used + 4, &from, sizeof from);
	memcpy(data, port->to.bytes, size);
	memcpy(data + size, &to, sizeof to);
	struct elements elements = {
		.set = port->at.family ? FIREWALL_PORTS_AT : FIREWALL_PORTS,
		.element = { { .key = key,
			       .key_size = (uint32_t)used + 8,
			       .data = type == NFT_MSG_NEWSETELEM ? data : NULL,
			       .data_size = (uint32_t)size + 4 } },
		.count = 1,
	};
	say_port(run, port, type);
	return put_elements(run, firewall, port->to.family, type, &elements);
}

static void add_subnet(struct firewall_interval *interval, const struct address *subnet)
{
	size_t size = address_size(subnet->family);
	struct address first = address_network(subnet);

	memcpy(interval->first + interval->used, first.bytes, size);
	for (size_t i = 0; i < size; i++) {
		unsigned set = subnet->prefix > 8 * i ? subnet->prefix - 8 * (unsigned)i : 0;
		uint8_t host = set >= 8 ? 0 : (uint8_t)(0xff >> set);

		interval->last[interval->used + i] = first.bytes[i] | host;
	}
	interval->used += size;
}

static void add_port(struct firewall_interval *interval, const struct firewall_port *port)
{
	uint16_t number = htons(port->port);

	interval->first[interval->used] = port->protocol;
	memcpy(interval->first + interval->used + 4, &number, sizeof number);
	memcpy(interval->last + interval->used, interval->first + interval->used, 8);
	interval->used += 8;
}

/* Of every address it begins, and ends, with any. */
static struct address at_of(const struct firewall_port *port)
{
	return port->at.family ? port->at : (struct address){ .family = port->to.family };
}

struct firewall_interval firewall_restriction(const struct firewall_port *port,
					      const struct address *from)
{
	struct firewall_interval interval = { 0 };
	struct address at = at_of(port);

	if (from) {
		add_subnet(&interval, from);
	}
	add_subnet(&interval, &at);
	add_port(&interval, port);
	return interval;
}

static int put_restriction(struct run *run, struct firewall *firewall,
			   const struct firewall_port *port, unsigned type,
			   const struct address *from)
{
	int family = port->to.family;
	struct firewall_interval interval = firewall_restriction(port, from);
	struct elements elements = {
		.set = from ? FIREWALL_ALLOWED : FIREWALL_RESTRICTED,
		.element = { { .key = interval.first,
			       .key_end = interval.last,
			       .key_size = (uint32_t)interval.used } },
		.count = 1,
	};
	struct address at = at_of(port);
	struct address_text source, host;

	run_equivalent(run, "nft '%s element %s " FIREWALL_TABLE " %s { %s%s%s . %s . %u }'",
		       verb_of(type), firewall_family(family), elements.set,
		       from ? address_print(&source, from) : "", from ? " . " : "",
		       at.prefix == address_bits(family) ? address_print_host(&host, &at)
							 : address_print(&host, &at),
		       protocol_text(port->protocol), port->port);
	return put_elements(run, firewall, family, type, &elements);
}

/* Part 0 publishes it, 1 keeps it from everybody, and each further one lets somebody reach it. */
static int put_part(struct run *run, struct firewall *firewall, const struct firewall_port *port,
		    unsigned type, size_t part)
{
	if (part == 0) {
		return put_port(run, firewall, port, type);
	}
	const struct address *from = part == 1 ? NULL : &port->from[part - 2];

	return from && from->family != port->to.family
		       ? 0
		       : put_restriction(run, firewall, port, type, from);
}

size_t firewall_port_parts(const struct firewall_port *port)
{
	return port->from_count > 0 ? port->from_count + 2 : 1;
}

static int put_all(struct run *run, struct firewall *firewall, const struct firewall_port *port,
		   unsigned type)
{
	int result = 0;

	for (size_t part = 0; result == 0 && part < firewall_port_parts(port); part++) {
		result = put_part(run, firewall, port, type, part);
	}
	return result;
}

int firewall_publish(struct run *run, struct firewall *firewall, const struct firewall_port *port)
{
	return put_all(run, firewall, port, NFT_MSG_NEWSETELEM);
}

int firewall_unpublish(struct run *run, struct firewall *firewall, const struct firewall_port *port)
{
	return put_all(run, firewall, port, NFT_MSG_DELSETELEM);
}

int firewall_unpublish_part(struct run *run, struct firewall *firewall,
			    const struct firewall_port *port, size_t part)
{
	return put_part(run, firewall, port, NFT_MSG_DELSETELEM, part);
}
