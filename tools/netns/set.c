/* SPDX-License-Identifier: GPL-2.0-or-later */
/* set - the numbers by which this namespace knows others: given, and listed. */
#include <errno.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "netlink.h"
#include "netname.h"
#include "nsid.h"
#include "text.h"
#include "verb.h"

/* Zero is "auto" for nobody: it is a number like others. */
static int read_number(const struct tool *tool, const char *text, int *nsid)
{
	uint64_t number;

	*nsid = NSID_AUTO;
	if (strcmp(text, "auto") == 0) {
		return 0;
	}
	if (text_to_number(text, INT32_MAX, &number) < 0) {
		return option_complain(tool,
				       "a namespace's number is auto or from 0 to %d, not '%s'",
				       INT32_MAX, text);
	}
	*nsid = (int)number;
	return 0;
}

static int set(struct run *run, const char *name, int nsid)
{
	struct netlink netlink;
	int fd = netname_open(run, name);

	if (fd < 0) {
		return -1;
	}
	run_step(run, "give the namespace %s a number", name);
	if (nsid == NSID_AUTO) {
		run_equivalent(run, "ip netns set %s auto", name);
	} else {
		run_equivalent(run, "ip netns set %s %d", name, nsid);
	}
	int result = netlink_open(run, &netlink, NETLINK_ROUTE);
	if (result == 0) {
		result = nsid_set(run, &netlink, fd, nsid);
		netlink_close(&netlink);
	}
	if (result < 0 && run->failure.error == EEXIST) {
		run_advise(run,
			   "it has one already, or another namespace has this one; a number stays");
	}
	close(fd);
	return result;
}

int netns_set(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns set",
		.summary = "Give a named namespace the number by which this namespace knows it.",
		.operands = "NAME NUMBER|auto",
		.operands_min = 2,
		.operands_max = 2,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	int nsid;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	struct netns_names names = { asked.operand, 1 };
	int status = netns_names_check_present(&tool, &names);
	status = status ? status : read_number(&tool, asked.operand[1], &nsid);
	if (status) {
		return status;
	}
	return set(run, asked.operand[0], nsid) < 0 ? run_failed(run) : 0;
}

/* The name of the namespace with this number among those in the list: 1, 0 or -1. */
static int find_name(struct run *run, struct netlink *netlink, const struct netname_list *list,
		     int nsid, const char **name)
{
	for (size_t i = 0; i < list->count; i++) {
		int found = NSID_NONE, fd = netname_open(run, list->name[i]);

		if (fd < 0) {
			run_forgive(run);
			continue;
		}
		int result = nsid_find(run, netlink, fd, &found);
		close(fd);
		if (result < 0) {
			return -1;
		}
		if (found == nsid) {
			*name = list->name[i];
			return 1;
		}
	}
	return 0;
}

struct wanted {
	int target, nsid; /* NSID_NONE: all */
	bool json;
};

static void print_pair(const struct nsid_pair *pair, const char *name)
{
	printf("nsid %d ", pair->nsid);
	if (pair->current != NSID_NONE) {
		printf("current-nsid %d ", pair->current);
	}
	if (name) {
		printf("(iproute2 netns name: ");
		netns_print_plain(name);
		putchar(')');
	}
	putchar('\n');
}

static void print_pair_json(const struct nsid_pair *pair, const char *name)
{
	printf("{\"nsid\":%d", pair->nsid);
	if (pair->current != NSID_NONE) {
		printf(",\"current-nsid\":%d", pair->current);
	}
	if (name) {
		printf(",\"name\":");
		netns_print_json(name);
	}
	putchar('}');
}

static int print_pairs(struct run *run, struct netlink *netlink, const struct wanted *want,
		       const struct nsid_list *ids, const struct netname_list *names)
{
	const char *between = "[";

	for (size_t i = 0; i < ids->count; i++) {
		const struct nsid_pair *pair = &ids->pair[i];
		const char *name = NULL;

		if (want->nsid != NSID_NONE && pair->nsid != want->nsid) {
			continue;
		}
		if (find_name(run, netlink, names,
			      want->target == NSID_NONE ? pair->nsid : pair->current, &name) < 0) {
			return -1;
		}
		if (want->json) {
			fputs(between, stdout);
			print_pair_json(pair, name);
			between = ",";
		} else {
			print_pair(pair, name);
		}
	}
	if (want->json) {
		puts(*between == '[' ? "[]" : "]");
	}
	return 0;
}

static int print_all(struct run *run, struct netlink *netlink, const struct wanted *want)
{
	struct nsid_list ids;
	struct netname_list names;
	int result = nsid_list(run, netlink, want->target, &ids);

	if (result < 0 || netname_list(run, &names) < 0) {
		nsid_list_free(&ids);
		return -1;
	}
	result = print_pairs(run, netlink, want, &ids, &names);
	netname_list_free(&names);
	nsid_list_free(&ids);
	return result;
}

/* As ip-netns(8) has it: words in pairs, "target-nsid NUMBER" and "nsid NUMBER". */
static int read_words(const struct tool *tool, const struct option_outcome *asked,
		      struct wanted *want)
{
	for (int i = 0; i < asked->count; i += 2) {
		const char *word = asked->operand[i], *value = asked->operand[i + 1];
		bool target = strcmp(word, "target-nsid") == 0;

		if (!target && strcmp(word, "nsid") != 0) {
			return option_complain(tool, "target-nsid or nsid is wanted, not '%s'",
					       word);
		}
		if (!value || strcmp(value, "auto") == 0) {
			return option_complain(tool, "%s needs a number", word);
		}
		int status = read_number(tool, value, target ? &want->target : &want->nsid);
		if (status) {
			return status;
		}
	}
	return 0;
}

int netns_list_id(struct run *run, int argc, char **argv)
{
	struct wanted want = { NSID_NONE, NSID_NONE, false };
	const struct option_row options[] = {
		{ 'j', "json", NULL, "print an array of JSON objects", OPTION_PEER,
		  .flag = &want.json },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns list-id",
		.summary = "List the numbers by which this namespace knows others.",
		.operands = "[target-nsid NUMBER] [nsid NUMBER]",
		.operands_max = 4,
		.rows = options,
	};
	struct netlink netlink;
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	int status = read_words(&tool, &asked, &want);
	if (status) {
		return status;
	}
	run_step(run, "list the numbers of namespaces");
	if (netlink_open(run, &netlink, NETLINK_ROUTE) < 0) {
		return run_failed(run);
	}
	int result = print_all(run, &netlink, &want);
	netlink_close(&netlink);
	return result < 0 ? run_failed(run) : option_answered(run);
}
