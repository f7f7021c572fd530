/* SPDX-License-Identifier: GPL-2.0-or-later */
/* attach - give a name to a network namespace that has none. */
#include <unistd.h>

#include "netname.h"
#include "propagation.h"
#include "target.h"
#include "verb.h"

int netns_attach(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns attach",
		.summary = "Name the network namespace of a process, or of anything that has one.",
		.operands = "NAME TARGET",
		.operands_min = 2,
		.operands_max = 2,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct target target;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	struct netns_names names = { asked.operand, 1 };
	int status = netns_names_check(&tool, &names);
	if (status) {
		return status;
	}
	if (target_open_network(run, asked.operand[1], &target) < 0) {
		return run_failed(run);
	}
	int fd = target_open_namespace(run, &target, NAMESPACE_NET);
	int result = fd < 0 ? -1 : netname_give(run, asked.operand[0], fd);
	if (fd >= 0) {
		close(fd);
	}
	target_close(&target);
	run_equivalent(run, "ip netns attach %s %s", asked.operand[0], asked.operand[1]);
	if (result < 0) {
		return run_failed(run);
	}
	netns_warn_of_unseen_names(run);
	return 0;
}
