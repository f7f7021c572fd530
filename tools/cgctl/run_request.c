/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run_request.h"

#include <string.h>

struct option_outcome run_request_read(struct run_request *want, struct run *run, int argc,
				       char **argv)
{
	const struct option_row options[] = {
		{ 's', "set", "KEY=VALUE", "set a limit first, enabling its controller",
		  .list = &want->set },
		{ 0, "rm", NULL, "afterwards end what is left in the group and remove it",
		  .flag = &want->remove },
		{ 0, "summary", NULL, "afterwards say what it used, in a line on standard error",
		  .flag = &want->summary },
		{ 0, "scope", NULL, "in a scope that systemd makes and delegates to us",
		  .flag = &want->scope },
		{ 0, "user", NULL, "that of the user's own systemd", .flag = &want->user },
		{ 0, "delegated", NULL, "we are alone in such a group: begin below it",
		  .flag = &want->delegated },
		{ 0, "try", NULL, "go on, aloud, without a controller that is not to be had",
		  .flag = &want->try },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl run",
		.summary = "Run a command in a group, which is made when it is not there.",
		.operands = "CGROUP [--] COMMAND [ARGUMENT]...",
		.operands_min = 2,
		.operands_max = -1,
		.takes_command = true,
		.rows = options,
	};
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);

	if (outcome.result != OPTION_GO) {
		return outcome;
	}
	want->scope |= want->user;
	want->name = outcome.operand[0];
	want->command = outcome.operand + 1;
	if (strcmp(want->command[0], "--") == 0) {
		want->command++;
	}
	if (!want->command[0]) {
		outcome.result = OPTION_WRONG;
		outcome.status = option_complain(&tool, "missing operand: COMMAND");
	}
	return outcome;
}
