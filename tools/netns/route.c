/* SPDX-License-Identifier: GPL-2.0-or-later */
/* route - routes of namespaces: listed, added and removed, with no other program. */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "netname.h"
#include "place.h"
#include "table.h"
#include "text.h"
#include "verb.h"

struct request {
	const char *name, *link;
	struct link_route route;
	char text[256]; /* as ip(8) is told it */
};

static int read_destination(const char *text, struct address *destination)
{
	if (strcmp(text, "default") == 0) {
		*destination = (struct address){ .family = AF_INET };
		return 0;
	}
	struct address read, network;
	if (address_read(text, &read) < 0) {
		return -1;
	}
	network = address_network(&read);
	if (!address_is_same(&read, &network)) {
		return -1;
	}
	*destination = read;
	return 0;
}

/* Words in pairs: via ADDRESS, dev LINK, metric NUMBER. */
static int read_pair(const struct tool *tool, struct request *want, char **pair)
{
	struct link_route *route = &want->route;
	uint64_t number;

	if (!pair[1]) {
		return option_complain(tool, "'%s' is followed by nothing", pair[0]);
	}
	if (strcmp(pair[0], "via") == 0) {
		return address_read(pair[1], &route->gateway) == 0 && !strchr(pair[1], '/')
			       ? 0
			       : option_complain(tool, "a gateway is an address, not '%s'",
						 pair[1]);
	}
	if (strcmp(pair[0], "dev") == 0) {
		want->link = pair[1];
		return link_is_name(pair[1])
			       ? 0
			       : option_complain(tool, "no link can have the name '%s'", pair[1]);
	}
	if (strcmp(pair[0], "metric") == 0) {
		if (text_to_number(pair[1], UINT32_MAX, &number) < 0) {
			return option_complain(tool, "a metric is a number, not '%s'", pair[1]);
		}
		route->metric = (uint32_t)number;
		return 0;
	}
	return option_complain(tool, "via ADDRESS, dev LINK or metric NUMBER is wanted, not '%s'",
			       pair[0]);
}

static int check(const struct tool *tool, struct request *want, const char *destination)
{
	struct link_route *route = &want->route;

	if (route->gateway.family && strcmp(destination, "default") == 0) {
		route->destination.family = route->gateway.family;
	}
	if (route->gateway.family && route->gateway.family != route->destination.family) {
		return option_complain(tool, "the gateway and %s are of two families", destination);
	}
	return 0;
}

static int read_request(struct request *want, const struct tool *tool, struct run *run, int argc,
			char **argv, struct option_outcome *asked)
{
	*asked = option_parse(tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	char **word = asked->operand;
	*want = (struct request){ .name = word[0] };
	if (read_destination(word[1], &want->route.destination) < 0) {
		asked->status = option_complain(
			tool,
			"default or a subnet is wanted, as 10.1.0.0/24 or fd00::/64, not '%s'",
			word[1]);
	}
	for (word += 2; !asked->status && *word; word += 2) {
		asked->status = read_pair(tool, want, word);
	}
	asked->status = asked->status ? asked->status : check(tool, want, asked->operand[1]);
	for (word = asked->operand + 1; !asked->status && *word; word++) {
		size_t used = strlen(want->text);

		snprintf(want->text + used, sizeof want->text - used, " %s", *word);
	}
	return asked->status ? -1 : 0;
}

static int change_inside(struct run *run, struct request *want, struct netlink *inside,
			 const char *verb,
			 int (*gather)(struct run *, struct netlink *, const struct link_route *))
{
	bool adds = strcmp(verb, "add") == 0;

	if (want->link) {
		run_step(run, "find the link %s of %s", want->link, want->name);
		want->route.index = netns_find_link(run, inside, want->link);
		if (want->route.index < 0) {
			return -1;
		}
	}
	run_step(run, "%s the route%s in %s", adds ? "add" : "remove", want->text, want->name);
	run_equivalent(run, "ip -n %s %sroute %s%s%s", want->name,
		       want->route.destination.family == AF_INET6 ? "-6 " : "", verb, want->text,
		       adds ? " proto static" : "");
	if (adds && !want->link && !want->route.gateway.family) {
		run_refuse(run, "it leads nowhere");
		return run_advise(run, "via ADDRESS names a gateway, dev LINK a link");
	}
	return gather(run, inside, &want->route) < 0 ? -1 : netlink_send(run, inside);
}

static int change(struct run *run, struct request *want, const char *verb,
		  int (*gather)(struct run *, struct netlink *, const struct link_route *))
{
	struct netlink inside;

	if (netns_open_inside(run, want->name, &inside) < 0) {
		return run_failed(run);
	}
	int result = change_inside(run, want, &inside, verb, gather);
	netlink_close(&inside);
	return result < 0 ? run_failed(run) : 0;
}

#define WORDS "NAME SUBNET|default [via ADDRESS] [dev LINK] [metric NUMBER]"

static int add(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns route add",
		.summary = "Add a route to a namespace.",
		.operands = WORDS,
		.operands_min = 2,
		.operands_max = 8,
	};
	struct option_outcome asked;
	struct request want;

	return read_request(&want, &tool, run, argc, argv, &asked) < 0
		       ? asked.status
		       : change(run, &want, "add", link_add_route);
}

static int del(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns route del",
		.summary = "Remove a route of a namespace.",
		.operands = WORDS,
		.operands_min = 2,
		.operands_max = 8,
	};
	struct option_outcome asked;
	struct request want;

	return read_request(&want, &tool, run, argc, argv, &asked) < 0
		       ? asked.status
		       : change(run, &want, "del", link_remove_route);
}

enum { NAME, DESTINATION, GATEWAY, LINK, METRIC };

static const struct table_column columns[] = {
	[NAME] = { "NAME", "name of the namespace", TABLE_SHOWN },
	[DESTINATION] = { "DESTINATION", "where it leads to", TABLE_SHOWN | TABLE_KEY },
	[GATEWAY] = { "GATEWAY", "by whom; empty: to neighbours of the link", TABLE_SHOWN },
	[LINK] = { "LINK", "by which link", TABLE_SHOWN },
	[METRIC] = { "METRIC", "the lower the better", TABLE_SHOWN | TABLE_NUMBER },
	{ 0 },
};

static void fill_row(struct table *table, const char *name, const struct route *route,
		     const struct link_list *links)
{
	struct table_row *row = table_add(table, NULL);
	struct address_text text;

	table_set(row, NAME, "%s", name);
	table_set(row, DESTINATION, "%s",
		  route->destination.prefix ? address_print(&text, &route->destination)
					    : "default");
	if (route->gateway.family) {
		table_set(row, GATEWAY, "%s", address_print_host(&text, &route->gateway));
	}
	table_set(row, LINK, "%s", link_name(links, route->index));
	table_set_number(row, METRIC, route->metric);
}

/* Of the main table, without what the kernel has there for its own use. */
static int fill(struct run *run, struct table *table, const char *name, struct netlink *inside)
{
	struct route_list routes;
	struct link_list links;

	run_step(run, "list the routes of %s", name);
	if (link_list(run, inside, &links) < 0) {
		return -1;
	}
	int result = link_list_routes(run, inside, &routes);
	for (size_t i = 0; result == 0 && i < routes.count; i++) {
		if (routes.route[i].table == RT_TABLE_MAIN && routes.route[i].type == RTN_UNICAST) {
			fill_row(table, name, &routes.route[i], &links);
		}
	}
	link_route_list_free(&routes);
	link_list_free(&links);
	return result;
}

static int list(struct run *run, int argc, char **argv)
{
	return netns_print_inside(run, argc, argv,
				  &(struct netns_inside){
					  .name = "cns-netns route list",
					  .summary = "List the routes of namespaces.",
					  .key = "routes",
					  .columns = columns,
					  .fill = fill,
				  });
}

int netns_route(struct run *run, int argc, char **argv)
{
	static const struct verb verbs[] = {
		{ "list", "list the routes of namespaces", "[NAME]...", list },
		{ "add", "add one", WORDS, add },
		{ "del", "remove one", WORDS, del },
		{ "show", NULL, "[NAME]...", list },
		{ 0 },
	};
	static const struct tool tool = {
		.name = "cns-netns route",
		.summary = "List, add and remove routes in namespaces.",
		.operands = "[VERB [ARGUMENT]...]",
		.operands_max = -1,
		.verbs = verbs,
	};

	return option_run_verb(&tool, run, argc, argv);
}
