/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * network - what a command line could leave in the network, as lines of text to compare.
 *
 * Links, addresses, routes, numbers and queues, here and in each named namespace; forwarding and
 * records.  The rules are in rules.c.  What is another at every run is not (hardware addresses,
 * cookies, names made of them), nor what the kernel does by itself and later (local routes, the
 * lower numbers of namespaces).  Asked of the kernel directly: ip(8), tc(8) and nft(8) took a
 * hundred times as long, and this is asked after every run.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/if_link.h>
#include <linux/net_namespace.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <regex.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "network.h"

/* --- netlink ------------------------------------------------------------------------------- */

int netlink_open(int protocol)
{
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
}

void netlink_read(const void *from, size_t length, struct netlink_parts *parts)
{
	const char *at = from;

	memset(parts, 0, sizeof(*parts));
	while (length >= sizeof(struct nlattr)) {
		const struct nlattr *part = (const struct nlattr *)at;
		unsigned type = part->nla_type & NLA_TYPE_MASK;
		size_t step = NLA_ALIGN(part->nla_len);

		if (part->nla_len < sizeof(*part) || part->nla_len > length) {
			break;
		}
		if (type < NETLINK_PARTS) {
			parts->data[type] = part + 1;
			parts->length[type] = part->nla_len - sizeof(*part);
		}
		at += step;
		length -= step < length ? step : length;
	}
}

uint32_t netlink_number(const struct netlink_parts *parts, unsigned type)
{
	uint32_t number = 0;

	if (parts->data[type] && parts->length[type] >= sizeof(number)) {
		memcpy(&number, parts->data[type], sizeof(number));
	}
	return number;
}

const char *netlink_text(const struct netlink_parts *parts, unsigned type)
{
	return parts->data[type] ? parts->data[type] : "";
}

/* False at the end of the answer. */
static bool take(const char *at, ssize_t length, struct network *network,
		 void (*put)(struct network *, const struct nlmsghdr *))
{
	size_t left = (size_t)length;

	for (const struct nlmsghdr *one = (const struct nlmsghdr *)at; NLMSG_OK(one, left);
	     one = NLMSG_NEXT(one, left)) {
		if (one->nlmsg_type == NLMSG_DONE || one->nlmsg_type == NLMSG_ERROR) {
			return false;
		}
		put(network, one);
	}
	return true;
}

void netlink_list(int fd, struct nlmsghdr *request, struct network *network,
		  void (*put)(struct network *, const struct nlmsghdr *))
{
	char answer[1 << 16] __attribute__((aligned(8)));
	ssize_t length;

	request->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	if (fd < 0 || send(fd, request, request->nlmsg_len, 0) < 0) {
		return;
	}
	while ((length = recv(fd, answer, sizeof(answer), 0)) > 0) {
		if (!take(answer, length, network, put)) {
			return;
		}
	}
}

/* --- text without what differs from run to run --------------------------------------------- */

static void put_line(FILE *to, char *line)
{
	static regex_t link, local;
	static bool ready;
	regmatch_t found;

	if (!ready) {
		ready = regcomp(&link, "cns[0-9a-f]{2,12}(-[0-9a-f]{3})?\\b", REG_EXTENDED) == 0 &&
			regcomp(&local, "fd[0-9a-f]{2}:[0-9a-f]+:[0-9a-f]+::", REG_EXTENDED) == 0;
	}
	for (; *line; line += found.rm_eo) {
		bool is_link = strstr(line, "cns") && !regexec(&link, line, 1, &found, 0);

		if (!is_link && (!strstr(line, "fd") || regexec(&local, line, 1, &found, 0))) {
			break;
		}
		fprintf(to, "%.*s%s", (int)found.rm_so, line, is_link ? "cnsLINK" : "fd::");
	}
	fprintf(to, "%s\n", line);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void network_put_lines(FILE *to, char *text, bool sorted)
{
	char *line[4096], *rest = text;
	size_t count = 0;

	for (char *one; count < 4096 && (one = strsep(&rest, "\n"));) {
		if (*one) {
			line[count++] = one;
		}
	}
	if (sorted) {
		qsort(line, count, sizeof(*line), compare);
	}
	for (size_t i = 0; i < count; i++) {
		put_line(to, line[i]);
	}
}

/* --- one namespace ------------------------------------------------------------------------- */

static const char *link_name(const struct network *network, uint32_t index)
{
	for (unsigned i = 0; i < network->links; i++) {
		if (network->link[i].index == index) {
			return network->link[i].name;
		}
	}
	return "-";
}

static void note_link(struct network *network, const struct nlmsghdr *message)
{
	const struct ifinfomsg *info = NLMSG_DATA(message);
	struct netlink_parts parts;

	netlink_read(info + 1, NLMSG_PAYLOAD(message, sizeof(*info)), &parts);
	if (network->links < NETWORK_LINKS) {
		network->link[network->links].index = (uint32_t)info->ifi_index;
		snprintf(network->link[network->links++].name, IFNAMSIZ, "%s",
			 netlink_text(&parts, IFLA_IFNAME));
	}
}

static void put_link(struct network *network, const struct nlmsghdr *message)
{
	const struct ifinfomsg *info = NLMSG_DATA(message);
	struct netlink_parts parts, kind;

	netlink_read(info + 1, NLMSG_PAYLOAD(message, sizeof(*info)), &parts);
	netlink_read(parts.data[IFLA_LINKINFO], parts.length[IFLA_LINKINFO], &kind);
	fprintf(network->out, "link %s %s %s %s mtu %u master %s group %u\n", network->at,
		netlink_text(&parts, IFLA_IFNAME), netlink_text(&kind, IFLA_INFO_KIND),
		info->ifi_flags & IFF_UP ? "up" : "down", netlink_number(&parts, IFLA_MTU),
		link_name(network, netlink_number(&parts, IFLA_MASTER)),
		netlink_number(&parts, IFLA_GROUP));
}

static const char *address_text(int family, const void *bytes)
{
	static char text[4][INET6_ADDRSTRLEN];
	static unsigned next;
	char *to = text[next++ % 4];

	return bytes && inet_ntop(family, bytes, to, sizeof(text[0])) ? to : "-";
}

/* An IPv6 address that is of one link only, which the kernel makes when it gets to it. */
static bool is_of_link(int family, const void *bytes)
{
	const unsigned char *byte = bytes;

	return family == AF_INET6 && byte && byte[0] == 0xfe && (byte[1] & 0xc0) == 0x80;
}

static void put_address(struct network *network, const struct nlmsghdr *message)
{
	const struct ifaddrmsg *info = NLMSG_DATA(message);
	struct netlink_parts parts;

	netlink_read(info + 1, NLMSG_PAYLOAD(message, sizeof(*info)), &parts);
	const void *address = parts.data[IFA_LOCAL] ? parts.data[IFA_LOCAL]
						    : parts.data[IFA_ADDRESS];

	if (is_of_link(info->ifa_family, address)) {
		return;
	}
	fprintf(network->out, "address %s %s %s/%u\n", network->at,
		link_name(network, info->ifa_index), address_text(info->ifa_family, address),
		info->ifa_prefixlen);
	if (info->ifa_family == AF_INET6 && *(const unsigned char *)address == 0xfd) {
		network_note_prefix(address);
	}
}

static void put_route(struct network *network, const struct nlmsghdr *message)
{
	const struct rtmsg *info = NLMSG_DATA(message);
	struct netlink_parts parts;

	netlink_read(info + 1, NLMSG_PAYLOAD(message, sizeof(*info)), &parts);
	if (info->rtm_table != RT_TABLE_MAIN || is_of_link(info->rtm_family, parts.data[RTA_DST])) {
		return;
	}
	fprintf(network->out, "route %s %s/%u via %s dev %s metric %u src %s type %u by %u\n",
		network->at, address_text(info->rtm_family, parts.data[RTA_DST]), info->rtm_dst_len,
		address_text(info->rtm_family, parts.data[RTA_GATEWAY]),
		link_name(network, netlink_number(&parts, RTA_OIF)),
		netlink_number(&parts, RTA_PRIORITY),
		address_text(info->rtm_family, parts.data[RTA_PREFSRC]), info->rtm_type,
		info->rtm_protocol);
}

static void put_number(struct network *network, const struct nlmsghdr *message)
{
	const struct rtgenmsg *info = NLMSG_DATA(message);
	struct netlink_parts parts;

	netlink_read((const char *)info + NLMSG_ALIGN(sizeof(*info)),
		     NLMSG_PAYLOAD(message, NLMSG_ALIGN(sizeof(*info))), &parts);
	int number = (int)netlink_number(&parts, NETNSA_NSID);

	if (number >= 7) {
		fprintf(network->out, "number %s %d\n", network->at, number);
	}
}

static void put_queue(struct network *network, const struct nlmsghdr *message)
{
	const struct tcmsg *info = NLMSG_DATA(message);
	struct netlink_parts parts;

	netlink_read(info + 1, NLMSG_PAYLOAD(message, sizeof(*info)), &parts);
	if (strcmp(netlink_text(&parts, TCA_KIND), "noqueue") == 0) {
		return;
	}
	fprintf(network->out, "queue %s %s %s under %x:", network->at,
		link_name(network, (uint32_t)info->tcm_ifindex), netlink_text(&parts, TCA_KIND),
		info->tcm_parent);
	network_put_bytes(network->out, parts.data[TCA_OPTIONS], parts.length[TCA_OPTIONS]);
	fputc('\n', network->out);
}

static void list(int fd, int type, struct network *network,
		 void (*put)(struct network *, const struct nlmsghdr *))
{
	struct {
		struct nlmsghdr header;
		struct tcmsg any;
	} request = { .header = { .nlmsg_type = (uint16_t)type } };

	request.header.nlmsg_len = NLMSG_LENGTH(type == RTM_GETQDISC ? sizeof(request.any)
								     : sizeof(struct rtgenmsg));

	netlink_list(fd, &request.header, network, put);
}

/* Sorted, since the kernel lists links and routes in the order that they were made in. */
static void put_namespace(FILE *to, const char *name)
{
	char *text = NULL;
	size_t size = 0;
	struct network network = { .at = name, .out = open_memstream(&text, &size) };
	int fd = netlink_open(NETLINK_ROUTE);

	if (!network.out || fd < 0) {
		abort();
	}
	list(fd, RTM_GETLINK, &network, note_link);
	list(fd, RTM_GETLINK, &network, put_link);
	list(fd, RTM_GETADDR, &network, put_address);
	list(fd, RTM_GETROUTE, &network, put_route);
	list(fd, RTM_GETNSID, &network, put_number);
	list(fd, RTM_GETQDISC, &network, put_queue);
	close(fd);
	fclose(network.out);
	network_put_lines(to, text, true);
	free(text);
	rules_put(to, name);
}

/* --- all of it ----------------------------------------------------------------------------- */

static void each_path(const char *pattern, FILE *to, void (*put)(FILE *, const char *))
{
	glob_t found = { 0 };

	if (glob(pattern, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++) {
			put(to, found.gl_pathv[i]);
		}
	}
	globfree(&found);
}

static void put_named(FILE *to, const char *path)
{
	int here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	/* A name that is no namespace is a file of /run, and told of as such. */
	if (fd >= 0 && setns(fd, CLONE_NEWNET) == 0) {
		put_namespace(to, strrchr(path, '/') + 1);
		if (setns(here, CLONE_NEWNET) < 0) {
			abort();
		}
	}
	close(fd);
	close(here);
}

static bool differs_by_run(const char *line)
{
	static const char *const word[] = { "namespace=", "boot=", "pid=", "started=", "mac=" };

	for (unsigned i = 0; i < sizeof(word) / sizeof(*word); i++) {
		if (strstr(line, word[i])) {
			return true;
		}
	}
	return false;
}

static void put_text(FILE *to, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (!differs_by_run(line)) {
			fprintf(to, "%s:%s\n", path, line);
		}
	}
	free(line);
	if (file) {
		fclose(file);
	}
}

void network_put(FILE *to)
{
	/* Records and locks are at most this deep, and namespaces beside them. */
	static const char *const texts[] = { "/proc/sys/net/ipv[46]/conf/*/forwarding",
					     "/run/cns/*", "/run/cns/*/*", "/run/cns/*/*/*",
					     "/run/mount/*" };
	char *text = NULL;
	size_t size = 0;

	put_namespace(to, "here");
	each_path("/run/netns/*", to, put_named);
	FILE *lines = open_memstream(&text, &size);

	if (!lines) {
		abort();
	}
	for (unsigned i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		each_path(texts[i], lines, put_text);
	}
	fclose(lines);
	network_put_lines(to, text, true);
	free(text);
}
