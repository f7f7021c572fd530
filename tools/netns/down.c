/* SPDX-License-Identifier: GPL-2.0-or-later */
/* down - take apart what "up" made: links, addresses, ports, and names that it made. */
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "verb.h"

struct request {
	bool all;
	const char *network; /* NULL: every one that the name is in */
	struct netns_names names;
};

static int read_request(struct request *want, struct run *run, int argc, char **argv,
			struct option_outcome *asked)
{
	const struct option_row options[] = {
		{ 'a', "all", NULL, "every name that is up", .flag = &want->all },
		{ 0, "net", "TEXT", "only from this network", .text = &want->network },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns down",
		.summary = "Disconnect namespaces from their networks.",
		.operands = "NAME|TARGET...",
		.operands_max = -1,
		.rows = options,
	};

	*asked = option_parse(&tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	return netns_names_or_all(run, &tool, want->all, asked, &want->names);
}

static bool is_meant(const struct request *want, const struct lease *lease)
{
	if (want->network && strcmp(want->network, lease->network) != 0) {
		return false;
	}
	for (size_t i = 0; i < want->names.count; i++) {
		if (strcmp(want->names.name[i], lease->name) == 0) {
			return true;
		}
	}
	return want->all;
}

static void keep_meant(const struct request *want, struct lease_list *leases)
{
	size_t kept = 0;

	for (size_t i = 0; i < leases->count; i++) {
		if (is_meant(want, &leases->lease[i])) {
			leases->lease[kept++] = leases->lease[i];
		}
	}
	leases->count = kept;
}

/* Each is told of and tried; one that fails keeps no other from being taken down. */
static int bring_down(struct run *run, const struct host *host, const struct request *want)
{
	struct lease_list leases;

	run_step(run, "look for leases");
	if (lease_list(run, &host->state, NULL, &leases) < 0) {
		return run_failed(run);
	}
	keep_meant(want, &leases);
	int status = netns_disconnect_all(run, host, &leases);
	lease_list_free(&leases);
	return status;
}

/* A name that is not up is as the caller wants it: that is no failure. */
int netns_down(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked;
	struct host host;

	if (read_request(&want, run, argc, argv, &asked) < 0) {
		return asked.status;
	}
	if (netns_host_open(run, &host, STATE_IF_THERE) < 0) {
		return run_failed(run);
	}
	int status = bring_down(run, &host, &want);
	netns_host_close(run, &host);
	netns_names_free(&want.names);
	return status;
}
