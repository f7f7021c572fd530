/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "loan.h"

/* The name that it had, or with a number where another link has that now. */
static int choose_name(struct run *run, struct netlink *netlink, const struct loan *loan,
		       char name[IFNAMSIZ])
{
	struct link other;
	int found;

	snprintf(name, IFNAMSIZ, "%s", loan->original);
	for (unsigned n = 1; (found = link_find(run, netlink, name, &other)) > 0; n++) {
		char end[12];
		size_t length = (size_t)snprintf(end, sizeof end, "-%u", n);

		snprintf(name, IFNAMSIZ, "%.*s%s", (int)(IFNAMSIZ - 1 - length), loan->original,
			 end);
	}
	if (found == 0 && strcmp(name, loan->original) != 0) {
		run_warn(run, "note: there is another link %s; the one that comes back is %s",
			 loan->original, name);
	}
	return found;
}

/* Returns 1 with the name that it has here now, 0 when it is not there, or -1. */
static int bring_back(struct run *run, const struct loan_places *places, const struct loan *loan,
		      char name[IFNAMSIZ])
{
	struct netlink inside;
	struct link link;

	run_step(run, "bring the link %s of %s back", loan->link, loan->name);
	if (netlink_open_in(run, &inside, NETLINK_ROUTE, places->namespace_fd) < 0) {
		return -1;
	}
	int found = link_find(run, &inside, loan->link, &link);
	/* Nobody entered the namespace to look: what was lent to it is taken to be there. */
	if (run->dry && found == 0) {
		found = 1;
	}
	if (found > 0 && choose_name(run, places->netlink, loan, name) < 0) {
		found = -1;
	}
	if (found > 0) {
		run_equivalent(run, "ip -n %s link set %s netns /proc/$$/ns/net name %s",
			       loan->name, loan->link, name);
		if (link_move(run, &inside, link.index, places->own_fd, name) < 0 ||
		    netlink_send(run, &inside) < 0) {
			found = -1;
		}
	}
	netlink_close(&inside);
	return found;
}

static bool is_it(const struct link *link, const struct loan *loan)
{
	static const uint8_t none[6] = { 0 };

	return memcmp(loan->mac, none, sizeof none) == 0
		       ? strcmp(link->name, loan->original) == 0
		       : memcmp(link->mac, loan->mac, sizeof loan->mac) == 0;
}

/* A device whose namespace ended has been given back by the kernel, perhaps by another name. */
static int find_here(struct run *run, const struct loan_places *places, const struct loan *loan,
		     char name[IFNAMSIZ])
{
	struct link_list links;
	int found = 0;

	run_step(run, "look whether the link %s came back", loan->original);
	if (link_list(run, places->netlink, &links) < 0) {
		return -1;
	}
	for (size_t i = 0; i < links.count && !found; i++) {
		if (is_it(&links.link[i], loan)) {
			snprintf(name, IFNAMSIZ, "%s", links.link[i].name);
			found = links.link[i].index;
		}
	}
	link_list_free(&links);
	if (found && strcmp(name, loan->original) != 0) {
		if (choose_name(run, places->netlink, loan, name) < 0 ||
		    link_rename(run, places->netlink, found, name) < 0 ||
		    netlink_send(run, places->netlink) < 0) {
			return -1;
		}
	}
	return found > 0;
}

/* What it has already, or cannot have any more, keeps it from nothing else. */
static void give(struct run *run, struct netlink *netlink, const char *what)
{
	if (netlink_send(run, netlink) < 0) {
		if (run->failure.error != EEXIST) {
			run_warn(run, "note: %s is not restored: %s", what,
				 strerrordesc_np(run->failure.error));
		}
		run_forgive(run);
	}
}

static void say_route(struct run *run, const struct link_route *route, const char *name)
{
	struct address_text to, by;
	char metric[24] = "";

	if (route->metric) {
		snprintf(metric, sizeof metric, " metric %u", route->metric);
	}
	run_equivalent(run, "ip %sroute add %s via %s dev %s proto static%s",
		       route->destination.family == AF_INET6 ? "-6 " : "",
		       address_print(&to, &route->destination),
		       address_print_host(&by, &route->gateway), name, metric);
}

static int restore(struct run *run, struct netlink *netlink, const struct loan *loan,
		   const char *name)
{
	struct address_text text;
	struct link link;

	run_step(run, "give the link %s what it had", name);
	if (link_find(run, netlink, name, &link) < 0) {
		return -1;
	}
	for (unsigned i = 0; i < loan->addresses; i++) {
		run_equivalent(run, "ip addr add %s dev %s%s",
			       address_print(&text, &loan->address[i]), name,
			       address_words(&loan->address[i]));
		if (link_add_address(run, netlink, link.index, &loan->address[i]) < 0) {
			return -1;
		}
		give(run, netlink, address_print(&text, &loan->address[i]));
	}
	if (loan->up) {
		run_equivalent(run, "ip link set %s up", name);
		if (link_raise(run, netlink, name) < 0 || netlink_send(run, netlink) < 0) {
			return -1;
		}
	}
	for (unsigned i = 0; i < loan->routes; i++) {
		struct link_route route = loan->route[i];

		route.index = link.index;
		say_route(run, &route, name);
		if (link_add_route(run, netlink, &route) < 0) {
			return -1;
		}
		give(run, netlink, address_print(&text, &route.destination));
	}
	return 0;
}

int loan_return(struct run *run, const struct state *state, const struct loan_places *places,
		const struct loan *loan)
{
	char name[IFNAMSIZ] = "";
	int found = places->namespace_fd >= 0 ? bring_back(run, places, loan, name) : 0;

	if (found == 0) {
		found = find_here(run, places, loan, name);
	}
	if (found < 0 || (found > 0 && restore(run, places->netlink, loan, name) < 0)) {
		return -1;
	}
	return loan_release(run, state, loan);
}
