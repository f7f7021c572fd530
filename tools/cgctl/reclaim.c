/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl reclaim - take memory back from a group */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "cgctl.h"
#include "kernel/file.h"
#include "table.h"
#include "text.h"

struct request {
	const char *target;
	const char *swappiness;
	const struct cgroup_tree *tree;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 0, "to", "SIZE", "take until no more than this is in use",
		  .text = &want->target },
		{ 0, "swappiness", "NUMBER", "0 to 200: how readily to swap (Linux 6.11)",
		  .text = &want->swappiness },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl reclaim",
		.summary = "Take memory back from a group: caches first, then what can be swapped.",
		.operands = "CGROUP [SIZE]",
		.operands_min = 1,
		.operands_max = 2,
		.rows = options,
	};
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);

	if (outcome.result == OPTION_GO && (outcome.count == 2) == (want->target != NULL)) {
		outcome.result = OPTION_WRONG;
		outcome.status = option_complain(&tool, "say either SIZE or --to SIZE");
	}
	return outcome;
}

static int usage_of(struct run *run, const struct cgroup *group, uint64_t *bytes)
{
	char text[32];

	run_step(run, "read how much memory %s has", group->path);
	if (limit_value(run, group, "memory.current", text, sizeof text) < 0) {
		return -1;
	}
	return text_to_number(text, UINT64_MAX, bytes) < 0
		       ? run_refuse(run, "it is no number: %s", text)
		       : 0;
}

static int read_order(struct run *run, const struct request *want, const char *size,
		      uint64_t before, char order[64])
{
	uint64_t bytes, swappiness;
	const char *text = size ? size : want->target;
	char more[32] = "";

	run_step(run, "read how much to take");
	if (text_to_size(text, &bytes) < 0) {
		return run_refuse(run, "'%.60s' is not a size such as 64M", text);
	}
	if (want->swappiness && text_to_number(want->swappiness, 200, &swappiness) < 0) {
		return run_refuse(run, "'%.60s' is not a number from 0 to 200", want->swappiness);
	}
	if (want->swappiness) {
		snprintf(more, sizeof more, " swappiness=%" PRIu64, swappiness);
	}
	if (!size) {
		bytes = before > bytes ? before - bytes : 0;
	}
	snprintf(order, 64, "%" PRIu64 "%s", bytes, more);
	return bytes > 0;
}

static int reclaim(struct run *run, const struct request *want, const struct cgroup *group,
		   const char *size)
{
	char order[64];
	uint64_t before, after;

	if (usage_of(run, group, &before) < 0) {
		return cgctl_explain_missing(run, want->tree, group, "memory.current");
	}
	int needed = read_order(run, want, size, before, order);
	if (needed <= 0) {
		return needed;
	}
	run_step(run, "take %s bytes back from %s", order, group->path);
	if (kernel_write_file(run, group->fd, "memory.reclaim", order) == 0) {
		return 0;
	}
	struct failure refused = run->failure;
	if (refused.error == EAGAIN && usage_of(run, group, &after) == 0) {
		char was[16], is[16];

		run_advise(run, "less could be taken: it had %s and has %s",
			   table_size_text(was, before), table_size_text(is, after));
	} else if (refused.error == ENOENT) {
		run_advise(run, "memory.reclaim needs Linux 5.19");
	}
	return -1;
}

int cgctl_reclaim(struct run *run, int argc, char **argv)
{
	struct cgroup_tree tree;
	struct request want = { .tree = &tree };
	struct cgroup group;
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgroup_tree_open(run, &tree) < 0 ||
	    cgroup_open(run, &tree, asked.operand[0], &group) < 0 ||
	    reclaim(run, &want, &group, asked.count == 2 ? asked.operand[1] : NULL) < 0) {
		return run_failed(run);
	}
	return 0;
}
