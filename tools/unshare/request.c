/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unshare/request.h"

#include <stddef.h>

#include "unshare/understand.h"

/*
 * The rows point into the request, so each table lives on the stack of the function that has
 * it; each adds its own and calls the next, and the last one reads the command line.
 */
struct reading {
	struct request *want;
	struct run *run;
	int argc;
	char **argv;
	struct option_row tables[6];
};

#define MAKE(kind_letter, name_, kind, help_)                                     \
	{                                                                         \
		kind_letter, name_, "FILE", help_, OPTION_PEER | OPTION_OPTIONAL, \
			.list = &want->kinds, .value = (kind)                     \
	}
#define TRY(name_, kind, help_)                                                               \
	{                                                                                     \
		0, name_, NULL, help_, .bits = &want->try_kinds, .value = NAMESPACE_BIT(kind) \
	}

static struct option_outcome read_all(struct reading *reading)
{
	const struct tool tool = {
		.name = "cns-unshare",
		.summary = "Run a command in new namespaces.",
		.operands = "[COMMAND [ARGUMENT]...]",
		.operands_max = -1,
		.takes_command = true,
		.rows = reading->tables,
	};
	struct option_outcome outcome = option_parse(&tool, reading->run, reading->argc,
						     reading->argv);

	reading->want->command = outcome.operand;
	if (outcome.result == OPTION_GO) {
		outcome.status = request_understand(reading->want, reading->run, &tool);
		outcome.result = outcome.status ? OPTION_WRONG : OPTION_GO;
	}
	return outcome;
}

static struct option_outcome read_confinement(struct reading *reading)
{
	struct option_row rows[CONFINEMENT_ROWS];

	confinement_rows(rows, &reading->want->confinement_given);
	reading->tables[4].rows = rows;
	return read_all(reading);
}

static struct option_outcome read_inside(struct reading *reading)
{
	struct request *want = reading->want;
	const struct option_row rows[] = {
		{ .help = "Inside" },
		{ 0, "mount-proc", "DIR",
		  "mount a fresh proc (at /proc); =try: or leave the old one",
		  OPTION_PEER | OPTION_OPTIONAL, .list = &want->proc },
		{ 0, "mount-binfmt", "DIR", "mount a binfmt_misc of its own",
		  OPTION_PEER | OPTION_OPTIONAL, .list = &want->binfmt },
		{ 'l', "load-interp", "TEXT", "register an interpreter there", OPTION_PEER,
		  .text = &want->load_interp },
		{ 0, "propagation", "HOW", "of mounts: private (default), shared, slave, unchanged",
		  OPTION_PEER, .text = &want->propagation_word },
		{ 0, "hostname", "TEXT", "set the host name; implies --uts",
		  .text = &want->hostname },
		{ 0, "domainname", "TEXT", "set the NIS domain name; implies --uts",
		  .text = &want->domainname },
		{ 0, "lo", NULL, "bring the loopback link up; implies --net", .flag = &want->lo },
		{ 0, "monotonic", "SECONDS", "shift the monotonic clock", OPTION_PEER,
		  .text = &want->monotonic },
		{ 0, "boottime", "SECONDS", "shift the boot clock", OPTION_PEER,
		  .text = &want->boottime },
		{ 'R', "root", "DIR", "chroot(2) there", OPTION_PEER, .text = &want->root },
		{ 'w', "wd", "DIR", "change to this directory", OPTION_PEER,
		  .text = &want->directory },
		{ 'S', "setuid", "USER", "become this user", OPTION_PEER, .text = &want->uid },
		{ 'G', "setgid", "GROUP", "become this group, without supplementary ones",
		  OPTION_PEER, .text = &want->gid },
		{ 0, "groups", "GROUPS", "with these supplementary groups", .text = &want->groups },
		{ 0, "keep-caps", NULL, "keep capabilities, also as another user", OPTION_PEER,
		  .flag = &want->keep_caps },
		{ 0, "clear-env", NULL, "begin with an empty environment", OPTION_PEER,
		  .flag = &want->clear_env },
		{ 0, "whitelist-env", "NAMES", "but for these, separated by commas", OPTION_PEER,
		  .text = &want->whitelist },
		{ 0, "env", "NAME=VALUE", "set this in the environment", .list = &want->variables },
		{ 0 },
	};

	reading->tables[3].rows = rows;
	return read_confinement(reading);
}

static struct option_outcome read_process(struct reading *reading)
{
	struct request *want = reading->want;
	const struct option_row rows[] = {
		{ .help = "Process" },
		{ 'f', "fork", NULL, "fork before becoming the command", OPTION_PEER,
		  .flag = &want->forks },
		{ 0, "no-fork", NULL, "do not, even with --pid", .flag = &want->stays },
		{ 0, "forward-signals", NULL, "pass signals on (always done); implies --fork",
		  OPTION_PEER, .flag = &want->forwards },
		{ 0, "kill-child", "SIGNAL", "end the command when this program ends (by KILL)",
		  OPTION_PEER | OPTION_OPTIONAL, .list = &want->death },
		{ 0, "init", NULL, "be PID 1 beside the command: reap, forward; implies --pid",
		  .flag = &want->initiates },
		{ 0, "grace", "SECONDS", "with --init: KILL this long after a signal to end",
		  .number = &want->grace, .max = 86400 },
		{ 0, "pid-file", "FILE", "write the PID of the command here",
		  .text = &want->pid_file },
		{ 0, "close-fds", NULL, "give the command no descriptors but 0, 1 and 2",
		  .flag = &want->close_fds },
		{ 0, "keep-fd", "FD", "the same, but this one too; may be repeated",
		  .list = &want->kept_fds },
		{ 0, "ready-fd", "FD", "write a line here when all is set up",
		  .text = &want->ready_word },
		{ 0, "status-fd", "FD", "write what happens here, a JSON object a line",
		  .text = &want->status_word },
		{ 0 },
	};

	reading->tables[2].rows = rows;
	return read_inside(reading);
}

static struct option_outcome read_ids(struct reading *reading)
{
	struct request *want = reading->want;
	struct option_list *maps = &want->mappings;
	const struct option_row rows[] = {
		{ .help = "Ids (each implies --user)" },
		{ 'r', "map-root-user", NULL, "be root inside", OPTION_PEER, .list = maps,
		  .value = MAP_ROOT | MAP_BOTH },
		{ 'c', "map-current-user", NULL, "be yourself inside", OPTION_PEER, .list = maps,
		  .value = MAP_CURRENT | MAP_BOTH },
		{ 0, "map-user", "USER", "be this user inside", OPTION_PEER, .list = maps,
		  .value = MAP_ONE | MAP_USERS },
		{ 0, "map-group", "GROUP", "be this group inside", OPTION_PEER, .list = maps,
		  .value = MAP_ONE | MAP_GROUPS },
		{ 0, "map-users", "RANGE", "map users: INSIDE:OUTSIDE:COUNT, auto, subids or all",
		  OPTION_PEER, .list = maps, .value = MAP_RANGE | MAP_USERS },
		{ 0, "map-groups", "RANGE", "map groups, likewise", OPTION_PEER, .list = maps,
		  .value = MAP_RANGE | MAP_GROUPS },
		{ 0, "map-auto", NULL, "map your subordinate ids from 0 on", OPTION_PEER,
		  .list = maps, .value = MAP_AUTO | MAP_BOTH },
		{ 0, "map-subids", NULL, "map your subordinate ids as themselves", OPTION_PEER,
		  .list = maps, .value = MAP_SUBIDS | MAP_BOTH },
		{ 0, "then-map-current", NULL,
		  "root for the set-up; the command is yourself, in one more user namespace",
		  .flag = &want->then_current },
		{ 0, "owner", "UID:GID", "become these before making the namespaces", OPTION_PEER,
		  .text = &want->owner },
		{ 0, "setgroups", "POLICY", "allow or deny setgroups(2) inside", OPTION_PEER,
		  .text = &want->setgroups_word },
		{ 0 },
	};

	reading->tables[1].rows = rows;
	return read_process(reading);
}

static struct option_outcome read_kinds(struct reading *reading)
{
	struct request *want = reading->want;
	const struct option_row rows[] = {
		{ .help = "Namespaces to make (with =FILE: kept by that file)" },
		MAKE('m', "mount", NAMESPACE_MNT, "a mount namespace"),
		MAKE('u', "uts", NAMESPACE_UTS, "a UTS namespace: host and domain name"),
		MAKE('i', "ipc", NAMESPACE_IPC, "an IPC namespace"),
		MAKE('n', "net", NAMESPACE_NET, "a network namespace"),
		MAKE('p', "pid", NAMESPACE_PID, "a PID namespace; implies --fork"),
		MAKE('U', "user", NAMESPACE_USER, "a user namespace"),
		MAKE('C', "cgroup", NAMESPACE_CGROUP, "a cgroup namespace"),
		MAKE('T', "time", NAMESPACE_TIME, "a time namespace"),
		{ 'a', "all", NULL, "all that this kernel has", .flag = &want->all },
		TRY("try-mount", NAMESPACE_MNT, "--mount, skipped where the kernel lacks it"),
		TRY("try-uts", NAMESPACE_UTS, "likewise"),
		TRY("try-ipc", NAMESPACE_IPC, "likewise"),
		TRY("try-net", NAMESPACE_NET, "likewise"),
		TRY("try-pid", NAMESPACE_PID, "likewise"),
		TRY("try-user", NAMESPACE_USER, "likewise"),
		TRY("try-cgroup", NAMESPACE_CGROUP, "likewise"),
		TRY("try-time", NAMESPACE_TIME, "likewise"),
		{ 0, "join", "KIND=TARGET", "join this one of a target instead of making it",
		  .list = &want->joins },
		{ 0, "persist", "DIR", "keep all that are made, as files in DIR",
		  .text = &want->persist_folder },
		{ 0, "unpersist", "PATH", "end what the file, or the files in the folder, keep",
		  .text = &want->unpersist },
		{ 0 },
	};

	reading->tables[0].rows = rows;
	return read_ids(reading);
}

struct option_outcome request_read(struct request *want, struct run *run, int argc, char **argv)
{
	struct reading reading = { .want = want, .run = run, .argc = argc, .argv = argv };

	return read_kinds(&reading);
}
