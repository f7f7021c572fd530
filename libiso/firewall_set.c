/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <libnftnl/set.h>
#include <libnftnl/udata.h>
#include <linux/netfilter/nf_tables.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "firewall_batch.h"
#include "firewall_name.h"

/* What keys and values are made of, one part behind the other, each at a multiple of four bytes. */
enum part { PART_NONE, PART_ADDRESS, PART_PROTOCOL, PART_SERVICE, PART_LINK };

enum { PARTS = 4 };

static const struct set {
	const char *name;
	bool intervals;
	enum part key[PARTS], value[PARTS]; /* a value makes it a map */
} sets[] = {
	{ FIREWALL_NETWORKS, true, { PART_ADDRESS }, { 0 } },
	{ FIREWALL_ISOLATED, true, { PART_ADDRESS }, { 0 } },
	{ FIREWALL_INTERNAL, false, { PART_LINK }, { 0 } },
	{ FIREWALL_WITHIN, false, { PART_LINK, PART_LINK }, { 0 } },
	{ FIREWALL_RESTRICTED, true, { PART_ADDRESS, PART_PROTOCOL, PART_SERVICE }, { 0 } },
	{ FIREWALL_ALLOWED,
	  true,
	  { PART_ADDRESS, PART_ADDRESS, PART_PROTOCOL, PART_SERVICE },
	  { 0 } },
	{ FIREWALL_PORTS_AT,
	  false,
	  { PART_ADDRESS, PART_PROTOCOL, PART_SERVICE },
	  { PART_ADDRESS, PART_SERVICE } },
	{ FIREWALL_PORTS, false, { PART_PROTOCOL, PART_SERVICE }, { PART_ADDRESS, PART_SERVICE } },
};

/* A part in a family: its bytes, the number by which nft(8) knows how to print it, its type's name.
 */
struct shape {
	uint8_t size;
	uint32_t type;
	const char *name;
};

static struct shape shape_of(enum part part, int family)
{
	switch (part) {
	case PART_ADDRESS:
		return family == AF_INET6 ? (struct shape){ 16, 8, "ipv6_addr" }
					  : (struct shape){ 4, 7, "ipv4_addr" };
	case PART_PROTOCOL: return (struct shape){ 1, 12, "inet_proto" };
	case PART_SERVICE: return (struct shape){ 2, 13, "inet_service" };
	case PART_LINK: return (struct shape){ IFNAMSIZ, 41, "ifname" };
	default: return (struct shape){ 0 };
	}
}

/* Parts put together: six bits of type each, and the bytes with those that lie between. */
struct whole {
	uint32_t type, size;
	unsigned count;
	uint8_t sizes[PARTS];
	char name[80];
};

static struct whole join(const enum part parts[PARTS], int family)
{
	struct whole whole = { 0 };

	for (; whole.count < PARTS && parts[whole.count]; whole.count++) {
		struct shape shape = shape_of(parts[whole.count], family);
		size_t used = strlen(whole.name);

		whole.type = whole.type << 6 | shape.type;
		whole.sizes[whole.count] = shape.size;
		whole.size += (shape.size + 3u) & ~3u;
		snprintf(whole.name + used, sizeof whole.name - used, "%s%s", used ? " . " : "",
			 shape.name);
	}
	return whole;
}

static void say(struct run *run, int family, const struct set *set)
{
	struct whole key = join(set->key, family), value = join(set->value, family);

	run_equivalent(run, "nft 'add %s %s " FIREWALL_TABLE " %s { type %s%s%s ;%s }'",
		       value.count ? "map" : "set", firewall_family(family), set->name, key.name,
		       value.count ? " : " : "", value.name,
		       set->intervals ? " flags interval ;" : "");
}

/* nft(8) prints a name backwards, unless it is told that it is in the order of this host. */
static int tell_order(struct nftnl_set *made)
{
	static const uint32_t of_host = 1;
	struct {
		uint8_t type, length;
		uint8_t order[sizeof of_host];
	} told = { NFTNL_UDATA_SET_KEYBYTEORDER, sizeof of_host, { 0 } };

	memcpy(told.order, &of_host, sizeof of_host);
	return nftnl_set_set_data(made, NFTNL_SET_USERDATA, &told, sizeof told);
}

static int describe(struct nftnl_set *made, const struct set *set, int family)
{
	struct whole key = join(set->key, family), value = join(set->value, family);
	uint32_t flags = (set->intervals ? NFT_SET_INTERVAL : 0) | (value.count ? NFT_SET_MAP : 0);

	if (set->intervals && key.count > 1) {
		flags |= NFT_SET_CONCAT;
		nftnl_set_set_data(made, NFTNL_SET_DESC_CONCAT, key.sizes, key.count);
	}
	nftnl_set_set_u32(made, NFTNL_SET_FLAGS, flags);
	nftnl_set_set_u32(made, NFTNL_SET_KEY_TYPE, key.type);
	nftnl_set_set_u32(made, NFTNL_SET_KEY_LEN, key.size);
	if (value.count) {
		nftnl_set_set_u32(made, NFTNL_SET_DATA_TYPE, value.type);
		nftnl_set_set_u32(made, NFTNL_SET_DATA_LEN, value.size);
	}
	return set->key[0] == PART_LINK && key.count == 1 ? tell_order(made) : 0;
}

static int put_set(struct run *run, struct firewall *firewall, int family, const struct set *set)
{
	struct nlmsghdr *message = firewall_begin(run, firewall, family, NFT_MSG_NEWSET,
						  NLM_F_CREATE);
	struct nftnl_set *made = message ? nftnl_set_alloc() : NULL;

	if (!made) {
		return message ? firewall_no_memory(run) : -1;
	}
	nftnl_set_set_str(made, NFTNL_SET_TABLE, FIREWALL_TABLE);
	nftnl_set_set_str(made, NFTNL_SET_NAME, set->name);
	nftnl_set_set_u32(made, NFTNL_SET_FAMILY, firewall_protocol(family));
	nftnl_set_set_u32(made, NFTNL_SET_ID, (uint32_t)(set - sets) + 1);
	int result = describe(made, set, family) < 0 ? firewall_no_memory(run) : 0;
	nftnl_set_nlmsg_build_payload(message, made);
	nftnl_set_free(made);
	say(run, family, set);
	return result;
}

int firewall_put_sets(struct run *run, struct firewall *firewall, int family)
{
	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
		if (put_set(run, firewall, family, &sets[i]) < 0) {
			return -1;
		}
	}
	return 0;
}
