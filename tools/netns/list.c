/* SPDX-License-Identifier: GPL-2.0-or-later */
/* list - the named network namespaces, as ip-netns(8) lists them. */
#include <linux/netlink.h>
#include <stdio.h>
#include <unistd.h>

#include "netlink.h"
#include "netname.h"
#include "nsid.h"
#include "verb.h"

struct request {
	bool json;
	bool names_only;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 'j', "json", NULL, "print an array of JSON objects", OPTION_PEER,
		  .flag = &want->json },
		{ 'q', "quiet", NULL, "print the names alone", .flag = &want->names_only },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns list",
		.summary = "List the named network namespaces.",
		.operands = "",
		.rows = options,
	};
	return option_parse(&tool, run, argc, argv);
}

static void print_one(const struct request *want, const char *name, int nsid, bool first)
{
	if (want->json) {
		printf(first ? "[{\"name\":" : ",{\"name\":");
		netns_print_json(name);
		if (nsid != NSID_NONE) {
			printf(",\"id\":%d", nsid);
		}
		putchar('}');
		return;
	}
	netns_print_plain(name);
	if (nsid != NSID_NONE) {
		printf(" (id: %d)", nsid);
	}
	putchar('\n');
}

/* A file that is no namespace is told of, but not listed: nothing could be done in it. */
static int print_all(struct run *run, const struct request *want, struct netlink *netlink,
		     const struct netname_list *list)
{
	bool first = true;

	for (size_t i = 0; i < list->count; i++) {
		int nsid = NSID_NONE;
		int fd = netname_open(run, list->name[i]);

		if (fd < 0) {
			run_warn(run,
				 "warning: %s/%s is no network namespace, but a file left behind",
				 NETNAME_FOLDER, list->name[i]);
			run_forgive(run);
			continue;
		}
		int result = want->names_only ? 0 : nsid_find(run, netlink, fd, &nsid);
		close(fd);
		if (result < 0) {
			return -1;
		}
		print_one(want, list->name[i], nsid, first);
		first = false;
	}
	if (want->json) {
		puts(first ? "[]" : "]");
	}
	return 0;
}

int netns_list(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct netname_list list;
	struct netlink netlink = { .fd = -1 };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	int result = netname_list(run, &list);
	if (result == 0 && list.count > 0 && !want.names_only) {
		run_step(run, "ask for the numbers of the namespaces");
		result = netlink_open(run, &netlink, NETLINK_ROUTE);
	}
	if (result == 0) {
		result = print_all(run, &want, &netlink, &list);
	}
	netlink_close(&netlink);
	netname_list_free(&list);
	return result < 0 ? run_failed(run) : option_answered(run);
}
