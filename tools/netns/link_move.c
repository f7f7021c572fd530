/* SPDX-License-Identifier: GPL-2.0-or-later */
/* link_move - links moved into a namespace and back, and those that are to come back. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "loan.h"
#include "netname.h"
#include "place.h"
#include "verb.h"

struct request {
	bool comes_back;
	const char *link; /* here */
	struct place place;
};

static int read_request(struct request *want, const struct tool *tool,
			const struct option_outcome *asked)
{
	bool back = strchr(asked->operand[0], ':') != NULL;
	int status = netns_place_read(tool, asked->operand[back ? 0 : 1], &want->place);

	want->link = asked->operand[back ? 1 : 0];
	if (!status && !link_is_name(want->link)) {
		status = option_complain(tool, "no link can have the name '%s'", want->link);
	}
	if (!status && back && want->comes_back) {
		status = option_complain(tool, "--return is for a link that is moved there");
	}
	return status;
}

static int move_there(struct run *run, struct netlink *netlink, const struct request *want,
		      int namespace_fd)
{
	run_step(run, "move the link %s to %s", want->link, want->place.namespace);
	int index = netns_find_link(run, netlink, want->link);
	if (index < 0) {
		return -1;
	}
	run_equivalent(run, "ip link set %s netns %s name %s", want->link, want->place.namespace,
		       want->place.link);
	return link_move(run, netlink, index, namespace_fd, want->place.link) < 0
		       ? -1
		       : netlink_send(run, netlink);
}

/* The record is there before the link goes, and goes again when the link could not. */
static int lend(struct run *run, const struct request *want, int namespace_fd)
{
	struct loan loan = { 0 };
	struct link link;
	struct host host;

	if (netns_host_open(run, &host, STATE_MAKE) < 0) {
		return -1;
	}
	run_step(run, "find the link %s", want->link);
	int found = link_find(run, &host.netlink, want->link, &link);
	int result = found > 0 ? 0 : -1;
	if (found == 0) {
		run_refuse(run, "there is no link %s here", want->link);
	}
	strncat(loan.name, want->place.namespace, sizeof loan.name - 1);
	memcpy(loan.link, want->place.link, sizeof loan.link);
	if (result == 0) {
		result = netname_identity(run, namespace_fd, &loan.namespace_id);
	}
	if (result == 0) {
		result = loan_take(run, &host.state, &host.netlink, &link, &loan);
	}
	if (result == 0 && move_there(run, &host.netlink, want, namespace_fd) < 0) {
		struct run undo = *run;

		undo.failure = (struct failure){ 0 };
		loan_release(&undo, &host.state, &loan);
		result = -1;
	}
	netns_host_close(run, &host);
	return result;
}

/* From inside, to a descriptor of the namespace that we are in. */
static int move_back(struct run *run, const struct request *want, int namespace_fd)
{
	struct netlink inside;
	int own_fd = netname_open_own(run), result = -1;

	run_step(run, "bring the link %s of %s back", want->place.link, want->place.namespace);
	if (own_fd >= 0 && netlink_open_in(run, &inside, NETLINK_ROUTE, namespace_fd) == 0) {
		int index = netns_find_link(run, &inside, want->place.link);

		run_equivalent(run, "ip -n %s link set %s netns /proc/$$/ns/net name %s",
			       want->place.namespace, want->place.link, want->link);
		result = index < 0 ? -1 : link_move(run, &inside, index, own_fd, want->link);
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

static int move(struct run *run, const struct request *want, bool back)
{
	struct netlink netlink;
	int result = -1, fd = netns_open(run, want->place.namespace);

	if (fd < 0) {
		return -1;
	}
	if (back) {
		result = move_back(run, want, fd);
	} else if (want->comes_back) {
		result = lend(run, want, fd);
	} else if (netlink_open(run, &netlink, NETLINK_ROUTE) == 0) {
		result = move_there(run, &netlink, want, fd);
		netlink_close(&netlink);
	}
	close(fd);
	return result;
}

int netns_link_move(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	const struct option_row options[] = {
		{ 0, "return", NULL,
		  "remember its name, addresses and routes: it comes back with del, down or return",
		  .flag = &want.comes_back },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns link move",
		.summary = "Move a link from here into a namespace, or from there back to here.",
		.operands = "LINK NAME:LINK, or NAME:LINK LINK",
		.operands_min = 2,
		.operands_max = 2,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	bool back = strchr(asked.operand[0], ':') != NULL;
	int status = read_request(&want, &tool, &asked);
	if (status) {
		return status;
	}
	return move(run, &want, back) < 0 ? run_failed(run) : 0;
}

int netns_return_loan(struct run *run, const struct host *host, const struct loan *loan)
{
	struct loan_places places = { host->own_fd, netns_open(run, loan->name),
				      host->tools.netlink };
	uint64_t id = 0;
	int result = 0;

	/* Gone, or another thing now: what only could not be opened may still have the link. */
	if (places.namespace_fd < 0) {
		if (run->failure.error != 0 && run->failure.error != ENOENT &&
		    run->failure.error != ESRCH) {
			return -1;
		}
		run_forgive(run);
	} else if (netname_identity(run, places.namespace_fd, &id) < 0) {
		result = -1;
	} else if (id != loan->namespace_id) {
		close(places.namespace_fd);
		places.namespace_fd = -1;
	}
	if (result == 0) {
		result = loan_return(run, &host->state, &places, loan);
	}
	if (places.namespace_fd >= 0) {
		close(places.namespace_fd);
	}
	return result;
}

int netns_return_loans(struct run *run, const struct host *host, const char *name, const char *link)
{
	struct loan_list list;
	int result = loan_list(run, &host->state, &list), count = 0;

	for (size_t i = 0; result == 0 && i < list.count; i++) {
		if (strcmp(list.loan[i].name, name) == 0 &&
		    (!link || strcmp(list.loan[i].link, link) == 0)) {
			result = netns_return_loan(run, host, &list.loan[i]);
			count++;
		}
	}
	loan_list_free(&list);
	return result < 0 ? -1 : count;
}

static int return_one(struct run *run, const struct host *host, const struct place *place)
{
	int count = netns_return_loans(run, host, place->namespace, place->link);

	if (count == 0) {
		run_step(run, "bring the link %s of %s back", place->link, place->namespace);
		run_refuse(run, "it was not moved there with --return");
		return run_advise(run, "cns-netns link move %s:%s LINK brings back any link",
				  place->namespace, place->link);
	}
	return count < 0 ? -1 : 0;
}

int netns_link_return(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns link return",
		.summary = "Bring links back that were moved with --return.",
		.operands = "NAME:LINK...",
		.operands_min = 1,
		.operands_max = -1,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct host host;
	int result = 0;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (netns_host_open(run, &host, STATE_IF_THERE) < 0) {
		return run_failed(run);
	}
	for (int i = 0; result == 0 && i < asked.count; i++) {
		struct place place;
		int status = netns_place_read(&tool, asked.operand[i], &place);

		if (status) {
			netns_host_close(run, &host);
			return status;
		}
		result = return_one(run, &host, &place);
	}
	netns_host_close(run, &host);
	return result < 0 ? run_failed(run) : 0;
}
