/* SPDX-License-Identifier: GPL-2.0-or-later */
/* del - take names from network namespaces; what nothing else holds then ends. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "netname.h"
#include "place.h"
#include "verb.h"

struct request {
	bool all;
	struct netns_names names;
};

static int read_request(struct request *want, struct run *run, int argc, char **argv,
			struct option_outcome *asked)
{
	const struct option_row options[] = {
		{ 'a', "all", NULL, "all names, also those that other tools made", OPTION_PEER,
		  .flag = &want->all },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns del",
		.summary = "Remove the names of network namespaces.",
		.operands = "NAME...",
		.operands_max = -1,
		.rows = options,
	};

	*asked = option_parse(&tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	if (netns_names_or_all(run, &tool, want->all, asked, &want->names) < 0) {
		return -1;
	}
	asked->status = netns_names_check_present(&tool, &want->names);
	return asked->status ? -1 : 0;
}

static int add_all(struct run *run, struct netns_names *names)
{
	struct netname_list list;

	if (netname_list(run, &list) < 0) {
		return -1;
	}
	*names = (struct netns_names){ list.name, list.count };
	return 0;
}

/* What "up" made for a name goes before the name does; so does the name, if it made that. */
static int disconnect(struct run *run, const char *name, bool *removed)
{
	struct lease_list leases;
	struct host host;

	*removed = false;
	if (access(STATE_FOLDER, F_OK) < 0 && errno == ENOENT) {
		return 0;
	}
	if (netns_host_open(run, &host, STATE_IF_THERE) < 0) {
		return -1;
	}
	int result = lease_list(run, &host.state, NULL, &leases);
	for (size_t i = 0; i < leases.count; i++) {
		if (strcmp(leases.lease[i].name, name) == 0) {
			result |= netns_disconnect(run, &host, &leases.lease[i]);
			*removed |= leases.lease[i].made_name;
		}
	}
	lease_list_free(&leases);
	if (result == 0) {
		result = netns_end_companions(run, &host.state, &(struct netns_of){ .name = name });
	}
	if (result == 0) {
		result = netns_return_loans(run, &host, name, NULL);
	}
	netns_host_close(run, &host);
	return result < 0 ? -1 : 0;
}

static int delete_one(struct run *run, const char *name)
{
	bool removed;

	if (disconnect(run, name, &removed) < 0) {
		return -1;
	}
	if (removed) {
		return 0;
	}
	run_equivalent(run, "ip netns del %s", name);
	return netname_remove(run, name);
}

/* Each name is told of and tried: one that fails keeps no other from being removed. */
int netns_del(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked;
	int status = 0;

	if (read_request(&want, run, argc, argv, &asked) < 0) {
		return asked.status;
	}
	if (want.all && add_all(run, &want.names) < 0) {
		return run_failed(run);
	}
	for (size_t i = 0; i < want.names.count; i++) {
		if (delete_one(run, want.names.name[i]) < 0) {
			status = run_failed(run);
			run->failure = (struct failure){ 0 };
		}
	}
	netns_names_free(&want.names);
	return status;
}
