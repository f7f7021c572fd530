/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cns-cgctl run - run a command in a group.
 *
 * The caller moves itself into the group and becomes the command: no fork.  With --rm or --summary
 * somebody must be left, so the command is a child then, which is born in the group; and with --rm
 * a guard outlives even a SIGKILL of its parent.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cgctl.h"
#include "cgroup_guard.h"
#include "cgroup_move.h"
#include "cgroup_state.h"
#include "command.h"
#include "kernel/file.h"
#include "process.h"
#include "run_request.h"

/* What was made for the command, and what it takes to undo it. */
struct place {
	struct cgroup_tree tree;
	struct cgroup group;
	struct cgroup origin; /* where the caller was */
	struct cgroup_making making;
	bool is_new;
	struct cgroup_guard guard; /* of --rm */
	int ends[2];               /* else: what a command that cannot begin says so by */
};

static int set(struct run *run, const struct run_request *want, struct settings *settings,
	       struct place *place)
{
	unsigned traits = want->try ? SETTINGS_TRY : 0;
	const char *path = place->group.path;

	if (settings_enable(run, &place->tree, path, traits, settings, &place->making) < 0 ||
	    settings_apply(run, &place->tree, &place->group, traits, settings, NULL) < 0) {
		cgroup_unmake(run, &place->tree, &place->making);
		return -1;
	}
	return 0;
}

/* --rm ends all that is in the group at last: it may be no group of others. */
static int check_empty(struct run *run, const struct place *place)
{
	if (place->is_new) {
		return 0;
	}
	run_step(run, "see whether %s is ours to remove", place->group.path);
	if (strcmp(place->group.path, "/") == 0) {
		return run_refuse(run, "the root of the tree cannot be removed");
	}
	int populated = cgroup_event(run, &place->group, "populated");
	return populated > 0 ? run_refuse(run, "it has processes already, which --rm would end")
			     : populated;
}

/* Makes the group with its controllers and limits.  Undoes its own part when it fails. */
static int prepare(struct run *run, const struct run_request *want, struct settings *settings,
		   struct place *place)
{
	char path[CGROUP_PATH_MAX];

	if ((want->delegated ? run_scope_path(run, &place->tree, want, path)
			     : cgroup_name_resolve(run, &place->tree, want->name, path)) < 0 ||
	    cgroup_make(run, &place->tree, path, CGROUP_MAKE_PARENTS | CGROUP_MAKE_MAY_EXIST,
			&place->group, &place->making) < 0) {
		return -1;
	}
	place->is_new = place->making.made > 0;
	if (want->remove && check_empty(run, place) < 0) {
		return -1;
	}
	return set(run, want, settings, place);
}

/*
 * Joining a frozen group would stop us inside the very call that joins it.  A new one is frozen
 * when one above it is.
 */
static int check_awake(struct run *run, const struct place *place)
{
	if ((place->is_new && run->dry) || strcmp(place->group.path, "/") == 0) {
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
	if (check_awake(run, place) < 0) {
		return -1;
	}
	return cgroup_attach(run, &place->group, 0) < 0 ? cgroup_advise_move(run, &place->group)
							: 0;
}

/* Joins and becomes the command; returns only a status, everything undone. */
static int enter(struct run *run, const struct run_request *want, struct place *place)
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

/* The child is born in the group; it moves there itself where clone3(2) is not allowed. */
static enum process_side fork_there(struct run *run, struct place *place, struct process *child)
{
	run_step(run, "see whether %s takes a process", place->group.path);
	if (check_awake(run, place) < 0) {
		return PROCESS_FAILED;
	}
	child->cgroup_fd = place->group.fd;
	enum process_side side = process_fork(run, child);
	if (side == PROCESS_FAILED && run->failure.error != ENOSYS) {
		cgroup_advise_move(run, &place->group);
	}
	if (side != PROCESS_FAILED || run->failure.error != ENOSYS) {
		return side;
	}
	run_forgive(run);
	*child = (struct process){ 0 };
	side = process_fork(run, child);
	if (side != PROCESS_CHILD) {
		return side;
	}
	return join(run, place) < 0 ? PROCESS_FAILED : PROCESS_CHILD;
}

/*
 * Where --rm does not remove it anyway, a group made for a command that could not begin goes, as
 * without a child: the child's end of a pipe goes with its exec, or says that there was none.
 */
static bool has_begun(int told_fd)
{
	char byte;
	ssize_t got;

	while ((got = read(told_fd, &byte, 1)) < 0 && errno == EINTR) {
	}
	return got == 0;
}

static int begin(struct run *run, const struct run_request *want, int tell_fd)
{
	int status = command_become(run, want->command, environ);

	while (tell_fd >= 0 && write(tell_fd, "!", 1) < 0 && errno == EINTR) {
	}
	return status;
}

static int watch(struct run *run, const struct run_request *want, struct place *place)
{
	if (want->remove) {
		return cgroup_guard_start(run, &place->tree, &place->group, &place->guard);
	}
	run_step(run, "hear of it when the command cannot begin");
	return kernel_pipe(run, place->ends);
}

static int conclude(struct run *run, const struct run_request *want, struct place *place,
		    int status)
{
	if (want->remove) {
		int removed = cgroup_guard_finish(run, &place->tree, &place->group, &place->guard);
		int failed = removed < 0 ? run_failed(run) : 0;

		return status ? status : failed;
	}
	close(place->ends[1]);
	if (!has_begun(place->ends[0])) {
		cgroup_unmake(run, &place->tree, &place->making);
	}
	return status;
}

/* The command is a child, so that somebody is left to end and remove what it leaves, and to tell.
 */
static int enter_and_stay(struct run *run, const struct run_request *want, struct place *place)
{
	struct process child = { 0 };
	struct run_summary summary;

	if (want->summary) {
		run_summary_begin(&place->group, &summary);
	}
	if (watch(run, want, place) < 0) {
		cgroup_unmake(run, &place->tree, &place->making);
		return run_failed(run);
	}
	enum process_side side = fork_there(run, place, &child);
	if (side == PROCESS_CHILD) {
		return begin(run, want, place->ends[1]);
	}
	if (side == PROCESS_FAILED) {
		int failed = run_failed(run);

		cgroup_guard_cancel(run, &place->guard);
		cgroup_unmake(run, &place->tree, &place->making);
		return failed;
	}
	int status = process_wait(run, &child);
	run->failure = (struct failure){ 0 };
	if (want->summary) {
		run_summary_print(run, &place->group, &summary);
	} else if (status == 128 + SIGKILL && place->is_new) {
		run_tell_lack_of_memory(run, &place->group);
	}
	return conclude(run, want, place, status);
}

/* A right that is missing may be had of systemd. */
static int failed(struct run *run, const struct run_request *want, char **argv)
{
	if (run_scope_helps(run, want)) {
		run_forgive(run);
		return run_scope_become(run, want, argv);
	}
	return run_failed(run);
}

int cgctl_run(struct run *run, int argc, char **argv)
{
	struct run_request want = { 0 };
	struct settings settings;
	struct place place = { .guard.pidfd = -1, .ends = { -1, -1 } };
	struct option_outcome asked = run_request_read(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (want.scope && !want.delegated) {
		return run_scope_become(run, &want, argv);
	}
	if (settings_read_option(run, &want.set, 0, &settings) < 0 ||
	    cgroup_tree_open(run, &place.tree) < 0) {
		return run_failed(run);
	}
	if (prepare(run, &want, &settings, &place) < 0) {
		return failed(run, &want, argv);
	}
	return want.remove || want.summary ? enter_and_stay(run, &want, &place)
					   : enter(run, &want, &place);
}
