/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "request.h"

#include <stddef.h>

#include "understand.h"

#define KIND(letter, name_, kind, help_)                                                       \
	{                                                                                      \
		letter, name_, "FILE", help_, OPTION_PEER | OPTION_OPTIONAL | OPTION_ATTACHED, \
			.list = kinds, .value = (kind)                                         \
	}
#define PLACE(letter, name_, list_, help_)                                                    \
	{                                                                                     \
		letter, name_, "DIR", help_, OPTION_PEER | OPTION_OPTIONAL | OPTION_ATTACHED, \
			.list = (list_)                                                       \
	}

const struct option_given *request_last(const struct option_list *list)
{
	return list->count ? &list->item[list->count - 1] : NULL;
}

/*
 * The tables, each in the frame of a function that calls the next: they lead to the request, and
 * must be there while the command line is read.
 */
struct reading {
	struct request *want;
	struct run *run;
	int argc;
	char **argv;
	struct option_row tables[6];
};

static struct option_outcome read_all(struct reading *reading)
{
	struct request *want = reading->want;
	const struct tool tool = {
		.name = "cns-enter",
		.summary = "Run a command in a running container.",
		.operands = "[COMMAND [ARGUMENT]...]",
		.operands_max = -1,
		.takes_command = true,
		.rows = reading->tables,
	};
	struct option_outcome outcome = option_parse(&tool, reading->run, reading->argc,
						     reading->argv);

	want->command = outcome.operand;
	if (outcome.result == OPTION_GO) {
		outcome.status = request_understand(want, &tool);
		outcome.result = outcome.status ? OPTION_WRONG : OPTION_GO;
	}
	return outcome;
}

static struct option_outcome read_tools(struct reading *reading)
{
	struct request *want = reading->want;
	const struct option_row rows[] = {
		{ .help = "Programs for a target that has none" },
		{ 0, "host-command", NULL, "COMMAND is a program of the host's",
		  .flag = &want->host_command },
		{ 0, "tools", "DIR", "bring the programs of this folder of the host",
		  .text = &want->tools },
		{ 0, "host-root", "DIR", "keep the host's root; the target's is at DIR (/mnt)",
		  OPTION_OPTIONAL, .list = &want->host_root },
		{ 0 },
	};

	reading->tables[4].rows = rows;
	return read_all(reading);
}

static struct option_outcome read_person(struct reading *reading)
{
	struct request *want = reading->want;
	const struct option_row rows[] = {
		{ .help = "Person" },
		{ 'S', "setuid", "USER", "become this user (id, name inside, follow)", OPTION_PEER,
		  .text = &want->user },
		{ 'G', "setgid", "GROUP", "become this group (id, name inside, follow)",
		  OPTION_PEER, .text = &want->group },
		{ 0, "preserve-credentials", NULL, "leave user and groups as they are", OPTION_PEER,
		  .flag = &want->preserve_credentials },
		{ 0, "keep-caps", NULL, "keep the capabilities that a user namespace gives",
		  OPTION_PEER, .flag = &want->keep_capabilities },
		{ 0, "privileged", NULL, "more rights than the target: all that the caller has",
		  .flag = &want->privileged },
		{ 0, "without", "LIST", "of these, what the caller has: caps,limits,umask,...",
		  .list = &want->without_words },
		{ 'e', "env", NULL, "the target's environment", OPTION_PEER,
		  .flag = &want->environment },
		{ 0, "keep-env", "NAME", "keep this variable of the caller's; may be repeated",
		  .list = &want->keep_env },
		{ 0, "keep-fd", "NUMBER", "keep this descriptor of the caller's; may be repeated",
		  .list = &want->keep_fd },
		{ 'Z', "follow-context", NULL, "the target's SELinux context", OPTION_PEER,
		  .flag = &want->follow_context },
		{ 0 },
	};

	reading->tables[3].rows = rows;
	return read_tools(reading);
}

static struct option_outcome read_place(struct reading *reading)
{
	struct request *want = reading->want;
	const struct option_row rows[] = {
		{ .help = "Place" },
		PLACE('r', "root", &want->root, "the target's root directory, or DIR of ours"),
		PLACE('w', "wd", &want->directory,
		      "the target's working directory, or DIR of ours"),
		PLACE('W', "wdns", &want->inside, "a working directory by its name inside"),
		{ 'c', "join-cgroup", NULL, "insist on joining the target's control groups",
		  OPTION_PEER, .flag = &want->join_cgroup },
		{ 0, "no-cgroup", NULL, "stay out of the target's control groups",
		  .flag = &want->no_cgroup },
		{ 0, "tty", "MODE", "give it a terminal of its own (new), or ours (pass)",
		  OPTION_OPTIONAL, .list = &want->terminal },
		{ 0, "die-with-caller", NULL, "end the command (by TERM) when our caller ends",
		  .flag = &want->dies_with_caller },
		{ 'F', "no-fork", NULL, "do not fork: only children enter the PID namespace",
		  OPTION_PEER, .flag = &want->no_fork },
		{ 0 },
	};

	reading->tables[2].rows = rows;
	return read_person(reading);
}

static struct option_outcome read_namespaces(struct reading *reading)
{
	struct request *want = reading->want;
	struct option_list *kinds = &want->namespaces;
	const struct option_row rows[] = {
		{ .help = "Namespaces (none named: all, and the rest as the target has it)" },
		{ 'a', "all", NULL, "all namespaces of the target", OPTION_PEER,
		  .flag = &want->all },
		KIND('m', "mount", NAMESPACE_MNT, "the mount namespace"),
		KIND('u', "uts", NAMESPACE_UTS, "the UTS namespace: host name"),
		KIND('i', "ipc", NAMESPACE_IPC, "the IPC namespace"),
		KIND('n', "net", NAMESPACE_NET, "the network namespace"),
		KIND('p', "pid", NAMESPACE_PID, "the PID namespace"),
		KIND('U', "user", NAMESPACE_USER, "the user namespace; or =NAME, a user inside"),
		KIND('C', "cgroup", NAMESPACE_CGROUP, "the cgroup namespace"),
		KIND('T', "time", NAMESPACE_TIME, "the time namespace"),
		{ 0, "user-parent", NULL, "the user namespace that owns another one entered",
		  OPTION_PEER, .flag = &want->user_parent },
		{ 'N', "net-socket", "NUMBER", "the network namespace of a socket of the target",
		  OPTION_PEER, .text = &want->net_socket },
		{ 0 },
	};

	reading->tables[1].rows = rows;
	return read_place(reading);
}

struct option_outcome request_read(struct request *want, struct run *run, int argc, char **argv)
{
	struct reading reading = { .want = want, .run = run, .argc = argc, .argv = argv };
	const struct option_row rows[] = {
		{ 't', "target", "TARGET", "whom to enter: PID, @CGROUP, container, file, fd:N, -",
		  OPTION_PEER, .text = &want->target },
		{ 0, "parallel", "NUMBER", "with -t -: this many at a time",
		  .number = &want->parallel, .max = 64 },
		{ 0, "list", NULL, "enter nothing; a line a kind: same or other, inode, owner",
		  .flag = &want->list },
		{ 0, "diff", NULL,
		  "enter nothing; in which kinds the two operands, targets, differ",
		  .flag = &want->diff },
		{ 0, "tag", NULL, "with -t -: begin each line of output with its target",
		  .flag = &want->tag },
		{ 0 },
	};

	reading.tables[0].rows = rows;
	return read_namespaces(&reading);
}
