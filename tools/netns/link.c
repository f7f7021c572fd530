/* SPDX-License-Identifier: GPL-2.0-or-later */
/* link - single links in a namespace: made there and removed. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "place.h"
#include "verb.h"

struct request {
	const char *kind, *parent, *mode, *peer, *remote;
	uint64_t id, owner;
	bool up;
	struct place place;
	struct address address;
};

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
		{ "vxlan", false, true },  { "tap", false, false },
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
		"a kind is veth, bridge, dummy, wireguard, ifb, macvlan, ipvlan, vlan, "
		"vxlan or tap, not '%s'",
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
		{ 0, "owner", "NUMBER", "of tap: the user id that may open it besides root",
		  .number = &want->owner, .max = UINT32_MAX - 1 },
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
	int status = netns_place_read(&tool, asked.operand[0], &want->place);
	return status ? status : check_kind(&tool, want);
}

/* One that cannot be brought up goes again. */
static int raise_inside(struct run *run, struct netlink *inside, const struct place *place)
{
	run_step(run, "bring %s up in %s", place->link, place->namespace);
	run_equivalent(run, "ip -n %s link set %s up", place->namespace, place->link);
	if (link_raise(run, inside, place->link) == 0 && netlink_send(run, inside) == 0) {
		return 0;
	}
	struct run undo = *run;

	undo.failure = (struct failure){ 0 };
	netlink_forget(inside);
	run_step(&undo, "remove %s of %s again", place->link, place->namespace);
	if (link_remove(&undo, inside, place->link) == 0) {
		netlink_send(&undo, inside);
	}
	return -1;
}

static void say(struct run *run, const struct request *want)
{
	char words[256] = "", id[40] = "";
	struct address_text remote;
	bool is_vxlan = strcmp(want->kind, "vxlan") == 0;

	if (want->id) {
		snprintf(id, sizeof id, " id %" PRIu64, want->id);
	}
	snprintf(words, sizeof words, "%s%s%s%s%s%s%s%s", id, is_vxlan ? " dstport 4789" : "",
		 is_vxlan && want->parent ? " dev " : "",
		 is_vxlan && want->parent ? want->parent : "", want->remote ? " remote " : "",
		 want->remote ? address_print_host(&remote, &want->address) : "",
		 want->mode || strcmp(want->kind, "macvlan") == 0 ? " mode " : "",
		 want->mode                           ? want->mode
		 : strcmp(want->kind, "macvlan") == 0 ? "bridge"
						      : "");
	run_equivalent(run, "ip link add%s%s name %s netns %s type %s%s%s%s",
		       want->parent && !is_vxlan ? " link " : "",
		       want->parent && !is_vxlan ? want->parent : "", want->place.link,
		       want->place.namespace, want->kind, words, want->peer ? " peer name " : "",
		       want->peer ? want->peer : "");
}

static int make_tap(struct run *run, const struct request *want, int namespace_fd)
{
	const struct link_tap tap = { want->place.link, namespace_fd, (uint32_t)want->owner };
	struct netlink inside;
	struct link there;

	/* The kernel would take one that is there for the one wanted. */
	if (netlink_open_in(run, &inside, NETLINK_ROUTE, namespace_fd) < 0) {
		return -1;
	}
	int found = link_find(run, &inside, tap.name, &there);
	netlink_close(&inside);
	if (found) {
		return found < 0 ? -1 : run_refuse(run, "there is a link %s already", tap.name);
	}
	run_equivalent(run, "ip -n %s tuntap add dev %s mode tap", want->place.namespace, tap.name);
	return link_make_tap(run, &tap);
}

static int make_by_message(struct run *run, const struct request *want, int namespace_fd)
{
	struct link_new new = {
		.kind = want->kind,
		.name = want->place.link,
		.namespace_fd = namespace_fd,
		.mode = want->mode,
		.id = (uint32_t)want->id,
		.peer = want->peer,
		.remote = want->address,
	};
	struct netlink netlink;

	if (netlink_open(run, &netlink, NETLINK_ROUTE) < 0) {
		return -1;
	}
	int result = 0;
	if (want->parent) {
		new.parent = netns_find_link(run, &netlink, want->parent);
		result = new.parent < 0 ? -1 : 0;
	}
	if (result == 0) {
		say(run, want);
		result = link_make(run, &netlink, &new);
	}
	if (result == 0) {
		result = netlink_send(run, &netlink);
		if (result < 0 && run->failure.error == EOPNOTSUPP) {
			run_advise(run, "this kernel has no links of kind %s; perhaps modprobe %s",
				   want->kind, want->kind);
		}
	}
	netlink_close(&netlink);
	return result;
}

/* The way inside is opened first: what would fail then leaves no link behind. */
static int make(struct run *run, const struct request *want, int namespace_fd)
{
	struct netlink inside = { .fd = -1 };

	run_step(run, "make the link %s of kind %s in %s", want->place.link, want->kind,
		 want->place.namespace);
	if (want->up && netlink_open_in(run, &inside, NETLINK_ROUTE, namespace_fd) < 0) {
		return -1;
	}
	int result = strcmp(want->kind, "tap") == 0 ? make_tap(run, want, namespace_fd)
						    : make_by_message(run, want, namespace_fd);
	if (result == 0 && want->up) {
		result = raise_inside(run, &inside, &want->place);
	}
	netlink_close(&inside);
	return result;
}

static int add(struct run *run, int argc, char **argv)
{
	struct request want = { .kind = "veth", .owner = LINK_NO_OWNER };
	int status = read_add(&want, run, argc, argv);

	if (status) {
		return status < 0 ? 0 : status;
	}
	int fd = netns_open(run, want.place.namespace);
	if (fd < 0) {
		return run_failed(run);
	}
	int result = make(run, &want, fd);
	close(fd);
	return result < 0 ? run_failed(run) : 0;
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
	struct place place;
	struct netlink inside;
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	int status = netns_place_read(&tool, asked.operand[0], &place);
	if (status) {
		return status;
	}
	if (netns_open_inside(run, place.namespace, &inside) < 0) {
		return run_failed(run);
	}
	run_step(run, "remove the link %s of %s", place.link, place.namespace);
	run_equivalent(run, "ip -n %s link del %s", place.namespace, place.link);
	int result = link_remove(run, &inside, place.link);
	if (result == 0) {
		result = netlink_send(run, &inside);
	}
	netlink_close(&inside);
	return result < 0 ? run_failed(run) : 0;
}

int netns_link(struct run *run, int argc, char **argv)
{
	static const struct verb verbs[] = {
		{ "add", "make one in a namespace", "NAME:LINK", add },
		{ "del", "remove one", "NAME:LINK", del },
		{ "move", "move one there, or back", "LINK NAME:LINK", netns_link_move },
		{ "return", "bring back what was moved with --return", "NAME:LINK...",
		  netns_link_return },
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
