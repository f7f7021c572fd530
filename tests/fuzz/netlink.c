/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Answers of netlink: links, addresses, routes, elements of sets, connections, numbers, errors. */
#include "kernel/netlink.h"
#include "conntrack.h"
#include "firewall.h"
#include "fuzz.h"
#include "link.h"
#include "nsid.h"

#include <unistd.h>

/* The room itself, for what it keeps to itself. */
#include "firewall_list.c"

/* As often as one question is asked again, and once more. */
enum { ENDS = 17 };

/* A kernel of our own that has answered already, and says then that this was all. */
static int answering(const uint8_t *data, size_t size, int *other_fd)
{
	const struct nlmsghdr end = { .nlmsg_len = sizeof end, .nlmsg_type = NLMSG_DONE };
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0) {
		abort();
	}
	if (size > 0) {
		(void)!send(fds[1], data, size, 0);
	}
	for (int i = 0; i < ENDS; i++) {
		(void)!send(fds[1], &end, sizeof end, 0);
	}
	*other_fd = fds[1];
	return fds[0];
}

static void ask(uint8_t which, struct netlink *netlink)
{
	struct firewall_port wanted = { .protocol = 17, .port = 53 };
	struct run run = { .tool = "fuzz" };
	struct link_address_list addresses;
	struct route_list routes;
	struct firewall firewall;
	struct link_list links;
	struct nsid_list nsids;
	struct link link;

	switch (which % 6) {
	case 0: link_list(&run, netlink, &links), link_list_free(&links); break;
	case 1:
		link_list_addresses(&run, netlink, &addresses);
		link_address_list_free(&addresses);
		break;
	case 2: link_list_routes(&run, netlink, &routes), link_route_list_free(&routes); break;
	case 3: nsid_list(&run, netlink, NSID_NONE, &nsids), nsid_list_free(&nsids); break;
	case 4: link_find(&run, netlink, "eth0", &link); break;
	default:
		firewall = (struct firewall){ .netlink = *netlink };
		conntrack_forget_port(&run, &firewall, &wanted);
		*netlink = firewall.netlink;
	}
}

/* libnftnl ends the program when an answer is not of its form: what it has read is ours to take. */
static void take_element(const uint8_t *data, size_t size)
{
	struct hearing hearing = { .family = size & 1 ? AF_INET6 : AF_INET, .at = size & 2 };
	struct nftnl_set_elem *element = nftnl_set_elem_alloc();
	struct firewall_port port;
	size_t half = size / 2 < 32 ? size / 2 : 32;

	if (element) {
		nftnl_set_elem_set(element, NFTNL_SET_ELEM_KEY, data, (uint32_t)half);
		nftnl_set_elem_set(element, NFTNL_SET_ELEM_DATA, data + half, (uint32_t)half);
		read_element(&hearing, element, &port);
		nftnl_set_elem_free(element);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct netlink netlink = { 0 };
	int other_fd;

	if (size < 1) {
		return 0;
	}
	netlink.fd = answering(data + 1, size - 1, &other_fd);
	ask(data[0], &netlink);
	netlink_close(&netlink);
	close(other_fd);
	take_element(data + 1, size - 1);
	return 0;
}
