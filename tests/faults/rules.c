/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rules - the tables, chains, rules, sets and elements of nf_tables, as lines to compare.
 *
 * Not in the words of nft(8): each part is printed as it is in the message, less what counts, and
 * less the numbers that the kernel gives out.  Elements are sorted, since a set keeps them in any
 * order.
 */
#include <ctype.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "network.h"

static unsigned char prefix[8][6];
static unsigned prefixes;

static bool is_prefix(const unsigned char *at)
{
	for (unsigned i = 0; i < prefixes; i++) {
		if (memcmp(prefix[i], at, sizeof(prefix[i])) == 0) {
			return true;
		}
	}
	return false;
}

void network_note_prefix(const void *address)
{
	if (!is_prefix(address)) {
		memcpy(prefix[prefixes++ % 8], address, sizeof(prefix[0]));
		prefixes = prefixes > 8 ? 8 : prefixes;
	}
}

void network_put_bytes(FILE *to, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < length; i++) {
		if (i + sizeof(prefix[0]) <= length && is_prefix(at + i)) {
			fputs("fd::", to);
			i += sizeof(prefix[0]) - 1;
		} else if (isgraph(at[i]) && at[i] != '\\') {
			fputc(at[i], to);
		} else {
			fprintf(to, "\\%02x", at[i]);
		}
	}
}

static void put_part(FILE *to, const struct netlink_parts *parts, unsigned type)
{
	if (parts->data[type]) {
		fprintf(to, " %u=", type);
		network_put_bytes(to, parts->data[type], parts->length[type]);
	}
}

static int family_of(const struct nlmsghdr *message, struct netlink_parts *parts)
{
	const struct nfgenmsg *info = NLMSG_DATA(message);

	netlink_read(info + 1, NLMSG_PAYLOAD(message, sizeof(*info)), parts);
	return info->nfgen_family;
}

static void put_table(struct network *network, const struct nlmsghdr *message)
{
	struct netlink_parts parts;

	fprintf(network->out, "table %s %d", network->at, family_of(message, &parts));
	put_part(network->out, &parts, NFTA_TABLE_NAME);
	put_part(network->out, &parts, NFTA_TABLE_FLAGS);
	put_part(network->out, &parts, NFTA_TABLE_USERDATA);
	fputc('\n', network->out);
}

static void put_chain(struct network *network, const struct nlmsghdr *message)
{
	struct netlink_parts parts;

	fprintf(network->out, "chain %s %d", network->at, family_of(message, &parts));
	put_part(network->out, &parts, NFTA_CHAIN_TABLE);
	put_part(network->out, &parts, NFTA_CHAIN_NAME);
	put_part(network->out, &parts, NFTA_CHAIN_HOOK);
	put_part(network->out, &parts, NFTA_CHAIN_POLICY);
	put_part(network->out, &parts, NFTA_CHAIN_TYPE);
	put_part(network->out, &parts, NFTA_CHAIN_FLAGS);
	put_part(network->out, &parts, NFTA_CHAIN_USERDATA);
	fputc('\n', network->out);
}

/* Calls put with each attribute of a list, in its order. */
static void each_part(FILE *to, const void *from, size_t length,
		      void (*put)(FILE *, const struct netlink_parts *))
{
	const char *at = from;

	while (length >= sizeof(struct nlattr)) {
		const struct nlattr *one = (const struct nlattr *)at;
		struct netlink_parts parts;
		size_t step = NLA_ALIGN(one->nla_len);

		if (one->nla_len < sizeof(*one) || one->nla_len > length) {
			break;
		}
		netlink_read(one + 1, one->nla_len - sizeof(*one), &parts);
		put(to, &parts);
		at += step;
		length -= step < length ? step : length;
	}
}

static void put_expression(FILE *to, const struct netlink_parts *parts)
{
	const char *name = netlink_text(parts, NFTA_EXPR_NAME);

	fprintf(to, " [%s", name);
	if (strcmp(name, "counter") != 0) {
		put_part(to, parts, NFTA_EXPR_DATA);
	}
	fputc(']', to);
}

static void put_rule(struct network *network, const struct nlmsghdr *message)
{
	struct netlink_parts parts;

	fprintf(network->out, "rule %s %d", network->at, family_of(message, &parts));
	put_part(network->out, &parts, NFTA_RULE_TABLE);
	put_part(network->out, &parts, NFTA_RULE_CHAIN);
	each_part(network->out, parts.data[NFTA_RULE_EXPRESSIONS],
		  parts.length[NFTA_RULE_EXPRESSIONS], put_expression);
	put_part(network->out, &parts, NFTA_RULE_USERDATA);
	fputc('\n', network->out);
}

static void put_element(FILE *to, const struct netlink_parts *parts)
{
	fputs("element", to);
	put_part(to, parts, NFTA_SET_ELEM_KEY);
	put_part(to, parts, NFTA_SET_ELEM_KEY_END);
	put_part(to, parts, NFTA_SET_ELEM_DATA);
	put_part(to, parts, NFTA_SET_ELEM_FLAGS);
	put_part(to, parts, NFTA_SET_ELEM_TIMEOUT);
	put_part(to, parts, NFTA_SET_ELEM_USERDATA);
	put_part(to, parts, NFTA_SET_ELEM_OBJREF);
	fputc('\n', to);
}

static void put_elements(struct network *network, const struct nlmsghdr *message)
{
	struct netlink_parts parts;

	(void)family_of(message, &parts);
	each_part(network->out, parts.data[NFTA_SET_ELEM_LIST_ELEMENTS],
		  parts.length[NFTA_SET_ELEM_LIST_ELEMENTS], put_element);
}

struct request {
	struct nlmsghdr header;
	struct nfgenmsg info;
	char parts[1024];
};

static void list(struct network *network, struct request *request, int type,
		 void (*put)(struct network *, const struct nlmsghdr *))
{
	request->header.nlmsg_type = (uint16_t)(NFNL_SUBSYS_NFTABLES << 8 | type);
	request->header.nlmsg_len += NLMSG_LENGTH(sizeof(request->info));
	netlink_list(network->fd, &request->header, network, put);
}

static void add_text(struct request *request, int type, const char *text)
{
	struct nlattr *part = (struct nlattr *)(request->parts + request->header.nlmsg_len);
	size_t length = strlen(text) + 1;

	if (request->header.nlmsg_len + NLA_ALIGN(sizeof(*part) + length) <=
	    sizeof(request->parts)) {
		part->nla_type = (uint16_t)type;
		part->nla_len = (uint16_t)(sizeof(*part) + length);
		memcpy(part + 1, text, length);
		request->header.nlmsg_len += NLA_ALIGN(part->nla_len);
	}
}

static void put_set(struct network *network, const struct nlmsghdr *message)
{
	struct netlink_parts parts;
	char *text = NULL;
	size_t size = 0;
	struct network elements = { .at = network->at, .out = open_memstream(&text, &size) };
	int family = family_of(message, &parts);
	struct request request = { .info = { .nfgen_family = (unsigned char)family } };

	fprintf(network->out, "set %s %d", network->at, family);
	for (unsigned type = NFTA_SET_TABLE; type <= NFTA_SET_USERDATA; type++) {
		if (type != NFTA_SET_ID) {
			put_part(network->out, &parts, type);
		}
	}
	fputc('\n', network->out);
	if (!elements.out) {
		abort();
	}
	add_text(&request, NFTA_SET_ELEM_LIST_TABLE, netlink_text(&parts, NFTA_SET_TABLE));
	add_text(&request, NFTA_SET_ELEM_LIST_SET, netlink_text(&parts, NFTA_SET_NAME));
	elements.fd = netlink_open(NETLINK_NETFILTER);
	list(&elements, &request, NFT_MSG_GETSETELEM, put_elements);
	close(elements.fd);
	fclose(elements.out);
	network_put_lines(network->out, text, true);
	free(text);
}

static void put_object(struct network *network, const struct nlmsghdr *message)
{
	struct netlink_parts parts;

	fprintf(network->out, "object %s %d", network->at, family_of(message, &parts));
	put_part(network->out, &parts, NFTA_OBJ_TABLE);
	put_part(network->out, &parts, NFTA_OBJ_NAME);
	put_part(network->out, &parts, NFTA_OBJ_TYPE);
	fputc('\n', network->out);
}

void rules_put(FILE *to, const char *name)
{
	static const struct {
		int type;
		void (*put)(struct network *, const struct nlmsghdr *);
	} kind[] = { { NFT_MSG_GETTABLE, put_table },
		     { NFT_MSG_GETCHAIN, put_chain },
		     { NFT_MSG_GETRULE, put_rule },
		     { NFT_MSG_GETSET, put_set },
		     { NFT_MSG_GETOBJ, put_object } };
	char *text = NULL;
	size_t size = 0;
	struct network network = { .at = name,
				   .out = open_memstream(&text, &size),
				   .fd = netlink_open(NETLINK_NETFILTER) };

	if (!network.out) {
		abort();
	}
	for (unsigned i = 0; i < sizeof(kind) / sizeof(*kind); i++) {
		struct request request = { 0 };

		list(&network, &request, kind[i].type, kind[i].put);
	}
	close(network.fd);
	fclose(network.out);
	network_put_lines(to, text, false);
	free(text);
}
