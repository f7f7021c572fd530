/* SPDX-License-Identifier: GPL-2.0-or-later */
/* link - single links in a namespace: made there, removed, and moved there and back. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link.h"
#include "netname.h"
#include "verb.h"

struct request {
	const char *kind, *parent, *mode, *peer, *remote;
	uint64_t id;
	bool up;
	const char *name;    /* of the namespace */
	char link[IFNAMSIZ]; /* in it */
	struct address address;
};

/* Cuts "NAME:LINK" at its last colon; a name may have some itself. */
static int read_place(const struct tool *tool, char *text, struct request *want)
{
	char *colon = strrchr(text, ':');

	if (!colon || !link_is_name(colon + 1)) {
		return option_complain(
			tool, "NAME:LINK is wanted, a namespace and a link in it, not '%s'", text);
	}
	*colon = '\0';
	snprintf(want->link, sizeof want->link, "%s", colon + 1);
	want->name = text;
	struct netns_names names = { &text, 1 };
	return netns_names_check_present(tool, &names);
}

static int check_kind(const struct tool *tool, struct request *want)
{
	static const struct {
		const char *kind;
		bool parent, id;
	} kinds[] = {
		{ "veth", false, false },  { "bridge", false, false },
		{ "dummy", false, false }, { "wireguard", false, false },
		{ "ifb", false, false },   { "macvlan", true, false },
		{ "ipvlan", true, false }, { "vlan", true, true },
		{ "vxlan", false, true },
	};

	if (want->remote && (address_read(want->remote, &want->address) < 0)) {
		return option_complain(tool, "an address is wanted, not '%s'", want->remote);
	}
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kinds[i].kind, want->kind) != 0) {
			continue;
		}
		if (kinds[i].parent && !want->parent) {
			return option_complain(tool, "a link of kind %s needs --parent LINK",
					       want->kind);
		}
		if (kinds[i].id && !want->id) {
			return option_complain(tool, "a link of kind %s needs --id NUMBER",
					       want->kind);
		}
		return link_has_mode(want->kind, want->mode)
			       ? 0
			       : option_complain(tool, "%s has no mode '%s'", want->kind,
						 want->mode);
	}
	return option_complain(
		tool,
		"a kind is veth, bridge, dummy, wireguard, ifb, macvlan, ipvlan, vlan or "
		"vxlan, not '%s'",
		want->kind);
}

static int read_add(struct request *want, struct run *run, int argc, char **argv)
{
	const struct option_row options[] = {
		{ 't', "type", "TEXT", "its kind (veth)", .text = &want->kind },
		{ 0, "parent", "LINK", "the link here that it sits on", .text = &want->parent },
		{ 0, "mode", "MODE", "of macvlan and ipvlan", .text = &want->mode },
		{ 0, "id", "NUMBER", "of vlan and vxlan", .number = &want->id, .max = 16777215 },
		{ 0, "remote", "ADDRESS", "of vxlan: where the other end is",
		  .text = &want->remote },
		{ 0, "peer", "LINK", "of veth: the end that is here", .text = &want->peer },
		{ 0, "up", NULL, "bring it up", .flag = &want->up },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns link add",
		.summary = "Make a link in a namespace.",
		.operands = "NAME:LINK",
		.operands_min = 1,
		.operands_max = 1,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status ? asked.status : -1;
	}
	int status = read_place(&tool, asked.operand[0], want);
	return status ? status : check_kind(&tool, want);
}

static int find_index(struct run *run, struct netlink *netlink, const char *name)
{
	struct link link;
	int found = link_find(run, netlink, name, &link);

	return found < 0 ? -1
	       : found   ? link.index
			 : run_refuse(run, "there is no link %s here", name);
}

static int raise_inside(struct run *run, const struct request *want, int namespace_fd)
{
	struct netlink inside;

	run_step(run, "bring %s up in %s", want->link, want->name);
	if (netlink_open_in(run, &inside, NETLINK_ROUTE, namespace_fd) < 0) {
		return -1;
	}
	int result = link_raise(run, &inside, want->link);
	if (result == 0) {
		result = netlink_send(run, &inside);
	}
	netlink_close(&inside);
	return result;
}

static int make(struct run *run, struct netlink *netlink, const struct request *want,
		int namespace_fd)
{
	struct link_new new = {
		.kind = want->kind,
		.name = want->link,
		.namespace_fd = namespace_fd,
		.mode = want->mode,
		.id = (uint32_t)want->id,
		.peer = want->peer,
		.remote = want->address,
	};

	run_step(run, "make the link %s of kind %s in %s", want->link, want->kind, want->name);
	if (want->parent) {
		new.parent = find_index(run, netlink, want->parent);
		if (new.parent < 0) {
			return -1;
		}
	}
	if (link_make(run, netlink, &new) < 0) {
		return -1;
	}
	if (netlink_send(run, netlink) < 0) {
		return run->failure.error == EOPNOTSUPP
			       ? run_advise(
					 run,
					 "this kernel has no links of kind %s; perhaps modprobe %s",
					 want->kind, want->kind)
			       : -1;
	}
	return want->up ? raise_inside(run, want, namespace_fd) : 0;
}

/* Does work with the namespace open, and a socket here. */
static int with_namespace(struct run *run, const struct request *want,
			  int (*work)(struct run *, struct netlink *, const struct request *, int))
{
	struct netlink netlink;
	int fd = netname_open(run, want->name);

	if (fd < 0) {
		return run_failed(run);
	}
	int result = netlink_open(run, &netlink, NETLINK_ROUTE);
	if (result == 0) {
		result = work(run, &netlink, want, fd);
		netlink_close(&netlink);
	}
	close(fd);
	return result < 0 ? run_failed(run) : 0;
}

static int add(struct run *run, int argc, char **argv)
{
	struct request want = { .kind = "veth" };
	int status = read_add(&want, run, argc, argv);

	return status ? (status < 0 ? 0 : status) : with_namespace(run, &want, make);
}

static int remove_inside(struct run *run, struct netlink *netlink, const struct request *want,
			 int namespace_fd)
{
	struct netlink inside;

	(void)netlink;
	run_step(run, "remove the link %s of %s", want->link, want->name);
	if (netlink_open_in(run, &inside, NETLINK_ROUTE, namespace_fd) < 0) {
		return -1;
	}
	int result = link_remove(run, &inside, want->link);
	if (result == 0) {
		result = netlink_send(run, &inside);
	}
	netlink_close(&inside);
	return result;
}

static int del(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns link del",
		.summary = "Remove a link of a namespace.",
		.operands = "NAME:LINK",
		.operands_min = 1,
		.operands_max = 1,
	};
	struct request want = { 0 };
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	int status = read_place(&tool, asked.operand[0], &want);
	return status ? status : with_namespace(run, &want, remove_inside);
}

static int move_there(struct run *run, struct netlink *netlink, const struct request *want,
		      int namespace_fd)
{
	run_step(run, "move the link %s to %s", want->parent, want->name);
	int index = find_index(run, netlink, want->parent);
	if (index < 0 || link_move(run, netlink, index, namespace_fd, want->link) < 0) {
		return -1;
	}
	return netlink_send(run, netlink);
}

/* From inside, to a descriptor of the namespace that we are in. */
static int move_back(struct run *run, struct netlink *netlink, const struct request *want,
		     int namespace_fd)
{
	struct netlink inside;
	int own_fd = netname_open_own(run), result = -1;

	(void)netlink;
	run_step(run, "bring the link %s of %s back", want->link, want->name);
	if (own_fd >= 0 && netlink_open_in(run, &inside, NETLINK_ROUTE, namespace_fd) == 0) {
		int index = find_index(run, &inside, want->link);

		result = index < 0 ? -1 : link_move(run, &inside, index, own_fd, want->parent);
		if (result == 0) {
			result = netlink_send(run, &inside);
		}
		netlink_close(&inside);
	}
	if (own_fd >= 0) {
		close(own_fd);
	}
	return result;
}

static int move(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns link move",
		.summary = "Move a link from here into a namespace, or from there back to here.",
		.operands = "LINK NAME:LINK, or NAME:LINK LINK",
		.operands_min = 2,
		.operands_max = 2,
	};
	struct request want = { 0 };
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	bool back = strchr(asked.operand[0], ':') != NULL;
	int status = read_place(&tool, asked.operand[back ? 0 : 1], &want);
	want.parent = asked.operand[back ? 1 : 0];
	if (!status && !link_is_name(want.parent)) {
		status = option_complain(&tool, "no link can have the name '%s'", want.parent);
	}
	return status ? status : with_namespace(run, &want, back ? move_back : move_there);
}

int netns_link(struct run *run, int argc, char **argv)
{
	static const struct verb verbs[] = {
		{ "add", "make one in a namespace", "NAME:LINK", add },
		{ "del", "remove one", "NAME:LINK", del },
		{ "move", "move one there, or back", "LINK NAME:LINK", move },
		{ 0 },
	};
	static const struct tool tool = {
		.name = "cns-netns link",
		.summary = "Make, remove and move single links of namespaces.",
		.operands = "VERB [ARGUMENT]...",
		.operands_min = 1,
		.operands_max = -1,
		.verbs = verbs,
	};

	return option_run_verb(&tool, run, argc, argv);
}
