/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cns-cgctl run - run a command in a group.
 *
 * The caller moves itself into the group and becomes the command: no fork.  With --rm somebody
 * must be left to remove the group, so the command is a child then; and a guard outlives even a
 * SIGKILL of its parent.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "cgctl.h"
#include "cgroup_guard.h"
#include "cgroup_state.h"
#include "command.h"
#include "process.h"

struct request {
	bool remove;
	bool try;
	struct option_list set;
	const char *name;
	char **command;
};

/* What was made for the command, and what it takes to undo it. */
struct place {
	struct cgroup_tree tree;
	struct cgroup group;
	struct cgroup origin; /* where the caller was */
	struct cgroup_making making;
	bool is_new;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 's', "set", "KEY=VALUE", "set a limit first, enabling its controller",
		  .list = &want->set },
		{ 0, "rm", NULL, "afterwards end what is left in the group and remove it",
		  .flag = &want->remove },
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

/* Makes the group with its controllers and limits.  Undoes its own part when it fails. */
static int prepare(struct run *run, const struct request *want, struct settings *settings,
		   struct place *place)
{
	char path[CGROUP_PATH_MAX];
	unsigned traits = want->try ? SETTINGS_TRY : 0;

	if (cgroup_name_resolve(run, &place->tree, want->name, path) < 0 ||
	    cgroup_make(run, &place->tree, path, CGROUP_MAKE_PARENTS | CGROUP_MAKE_MAY_EXIST,
			&place->group, &place->making) < 0) {
		return -1;
	}
	if (settings_enable(run, &place->tree, path, traits, settings, &place->making) < 0 ||
	    limit_apply(run, &place->group, settings->item, settings->count) < 0) {
		cgroup_unmake(run, &place->tree, &place->making);
		return -1;
	}
	place->is_new = place->making.made > 0;
	return 0;
}

/* Joining a frozen group would stop us inside the very call that joins it. */
static int check_awake(struct run *run, const struct place *place)
{
	if (place->is_new || strcmp(place->group.path, "/") == 0) {
		return 0;
	}
	int frozen = cgroup_event(run, &place->group, "frozen");
	if (frozen > 0) {
		run_refuse(run, "it is frozen");
		run_advise(run, "cns-cgctl thaw lets it go on");
	}
	return frozen == 0 ? 0 : -1;
}

static int join(struct run *run, struct place *place)
{
	char origin[CGROUP_PATH_MAX];

	place->origin.fd = -1;
	if (place->making.made > 0) {
		run_step(run, "remember the cgroup we come from");
		if (cgroup_path_of(run, &place->tree, AT_FDCWD, origin) < 0 ||
		    cgroup_open_path(run, &place->tree, origin, &place->origin) < 0) {
			run_forgive(run);
		}
	}
	run_step(run, "move ourselves into the cgroup %s", place->group.path);
	return check_awake(run, place) < 0 ? -1 : cgroup_attach(run, &place->group, 0);
}

/* Joins and becomes the command; returns only a status, everything undone. */
static int enter(struct run *run, const struct request *want, struct place *place)
{
	if (join(run, place) < 0) {
		cgroup_unmake(run, &place->tree, &place->making);
		return run_failed(run);
	}
	int status = command_become(run, want->command, environ);
	if (!run->dry && place->making.made > 0 && place->origin.fd >= 0) {
		run->failure = (struct failure){ 0 };
		run_step(run, "go back to where we came from");
		if (cgroup_attach(run, &place->origin, 0) == 0) {
			cgroup_unmake(run, &place->tree, &place->making);
		}
	}
	return status;
}

/* The command is a child, so that somebody is left to end and remove what it leaves. */
static int enter_and_remove(struct run *run, const struct request *want, struct place *place)
{
	struct cgroup_guard guard;
	struct process child = { 0 };

	if (cgroup_guard_start(run, &place->tree, &place->group, &guard) < 0) {
		cgroup_unmake(run, &place->tree, &place->making);
		return run_failed(run);
	}
	enum process_side side = process_fork(run, &child);
	if (side == PROCESS_CHILD) {
		place->making = (struct cgroup_making){ 0 };
		return enter(run, want, place);
	}
	int status = side == PROCESS_FAILED ? run_failed(run) : process_wait(run, &child);
	run->failure = (struct failure){ 0 };
	if (cgroup_guard_finish(run, &place->tree, &place->group, &guard) < 0) {
		int failed = run_failed(run);

		return status ? status : failed;
	}
	return status;
}

int cgctl_run(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct settings settings;
	struct place place = { 0 };
	struct option_outcome asked = read_request(&want, run, argc, argv);
	unsigned traits = 0;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (settings_read_option(run, &want.set, traits, &settings) < 0 ||
	    cgroup_tree_open(run, &place.tree) < 0 || prepare(run, &want, &settings, &place) < 0) {
		return run_failed(run);
	}
	return want.remove ? enter_and_remove(run, &want, &place) : enter(run, &want, &place);
}
