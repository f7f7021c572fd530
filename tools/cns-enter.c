/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cns-enter - run a command in a running container
 *
 * Everything is opened and read first, checked against one pidfd: afterwards another root answers
 * by name.  Then the rest of the work is done where nobody inside can see it: in this process,
 * or, where a PID namespace is joined, in a child between (relay.h).  What appears inside has
 * nothing left to do but to become the command.
 */
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cgroup.h"
#include "command.h"
#include "enter/condition.h"
#include "enter/descriptors.h"
#include "enter/each.h"
#include "enter/groups.h"
#include "enter/joins.h"
#include "enter/person.h"
#include "enter/place.h"
#include "enter/request.h"
#include "enter/shell.h"
#include "enter/show.h"
#include "enter/toolbox.h"
#include "enter/variables.h"
#include "kernel/process.h"
#include "pump.h"
#include "relay.h"
#include "self.h"

/* All that is opened before anything changes. */
struct entry {
	struct target target;
	struct joins joins;
	struct place place;
	struct cgroup_places groups;
	struct person person;
	struct shell shell;
	struct variables variables;
	struct relay relay;
	struct process child;
	struct condition condition;
	struct toolbox toolbox;
	struct pump pump;
	bool relays; /* the command is a sibling of the child that joins */
	bool forks;
};

/* The caller's terminal and files are not handed to whoever is not the caller. */
static int open_standard(struct run *run, const struct request *want, struct entry *entry)
{
	bool replaces = want->terminal_mode != TERMINAL_PASS && entry->joins.kinds;
	const struct pump_wish wish = {
		.terminals = replaces,
		.files = replaces && want->as_target,
		.always = want->terminal_mode == TERMINAL_MAKE,
		.root_fd = entry->place.root_fd,
		.owner = entry->person.outside,
	};

	return pump_open(run, &wish, &entry->pump);
}

static int open_target(struct run *run, const struct request *want, struct target *target)
{
	bool means_network = !want->as_target && want->kinds == NAMESPACE_BIT(NAMESPACE_NET);

	return means_network ? target_open_network(run, want->target, target)
			     : target_open(run, want->target, target);
}

static int open_all(struct run *run, const struct request *want, struct entry *entry)
{
	struct target *target = &entry->target;

	*target = (struct target){ .pid_fd = -1, .proc_fd = -1, .namespace_fd = -1 };
	if ((want->target && open_target(run, want, target) < 0) ||
	    joins_open(run, want, target, &entry->joins) < 0 ||
	    place_open(run, want, target, &entry->joins, &entry->place) < 0 ||
	    wish_open(run, want, &entry->place, &entry->person.wish) < 0 ||
	    person_open(run, want, target, &entry->joins, &entry->person) < 0 ||
	    shell_open(run, want, &entry->person, &entry->place, &entry->shell) < 0 ||
	    variables_open(run, want, target, &entry->joins, &entry->shell.user,
			   &entry->variables) < 0 ||
	    groups_open(run, want, target, &entry->groups) < 0 ||
	    condition_open(run, want, target, entry->person.umask, &entry->condition) < 0 ||
	    toolbox_open(run, want, target, &entry->toolbox) < 0 ||
	    open_standard(run, want, entry) < 0) {
		return -1;
	}
	entry->relays = !want->no_fork && entry->joins.kinds & NAMESPACE_BIT(NAMESPACE_PID);
	entry->forks = entry->relays || pump_is_needed(&entry->pump);
	return target_check(run, target);
}

/* Whoever is inside may not look at us or trace us before we have become the command. */
static int hide(struct run *run)
{
	run_step(run, "let no one look into this process until it becomes the command");
	return kernel_set_dumpable(run, 0);
}

/* Joins and becomes what was decided, and keeps nothing that was opened or known for it. */
static int go_in(struct run *run, const struct request *want, struct entry *entry)
{
	if (condition_prepare(run, &entry->condition) < 0 || hide(run) < 0 ||
	    cgroup_places_join(run, &entry->groups) < 0 ||
	    person_prepare(run, &entry->person) < 0 ||
	    toolbox_keep_host(run, &entry->toolbox) < 0 || joins_enter(run, &entry->joins) < 0 ||
	    joins_check(run, &entry->joins) < 0 || place_enter(run, &entry->place) < 0 ||
	    toolbox_unpack(run, &entry->toolbox, want->command) < 0 ||
	    condition_take(run, &entry->condition) < 0 || person_become(run, &entry->person) < 0) {
		return -1;
	}
	if (pump_hand_over(run, &entry->pump) < 0) {
		return -1;
	}
	if (!run->dry) {
		environment_forget_rest(&entry->variables.list);
	}
	target_close(&entry->target);
	joins_close(&entry->joins);
	place_close(&entry->place);
	cgroup_places_close(&entry->groups);
	return 0;
}

/* A change of ids makes the kernel forget it, so it is asked for again just before the command. */
static int tie_to_caller(struct run *run, const struct request *want, const struct entry *entry)
{
	if (!want->dies_with_caller || (entry && entry->forks)) {
		return 0;
	}
	run_step(run, "end when our caller ends");
	return kernel_set_parent_death_signal(run, SIGTERM);
}

static int become(struct run *run, const struct request *want, struct entry *entry)
{
	struct toolbox *box = &entry->toolbox;

	if (box->search[0] && environment_set(run, &entry->variables.list, box->search) < 0) {
		return run_failed(run);
	}
	char *const *variables = entry->variables.list.entry;
	if (box->command_fd >= 0) {
		return command_become_fd(run, box->command_fd, want->command, variables);
	}
	if (box->command) {
		return command_become_file(run, box->command[0], box->command, variables);
	}
	int status = want->command[0] ? command_become(run, want->command, variables)
				      : command_become_file(run, entry->shell.path,
							    entry->shell.command, variables);
	if (status == EXIT_NOT_FOUND && run->inside) {
		run_warn(run,
			 "hint: --tools=DIR, --host-command and --host-root bring programs of the "
			 "host into a target that has none");
	}
	return status;
}

/* Large, and for the most part not used: only those of its pages that are written to cost. */
static struct entry *new_entry(struct run *run)
{
	struct entry *entry = mmap(NULL, sizeof *entry, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (entry == MAP_FAILED) {
		run_step(run, "make room for what is to be known of a target");
		run_refuse_errno(run, "mmap");
		return NULL;
	}
	entry->child.parent_death_signal = SIGKILL;
	return entry;
}

/* Into one target: from the first look at it to the command. */
static int enter(struct run *run, const struct request *want)
{
	struct entry *entry = new_entry(run);
	enum process_side side = PROCESS_CHILD;

	if (!entry || open_all(run, want, entry) < 0) {
		return run_failed(run);
	}
	if (entry->forks) {
		side = relay_open(run, &entry->relay) < 0 ? PROCESS_FAILED
							  : process_fork(run, &entry->child);
	}
	if (side == PROCESS_PARENT) {
		return relay_wait(run, &entry->relay, &entry->child, &entry->pump);
	}
	if (side == PROCESS_FAILED || go_in(run, want, entry) < 0) {
		return run_failed(run);
	}
	if ((entry->relays && relay_fork(run, &entry->relay, &entry->child) == PROCESS_FAILED) ||
	    pump_leave_session(run, &entry->pump) < 0 || person_filter(run, &entry->person) < 0) {
		return run_failed(run);
	}
	condition_reset_signals(&entry->condition);
	if (tie_to_caller(run, want, entry) < 0) {
		return run_failed(run);
	}
	return become(run, want, entry);
}

int main(int argc, char **argv)
{
	struct run run = { 0 };
	struct request want = { 0 };
	struct option_outcome asked = request_read(&want, &run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (want.list || want.diff) {
		return want.list ? show_list(&run, &want) : show_difference(&run, &want);
	}
	if (self_protect(&run, argv) < 0 || tie_to_caller(&run, &want, NULL) < 0 ||
	    descriptors_close_inherited(&run, &want) < 0) {
		return run_failed(&run);
	}
	return want.is_list ? each_target(&run, &want, enter) : enter(&run, &want);
}
