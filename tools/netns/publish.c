/* SPDX-License-Identifier: GPL-2.0-or-later */
/* publish - ports published and unpublished while a namespace is there. */
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "proxy.h"
#include "verb.h"

struct request {
	const char *network;
	const char *name;
	bool proxy;
	struct option_list from;
	struct port_list ports;
};

static int read_request(struct request *want, const struct tool *tool, struct run *run, int argc,
			char **argv, struct option_outcome *asked)
{
	*asked = option_parse(tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	want->name = asked->operand[0];
	asked->status = netns_ports_read(tool, asked->operand + 1, &want->ports);
	asked->status = asked->status ? asked->status
				      : netns_from_read(tool, &want->from, &want->ports);
	if (!asked->status && want->proxy && want->from.count) {
		asked->status = option_complain(tool, "--from is for rules, not for --proxy");
	}
	return asked->status ? -1 : 0;
}

/* The lease and the network of a name: 1, 0 when it is not up, or -1. */
static int find(struct run *run, const struct host *host, const struct request *want,
		struct connection *connection, struct network *network)
{
	struct lease_list leases;
	int found = network_load(run, &host->tools, want->network, network);

	if (found < 0 || lease_list(run, &host->state, want->network, &leases) < 0) {
		return -1;
	}
	bool is_up = false;
	for (size_t i = 0; i < leases.count && !is_up; i++) {
		is_up = leases.lease[i].complete && strcmp(leases.lease[i].name, want->name) == 0;
		connection->lease = leases.lease[i];
	}
	lease_list_free(&leases);
	connection->network = network;
	for (size_t i = 0; i < want->ports.count; i++) {
		memcpy(want->ports.port[i].network, network->name, NETWORK_NAME_SIZE);
		want->ports.port[i].number = connection->lease.number;
	}
	return found && is_up;
}

static int refuse(struct run *run, const struct request *want)
{
	run_step(run, "find %s in the network %s", want->name, want->network);
	run_refuse(run, "it is not up");
	return run_advise(run, "cns-netns up %s connects it; --proxy needs no network", want->name);
}

/* Ports split in two: those that rules publish, and those at ::1, where only a forwarder can. */
static int split(struct run *run, const struct request *want, struct port_list *ruled)
{
	*ruled = (struct port_list){ .port = calloc(want->ports.count, sizeof *ruled->port) };
	if (!ruled->port) {
		return run_refuse(run, "there is no memory for %zu ports", want->ports.count);
	}
	for (size_t i = 0; i < want->ports.count; i++) {
		const struct port *port = &want->ports.port[i];

		if (!netns_proxy_is_all(port)) {
			ruled->port[ruled->count++] = *port;
		}
	}
	return 0;
}

/* What this call has published is taken back when the rest cannot be. */
static int add_rest(struct run *run, const struct host *host, const struct connection *connection,
		    const struct request *want, const struct port_list *before)
{
	if (netns_proxy_member(run, host, connection, &want->ports) == 0) {
		return 0;
	}
	for (size_t i = 0; i < want->ports.count; i++) {
		struct port_list one = { &want->ports.port[i], 1 };
		struct run undo = *run;
		bool was_there = netns_proxy_is_all(one.port);

		for (size_t j = 0; j < before->count; j++) {
			was_there |= port_is_same(&before->port[j], one.port);
		}
		undo.failure = (struct failure){ 0 };
		if (!was_there) {
			connection_unpublish(&undo, &host->tools, connection, &one);
		}
	}
	return -1;
}

static int add_to_member(struct run *run, const struct host *host,
			 const struct connection *connection, const struct request *want)
{
	struct port_list ruled, before;

	if (network_restore_rules(run, &host->tools) < 0 || split(run, want, &ruled) < 0) {
		return -1;
	}
	int result = port_list(run, &host->state, &connection->lease, &before);
	if (result == 0) {
		result = connection_publish(run, &host->tools, connection, &ruled);
	}
	if (result == 0 && want->proxy) {
		result = add_rest(run, host, connection, want, &before);
	}
	port_list_free(&before);
	free(ruled.port);
	return result;
}

static int check_loopback(struct run *run, const struct request *want)
{
	for (size_t i = 0; i < want->ports.count; i++) {
		struct port_text text;

		if (!want->proxy && netns_proxy_is_all(&want->ports.port[i])) {
			run_step(run, "publish port %s", port_print(&text, &want->ports.port[i]));
			run_refuse(run, "no address translation reaches ::1");
			return run_advise(run, "--proxy does");
		}
	}
	return 0;
}

static int add(struct run *run, const struct request *want)
{
	struct connection connection = { 0 };
	struct network network;
	struct host host;

	if (check_loopback(run, want) < 0 || netns_host_open(run, &host, STATE_IF_THERE) < 0) {
		return -1;
	}
	int found = find(run, &host, want, &connection, &network), result = found < 0 ? -1 : 0;
	if (found > 0) {
		result = add_to_member(run, &host, &connection, want);
	}
	netns_host_close(run, &host);
	if (found == 0) {
		result = want->proxy ? netns_proxy_publish(run, want->name, &want->ports)
				     : refuse(run, want);
	}
	return result;
}

static int take_from_member(struct run *run, const struct host *host,
			    const struct connection *connection, const struct request *want)
{
	struct port_list ruled;

	if (split(run, want, &ruled) < 0) {
		return -1;
	}
	int result = connection_unpublish(run, &host->tools, connection, &ruled);
	if (result == 0) {
		result = netns_proxy_drop_member(run, host, connection, &want->ports);
	}
	free(ruled.port);
	return result;
}

static int take_away(struct run *run, const struct request *want)
{
	struct connection connection = { 0 };
	struct network network;
	struct host host;

	if (netns_host_open(run, &host, STATE_IF_THERE) < 0) {
		return -1;
	}
	int found = find(run, &host, want, &connection, &network), result = found < 0 ? -1 : 0;
	if (found > 0) {
		result = take_from_member(run, &host, &connection, want);
	}
	netns_host_close(run, &host);
	return found == 0 ? netns_proxy_unpublish(run, want->name, &want->ports) : result;
}

static int change(struct run *run, const struct request *want,
		  int (*work)(struct run *, const struct request *))
{
	int result = work(run, want);

	free(want->ports.port);
	return result < 0 ? run_failed(run) : 0;
}

int netns_publish(struct run *run, int argc, char **argv)
{
	struct request want = { .network = "default" };
	const struct option_row options[] = {
		{ 0, "net", "TEXT", "in this network (default)", .text = &want.network },
		{ 0, "from", "ADDRESS",
		  "let only the host and this address or subnet reach them; may be repeated",
		  .list = &want.from },
		{ 0, "proxy", NULL,
		  "forward connections by a process: at ::1, and where there is no network",
		  .flag = &want.proxy },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns publish",
		.summary = "Publish ports of a namespace that is up, besides those it has.",
		.operands = "NAME|TARGET PORT...",
		.operands_min = 2,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome asked;

	return read_request(&want, &tool, run, argc, argv, &asked) < 0 ? asked.status
								       : change(run, &want, add);
}

int netns_unpublish(struct run *run, int argc, char **argv)
{
	struct request want = { .network = "default" };
	const struct option_row options[] = {
		{ 0, "net", "TEXT", "in this network (default)", .text = &want.network },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns unpublish",
		.summary = "Take published ports of a namespace back.",
		.operands = "NAME|TARGET PORT...",
		.operands_min = 2,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome asked;

	return read_request(&want, &tool, run, argc, argv, &asked) < 0
		       ? asked.status
		       : change(run, &want, take_away);
}
