/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl rm - remove groups; the processes in them only where asked */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "cgctl.h"
#include "cgroup_move.h"
#include "cgroup_state.h"

struct request {
	bool recursive;
	bool kill;
	bool may_miss;
	const char *migrate;
	bool no_destination; /* the group of --migrate is not there */
	const char *timeout;
	int milliseconds;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 'r', "recursive", NULL, "and all groups below", OPTION_PEER,
		  .flag = &want->recursive },
		{ 'k', "kill", NULL, "end the processes in them first", .flag = &want->kill },
		{ 0, "migrate", "CGROUP", "move the processes in them there first",
		  .text = &want->migrate },
		{ 'f', "force", NULL, "mind none that is not there", .flag = &want->may_miss },
		{ 't', "timeout", "SECONDS", "how long to wait for their end (10)",
		  .text = &want->timeout },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl rm",
		.summary = "Remove groups.",
		.operands = "CGROUP...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};

	struct option_outcome outcome = option_parse(&tool, run, argc, argv);
	if (outcome.result == OPTION_GO && want->kill && want->migrate) {
		outcome.result = OPTION_WRONG;
		outcome.status = option_complain(&tool, "--kill and --migrate exclude each other");
	}
	return outcome;
}

static int advise(struct run *run)
{
	if (run->failure.error == EBUSY) {
		run_advise(run,
			   "it has processes (--kill ends them, --migrate moves them) or groups "
			   "below it (--recursive)");
	} else if (run->failure.error == EACCES) {
		run_advise(run, "a group is removed by who owns the one above it");
	}
	return -1;
}

/* Empties the group, and with --recursive those below it, into another one. */
static int migrate(struct each *each, const struct cgroup *group)
{
	struct request *want = each->want;
	struct cgroup_list list;
	struct cgroup from, to;
	int result = cgroup_open(each->run, each->tree, want->migrate, &to);

	if (result < 0) {
		want->no_destination = true;
		return -1;
	}
	result = cgroup_list_read(each->run, each->tree, group->path,
				  want->recursive ? UINT_MAX : 0, &list);
	if (result == 0 && list.count > 0) {
		/* The one that is held, not what has its name now. */
		list.item[0].id = group->id;
	}
	for (size_t i = 0; result == 0 && i < list.count; i++) {
		result = cgroup_list_open(each->run, each->tree, &list.item[i], &from);
		if (result == 0) {
			result = from.id == to.id
					 ? run_refuse(each->run, "%s is to be removed too", to.path)
					 : cgroup_move_all(each->run, &from, &to);
			cgroup_close(&from);
		}
	}
	cgroup_list_free(&list);
	cgroup_close(&to);
	return result;
}

/* Empties it as asked, and removes it. */
static int remove_opened(struct each *each, const struct cgroup *group)
{
	const struct request *want = each->want;

	if (strcmp(group->path, "/") == 0) {
		/* Said before anything below it is gone, or anybody moved. */
		run_step(each->run, "remove the cgroup /");
		return run_refuse(each->run, "the root of the tree cannot be removed");
	}
	if ((want->kill && cgroup_kill(each->run, each->tree, group, want->milliseconds) < 0) ||
	    (want->migrate && migrate(each, group) < 0)) {
		return -1;
	}
	if (want->recursive) {
		return cgroup_remove_all(each->run, each->tree, group->path) < 0 ? advise(each->run)
										 : 0;
	}
	run_step(each->run, "remove the cgroup %s", group->path);
	return cgroup_remove(each->run, each->tree, group->path) < 0 ? advise(each->run) : 0;
}

/* With --force it may be gone before, and another may remove it meanwhile. */
static int remove_group(struct each *each, const char *name)
{
	const struct request *want = each->want;
	struct cgroup group;
	int result = cgroup_open(each->run, each->tree, name, &group);

	if (result == 0) {
		result = remove_opened(each, &group);
		cgroup_close(&group);
	}
	if (result < 0 && want->may_miss && !want->no_destination &&
	    (each->run->failure.error == ENOENT || each->run->failure.error == ENODEV)) {
		run_forgive(each->run);
		return 0;
	}
	return result;
}

int cgctl_rm(struct run *run, int argc, char **argv)
{
	struct request want = { .timeout = "10" };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgctl_read_timeout(run, want.timeout, &want.milliseconds) < 0) {
		return run_failed(run);
	}
	return cgctl_each_in_tree(run, asked.operand, remove_group, &want);
}
