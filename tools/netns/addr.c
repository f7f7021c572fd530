/* SPDX-License-Identifier: GPL-2.0-or-later */
/* addr - addresses of links in namespaces: listed, added and removed, with no other program. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "netname.h"
#include "place.h"
#include "table.h"
#include "verb.h"

struct request {
	struct place place;
	char **addresses; /* as text, ending with NULL */
};

static int read_request(struct request *want, const struct tool *tool, struct run *run, int argc,
			char **argv, struct option_outcome *asked)
{
	struct address address;

	*asked = option_parse(tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	asked->status = netns_place_read(tool, asked->operand[0], &want->place);
	want->addresses = asked->operand + 1;
	for (char **text = want->addresses; !asked->status && *text; text++) {
		if (address_read(*text, &address) < 0) {
			asked->status = option_complain(
				tool,
				"an address is wanted, as 10.1.0.2/24 or fd00::2/64, not '%s'",
				*text);
		}
	}
	return asked->status ? -1 : 0;
}

/* Each is sent on its own, so that what is there already, or gone already, is known by its name. */
static int change_one(struct run *run, struct netlink *inside, int index, const char *text,
		      int (*gather)(struct run *, struct netlink *, int, const struct address *))
{
	struct address address;

	if (address_read(text, &address) < 0 || gather(run, inside, index, &address) < 0) {
		return -1;
	}
	if (netlink_send(run, inside) < 0) {
		return run->failure.error == EADDRNOTAVAIL
			       ? run_advise(run, "cns-netns addr list shows those that are there")
			       : -1;
	}
	return 0;
}

static int change(struct run *run, const struct request *want, const char *verb,
		  int (*gather)(struct run *, struct netlink *, int, const struct address *))
{
	const char *name = want->place.namespace, *link = want->place.link;
	bool adds = strcmp(verb, "add") == 0;
	struct netlink inside;

	if (netns_open_inside(run, name, &inside) < 0) {
		return run_failed(run);
	}
	run_step(run, "find the link %s of %s", link, name);
	int index = netns_find_link(run, &inside, link), result = index < 0 ? -1 : 0;
	for (char **text = want->addresses; result == 0 && *text; text++) {
		run_step(run, "%s the address %s of %s in %s", adds ? "add" : "remove", *text, link,
			 name);
		struct address address = { 0 };
		address_read(*text, &address);
		run_equivalent(run, "ip -n %s addr %s %s dev %s%s", name, verb, *text, link,
			       adds ? address_words(&address) : "");
		result = change_one(run, &inside, index, *text, gather);
	}
	netlink_close(&inside);
	return result < 0 ? run_failed(run) : 0;
}

static int add(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns addr add",
		.summary = "Give a link in a namespace addresses.",
		.operands = "NAME:LINK ADDRESS...",
		.operands_min = 2,
		.operands_max = -1,
	};
	struct option_outcome asked;
	struct request want;

	return read_request(&want, &tool, run, argc, argv, &asked) < 0
		       ? asked.status
		       : change(run, &want, "add", link_add_address);
}

static int del(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns addr del",
		.summary = "Take addresses from a link in a namespace.",
		.operands = "NAME:LINK ADDRESS...",
		.operands_min = 2,
		.operands_max = -1,
	};
	struct option_outcome asked;
	struct request want;

	return read_request(&want, &tool, run, argc, argv, &asked) < 0
		       ? asked.status
		       : change(run, &want, "del", link_remove_address);
}

enum { NAME, LINK, FAMILY, ADDRESS };

static const struct table_column columns[] = {
	[NAME] = { "NAME", "name of the namespace", TABLE_SHOWN },
	[LINK] = { "LINK", "its link", TABLE_SHOWN },
	[FAMILY] = { "FAMILY", "inet or inet6", TABLE_SHOWN },
	[ADDRESS] = { "ADDRESS", "address, and length of its prefix", TABLE_SHOWN | TABLE_KEY },
	{ 0 },
};

static int fill(struct run *run, struct table *table, const char *name, struct netlink *inside)
{
	struct link_address_list list;
	struct link_list links;

	run_step(run, "list the addresses of %s", name);
	if (link_list(run, inside, &links) < 0) {
		return -1;
	}
	int result = link_list_addresses(run, inside, &list);
	for (size_t i = 0; result == 0 && i < list.count; i++) {
		struct table_row *row = table_add(table, NULL);
		struct address_text text;

		table_set(row, NAME, "%s", name);
		table_set(row, LINK, "%s", link_name(&links, list.item[i].index));
		table_set(row, FAMILY, "%s",
			  list.item[i].address.family == AF_INET6 ? "inet6" : "inet");
		table_set(row, ADDRESS, "%s", address_print(&text, &list.item[i].address));
	}
	link_address_list_free(&list);
	link_list_free(&links);
	return result;
}

static int list(struct run *run, int argc, char **argv)
{
	return netns_print_inside(run, argc, argv,
				  &(struct netns_inside){
					  .name = "cns-netns addr list",
					  .summary = "List the addresses of namespaces.",
					  .key = "addresses",
					  .columns = columns,
					  .fill = fill,
				  });
}

int netns_addr(struct run *run, int argc, char **argv)
{
	static const struct verb verbs[] = {
		{ "list", "list the addresses of namespaces", "[NAME]...", list },
		{ "add", "give a link addresses", "NAME:LINK ADDRESS...", add },
		{ "del", "take addresses from a link", "NAME:LINK ADDRESS...", del },
		{ "show", NULL, "[NAME]...", list },
		{ 0 },
	};
	static const struct tool tool = {
		.name = "cns-netns addr",
		.summary = "List, add and remove addresses in namespaces.",
		.operands = "[VERB [ARGUMENT]...]",
		.operands_max = -1,
		.verbs = verbs,
	};

	return option_run_verb(&tool, run, argc, argv);
}
