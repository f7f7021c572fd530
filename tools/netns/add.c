/* SPDX-License-Identifier: GPL-2.0-or-later */
/* add - make network namespaces and give them names. */
#include <unistd.h>

#include "loopback.h"
#include "namespace.h"
#include "netname.h"
#include "place.h"
#include "propagation.h"
#include "verb.h"

struct request {
	bool loopback;
	struct netns_names names;
};

static int read_request(struct request *want, struct run *run, int argc, char **argv,
			struct option_outcome *asked)
{
	const struct option_row options[] = {
		{ 0, "lo", NULL, "bring the loopback link up in it", .flag = &want->loopback },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns add",
		.summary = "Make network namespaces with these names.",
		.operands = "NAME...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};

	*asked = option_parse(&tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	if (netns_names_read(run, asked, &want->names) < 0) {
		asked->status = run_failed(run);
		return -1;
	}
	asked->status = netns_names_check(&tool, &want->names);
	return asked->status ? -1 : 0;
}

/*
 * Makes one from within the one before: a name is a matter of mounts, and there is no need to go
 * back in between.  *folder_fd becomes the folder of names with the first of them.
 */
static int add_one(struct run *run, const struct request *want, const char *name, int *folder_fd)
{
	if (netname_make(run) < 0) {
		return -1;
	}
	run_equivalent(run, "ip netns add %s", name);
	int result = want->loopback ? loopback_up(run) : 0;
	if (want->loopback) {
		run_equivalent(run, "ip -n %s link set lo up", name);
	}
	if (result == 0 && *folder_fd < 0) {
		*folder_fd = netname_folder_open(run);
		result = *folder_fd < 0 ? -1 : 0;
	}
	if (result == 0) {
		result = netname_give_in(run, name, NETNAME_OWN);
		netns_rehearse(run, name);
	}
	return result;
}

static void take_back(const struct run *run, const struct netns_names *names, size_t made)
{
	while (made > 0) {
		struct run undo = *run;

		undo.failure = (struct failure){ 0 };
		netname_remove(&undo, names->name[--made]);
	}
}

/* All names one after the other; how many were made.  The process is then in the last of them. */
static size_t add_names(struct run *run, const struct request *want)
{
	int folder_fd = -1;
	size_t made = 0;

	while (made < want->names.count &&
	       add_one(run, want, want->names.name[made], &folder_fd) == 0) {
		made++;
	}
	if (folder_fd >= 0 && made < want->names.count) {
		netname_folder_close(run, folder_fd);
	} else if (folder_fd >= 0) {
		close(folder_fd);
	}
	return made;
}

/* All or none: those made before one that fails are removed again. */
static int add(struct run *run, const struct request *want)
{
	int own_fd = netname_open_own(run);

	if (own_fd < 0) {
		return -1;
	}
	size_t made = add_names(run, want);
	struct failure first = run->failure;
	run_step(run, "return to the network namespace of the caller");
	int result = namespace_join(run, NAMESPACE_NET, own_fd);
	close(own_fd);
	if (first.happened) {
		run->failure = first;
	}
	if (result < 0 || made < want->names.count) {
		take_back(run, &want->names, made);
		return -1;
	}
	return 0;
}

int netns_add(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked;

	if (read_request(&want, run, argc, argv, &asked) < 0) {
		return asked.status;
	}
	int result = add(run, &want);
	netns_names_free(&want.names);
	if (result < 0) {
		return run_failed(run);
	}
	netns_warn_of_unseen_names(run);
	return 0;
}
