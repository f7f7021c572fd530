/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl kill - end all processes of groups */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cgctl.h"
#include "cgroup_state.h"
#include "text.h"

struct request {
	const char *signal_text;
	const char *timeout;
	int signal;
	int milliseconds;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 's', "signal", "SIGNAL", "send this one instead, and do not wait",
		  .text = &want->signal_text },
		{ 't', "timeout", "SECONDS", "how long to wait for their end (10)",
		  .text = &want->timeout },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl kill",
		.summary = "End all processes of groups, and wait until they are gone.",
		.operands = "CGROUP...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};

	return option_parse(&tool, run, argc, argv);
}

/* A number, or a name with or without SIG. */
static int read_signal(struct run *run, const char *text, int *number)
{
	uint64_t value;

	run_step(run, "read the signal '%.60s'", text);
	if (text_to_number(text, (uint64_t)SIGRTMAX, &value) == 0 && value > 0) {
		*number = (int)value;
		return 0;
	}
	const char *name = strncasecmp(text, "SIG", 3) == 0 ? text + 3 : text;
	for (int i = 1; i < SIGRTMIN; i++) {
		const char *known = sigabbrev_np(i);

		if (known && strcasecmp(known, name) == 0) {
			*number = i;
			return 0;
		}
	}
	return run_refuse(run, "it is no signal's name or number");
}

static int end_group(struct each *each, const char *name)
{
	const struct request *want = each->want;
	struct cgroup group;
	int result;

	if (cgroup_open(each->run, each->tree, name, &group) < 0) {
		return -1;
	}
	if (want->signal == SIGKILL) {
		result = cgroup_kill(each->run, each->tree, &group, want->milliseconds);
	} else {
		result = cgroup_signal(each->run, each->tree, &group, want->signal);
	}
	cgroup_close(&group);
	return result < 0 ? -1 : 0;
}

int cgctl_kill(struct run *run, int argc, char **argv)
{
	struct request want = { .signal_text = "KILL", .timeout = "10" };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (read_signal(run, want.signal_text, &want.signal) < 0 ||
	    cgctl_read_timeout(run, want.timeout, &want.milliseconds) < 0) {
		return run_failed(run);
	}
	return cgctl_each_in_tree(run, asked.operand, end_group, &want);
}
