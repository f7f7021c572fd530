/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor of cns-netns up web -p 8080:80: a namespace with a name, a bridge, a pair of links, an
 * address and a default route, masquerade and one published port, by raw netlink in one process.
 * It looks for nothing, remembers nothing and takes nothing back.  With the word "another" the
 * bridge cns0 is there already, and so are the table and its chains.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/table.h>
#include <linux/if_link.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static char buffer[65536];
static unsigned int sequence;

static void need(int good)
{
	if (!good) {
		_exit(1);
	}
}

/* --- links --- */

static struct mnl_socket *open_socket(int bus)
{
	struct mnl_socket *socket = mnl_socket_open2(bus, SOCK_CLOEXEC);

	need(socket && mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0);
	return socket;
}

static struct nlmsghdr *message(uint16_t type, uint16_t flags)
{
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);

	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	header->nlmsg_seq = ++sequence;
	return header;
}

static void talk(struct mnl_socket *socket, const struct nlmsghdr *header)
{
	char answer[4096];
	ssize_t length;

	need(mnl_socket_sendto(socket, header, header->nlmsg_len) > 0);
	length = mnl_socket_recvfrom(socket, answer, sizeof answer);
	need(length > 0 && mnl_cb_run(answer, (size_t)length, header->nlmsg_seq,
				      mnl_socket_get_portid(socket), NULL, NULL) >= 0);
}

static struct nlmsghdr *link_message(uint16_t flags, unsigned int index, unsigned int up)
{
	struct nlmsghdr *header = message(RTM_NEWLINK, flags);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(header, sizeof *link);

	link->ifi_index = (int)index;
	link->ifi_flags = up;
	link->ifi_change = up;
	return header;
}

static void add_bridge(struct mnl_socket *socket)
{
	struct nlmsghdr *header = link_message(NLM_F_CREATE | NLM_F_EXCL, 0, IFF_UP);

	mnl_attr_put_strz(header, IFLA_IFNAME, "cns0");
	struct nlattr *info = mnl_attr_nest_start(header, IFLA_LINKINFO);
	mnl_attr_put_strz(header, IFLA_INFO_KIND, "bridge");
	mnl_attr_nest_end(header, info);
	talk(socket, header);
}

static void add_pair(struct mnl_socket *socket, unsigned int bridge, int inside)
{
	struct nlmsghdr *header = link_message(NLM_F_CREATE | NLM_F_EXCL, 0, IFF_UP);

	mnl_attr_put_strz(header, IFLA_IFNAME, "cv0");
	mnl_attr_put_u32(header, IFLA_MASTER, bridge);
	struct nlattr *info = mnl_attr_nest_start(header, IFLA_LINKINFO);
	mnl_attr_put_strz(header, IFLA_INFO_KIND, "veth");
	struct nlattr *data = mnl_attr_nest_start(header, IFLA_INFO_DATA);
	struct nlattr *peer = mnl_attr_nest_start(header, VETH_INFO_PEER);
	mnl_nlmsg_put_extra_header(header, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(header, IFLA_IFNAME, "eth0");
	mnl_attr_put_u32(header, IFLA_NET_NS_FD, (uint32_t)inside);
	mnl_attr_nest_end(header, peer);
	mnl_attr_nest_end(header, data);
	mnl_attr_nest_end(header, info);
	talk(socket, header);
}

static void set_up(struct mnl_socket *socket, const char *name)
{
	talk(socket, link_message(0, if_nametoindex(name), IFF_UP));
}

static void add_address(struct mnl_socket *socket, const char *name, const char *text)
{
	struct nlmsghdr *header = message(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
	struct ifaddrmsg *address = mnl_nlmsg_put_extra_header(header, sizeof *address);

	address->ifa_family = AF_INET;
	address->ifa_prefixlen = 24;
	address->ifa_index = if_nametoindex(name);
	mnl_attr_put_u32(header, IFA_LOCAL, inet_addr(text));
	mnl_attr_put_u32(header, IFA_ADDRESS, inet_addr(text));
	talk(socket, header);
}

static void add_default_route(struct mnl_socket *socket, const char *gateway)
{
	struct nlmsghdr *header = message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
	struct rtmsg *route = mnl_nlmsg_put_extra_header(header, sizeof *route);

	route->rtm_family = AF_INET;
	route->rtm_table = RT_TABLE_MAIN;
	route->rtm_protocol = RTPROT_STATIC;
	route->rtm_type = RTN_UNICAST;
	mnl_attr_put_u32(header, RTA_GATEWAY, inet_addr(gateway));
	talk(socket, header);
}

/* --- rules --- */

static struct nlmsghdr *rule_message(struct mnl_nlmsg_batch *batch, uint16_t type)
{
	return nftnl_nlmsg_build_hdr(mnl_nlmsg_batch_current(batch), type, NFPROTO_IPV4,
				     NLM_F_CREATE | NLM_F_APPEND, ++sequence);
}

static void add_table(struct mnl_nlmsg_batch *batch)
{
	struct nftnl_table *table = nftnl_table_alloc();

	nftnl_table_set_str(table, NFTNL_TABLE_NAME, "floor");
	nftnl_table_nlmsg_build_payload(rule_message(batch, NFT_MSG_NEWTABLE), table);
	nftnl_table_free(table);
	mnl_nlmsg_batch_next(batch);
}

static void add_chain(struct mnl_nlmsg_batch *batch, const char *name, uint32_t hook, int priority)
{
	struct nftnl_chain *chain = nftnl_chain_alloc();

	nftnl_chain_set_str(chain, NFTNL_CHAIN_TABLE, "floor");
	nftnl_chain_set_str(chain, NFTNL_CHAIN_NAME, name);
	nftnl_chain_set_str(chain, NFTNL_CHAIN_TYPE, "nat");
	nftnl_chain_set_u32(chain, NFTNL_CHAIN_HOOKNUM, hook);
	nftnl_chain_set_s32(chain, NFTNL_CHAIN_PRIO, priority);
	nftnl_chain_nlmsg_build_payload(rule_message(batch, NFT_MSG_NEWCHAIN), chain);
	nftnl_chain_free(chain);
	mnl_nlmsg_batch_next(batch);
}

static struct nftnl_expr *expression(struct nftnl_rule *rule, const char *kind)
{
	struct nftnl_expr *made = nftnl_expr_alloc(kind);

	need(made != NULL);
	nftnl_rule_add_expr(rule, made);
	return made;
}

/* The rule holds for packets with this value at this place. */
static void match(struct nftnl_rule *rule, uint32_t base, uint32_t offset, const void *value,
		  uint32_t length)
{
	struct nftnl_expr *load = expression(rule, "payload");

	nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_BASE, base);
	nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_OFFSET, offset);
	nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_LEN, length);
	nftnl_expr_set_u32(load, NFTNL_EXPR_PAYLOAD_DREG, NFT_REG_1);
	struct nftnl_expr *compare = expression(rule, "cmp");
	nftnl_expr_set_u32(compare, NFTNL_EXPR_CMP_SREG, NFT_REG_1);
	nftnl_expr_set_u32(compare, NFTNL_EXPR_CMP_OP, NFT_CMP_EQ);
	nftnl_expr_set(compare, NFTNL_EXPR_CMP_DATA, value, length);
}

static void load(struct nftnl_rule *rule, uint32_t to, const void *value, uint32_t length)
{
	struct nftnl_expr *immediate = expression(rule, "immediate");

	nftnl_expr_set_u32(immediate, NFTNL_EXPR_IMM_DREG, to);
	nftnl_expr_set(immediate, NFTNL_EXPR_IMM_DATA, value, length);
}

static struct nftnl_rule *new_rule(const char *chain)
{
	struct nftnl_rule *rule = nftnl_rule_alloc();

	nftnl_rule_set_str(rule, NFTNL_RULE_TABLE, "floor");
	nftnl_rule_set_str(rule, NFTNL_RULE_CHAIN, chain);
	return rule;
}

static void put_rule(struct mnl_nlmsg_batch *batch, struct nftnl_rule *rule)
{
	nftnl_rule_nlmsg_build_payload(rule_message(batch, NFT_MSG_NEWRULE), rule);
	nftnl_rule_free(rule);
	mnl_nlmsg_batch_next(batch);
}

static void add_rules(struct mnl_nlmsg_batch *batch)
{
	uint32_t address = inet_addr("10.99.0.2");
	uint16_t outer = htons(8080), inner = htons(80);
	struct nftnl_rule *rule = new_rule("post");

	match(rule, NFT_PAYLOAD_NETWORK_HEADER, 12, &(uint32_t){ inet_addr("10.99.0.2") },
	      sizeof address);
	expression(rule, "masq");
	put_rule(batch, rule);
	rule = new_rule("pre");
	match(rule, NFT_PAYLOAD_NETWORK_HEADER, 9, &(uint8_t){ IPPROTO_TCP }, 1);
	match(rule, NFT_PAYLOAD_TRANSPORT_HEADER, 2, &outer, sizeof outer);
	load(rule, NFT_REG_1, &address, sizeof address);
	load(rule, NFT_REG_2, &inner, sizeof inner);
	struct nftnl_expr *nat = expression(rule, "nat");
	nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_TYPE, NFT_NAT_DNAT);
	nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_FAMILY, NFPROTO_IPV4);
	nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_ADDR_MIN, NFT_REG_1);
	nftnl_expr_set_u32(nat, NFTNL_EXPR_NAT_REG_PROTO_MIN, NFT_REG_2);
	put_rule(batch, rule);
}

static void add_firewall(int is_first)
{
	struct mnl_socket *socket = open_socket(NETLINK_NETFILTER);
	struct mnl_nlmsg_batch *batch = mnl_nlmsg_batch_start(buffer, sizeof buffer / 2);

	nftnl_batch_begin(mnl_nlmsg_batch_current(batch), ++sequence);
	mnl_nlmsg_batch_next(batch);
	if (is_first) {
		add_table(batch);
		add_chain(batch, "post", NF_INET_POST_ROUTING, 100);
		add_chain(batch, "pre", NF_INET_PRE_ROUTING, -100);
	}
	add_rules(batch);
	nftnl_batch_end(mnl_nlmsg_batch_current(batch), ++sequence);
	mnl_nlmsg_batch_next(batch);
	need(mnl_socket_sendto(socket, mnl_nlmsg_batch_head(batch), mnl_nlmsg_batch_size(batch)) >
	     0);
	mnl_nlmsg_batch_stop(batch);
	mnl_socket_close(socket);
}

/* --- the namespace --- */

static int add_namespace(int outside)
{
	mkdir("/run/netns", 0755);
	int fd = open("/run/netns/web", O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
	need(fd >= 0 && close(fd) == 0 && unshare(CLONE_NEWNET) == 0);
	need(mount("/proc/self/ns/net", "/run/netns/web", "none", MS_BIND, NULL) == 0);
	int inside = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	need(inside >= 0 && setns(outside, CLONE_NEWNET) == 0);
	return inside;
}

int main(int argc, char **argv)
{
	int is_first = argc < 2 || strcmp(argv[1], "another") != 0;
	int outside = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct mnl_socket *socket = open_socket(NETLINK_ROUTE);

	if (is_first) {
		add_bridge(socket);
		add_address(socket, "cns0", "10.99.0.1");
	}
	int inside = add_namespace(outside);
	add_pair(socket, if_nametoindex("cns0"), inside);
	mnl_socket_close(socket);
	add_firewall(is_first);
	need(setns(inside, CLONE_NEWNET) == 0);
	socket = open_socket(NETLINK_ROUTE);
	set_up(socket, "lo");
	set_up(socket, "eth0");
	add_address(socket, "eth0", "10.99.0.2");
	add_default_route(socket, "10.99.0.1");
	mnl_socket_close(socket);
	return 0;
}
