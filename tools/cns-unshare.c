/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-unshare - run a command in new namespaces */
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "idmap.h"
#include "kernel/namespace.h"
#include "mount.h"
#include "namespace.h"
#include "option.h"
#include "process.h"

struct request {
	unsigned namespaces;
	bool root_inside;
	bool fork;
	const char *hostname;
	char **command;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	unsigned *set = &want->namespaces;
	const struct option_row options[] = {
		{ 'm', "mount", NULL, "new mount namespace", OPTION_PEER, .bits = set,
		  .value = NAMESPACE_BIT(NAMESPACE_MNT) },
		{ 'p', "pid", NULL, "new PID namespace", OPTION_PEER, .bits = set,
		  .value = NAMESPACE_BIT(NAMESPACE_PID) },
		{ 'U', "user", NULL, "new user namespace", OPTION_PEER, .bits = set,
		  .value = NAMESPACE_BIT(NAMESPACE_USER) },
		{ 'u', "uts", NULL, "new UTS namespace", OPTION_PEER, .bits = set,
		  .value = NAMESPACE_BIT(NAMESPACE_UTS) },
		{ 'f', "fork", NULL, "fork", OPTION_PEER, .flag = &want->fork },
		{ 'r', "map-root-user", NULL, "be root inside; implies --user", OPTION_PEER,
		  .flag = &want->root_inside },
		{ 0, "hostname", "TEXT", "set the host name", .text = &want->hostname },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-unshare",
		.summary = "Run a command in new namespaces.",
		.operands = "COMMAND [ARGUMENT]...",
		.operands_min = 1,
		.operands_max = -1,
		.takes_command = true,
		.rows = options,
	};
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);

	want->command = outcome.operand;
	if (want->root_inside) {
		want->namespaces |= NAMESPACE_BIT(NAMESPACE_USER);
	}
	return outcome;
}

int main(int argc, char **argv)
{
	struct run run = { 0 };
	struct request want = { 0 };
	struct process child = { 0 };
	struct identity caller = identity_now();
	struct option_outcome asked = read_request(&want, &run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (namespace_make(&run, want.namespaces) < 0) {
		return run_failed(&run);
	}
	child.leads_namespace = want.namespaces & NAMESPACE_BIT(NAMESPACE_PID);
	if (want.fork || child.leads_namespace) {
		enum process_side side = process_fork(&run, &child);
		if (side != PROCESS_CHILD) {
			return side == PROCESS_FAILED ? run_failed(&run)
						      : process_wait(&run, &child);
		}
	}
	if (want.root_inside && idmap_single(&run, caller, (struct identity){ 0, 0 }) < 0) {
		return run_failed(&run);
	}
	if (want.namespaces & NAMESPACE_BIT(NAMESPACE_MNT) &&
	    (mount_propagate(&run, PROPAGATION_PRIVATE) < 0 || mount_proc(&run, "/proc") < 0)) {
		return run_failed(&run);
	}
	return command_become(&run, want.command, environ);
}
