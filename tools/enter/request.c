/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "request.h"

#include <stddef.h>
#include <string.h>

#include "text.h"

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

/* The last one of a kind counts. */
static void understand_namespaces(struct request *want)
{
	for (unsigned i = 0; i < want->namespaces.count; i++) {
		const struct option_given *given = &want->namespaces.item[i];
		unsigned kind = given->value;

		want->files[kind] = given->argument;
		want->kinds &= ~NAMESPACE_BIT(kind);
		want->kinds |= given->argument ? 0 : NAMESPACE_BIT(kind);
	}
	if (want->all || want->as_target) {
		want->kinds = NAMESPACE_ALL;
		for (unsigned kind = 0; kind < NAMESPACE_KINDS; kind++) {
			want->kinds &= want->files[kind] ? ~NAMESPACE_BIT(kind) : NAMESPACE_ALL;
		}
	}
}

static const struct {
	const char *name;
	enum part part;
} parts[] = {
	{ "cgroup", PART_CGROUP },       { "root", PART_ROOT },         { "wd", PART_DIRECTORY },
	{ "user", PART_USER },           { "caps", PART_CAPABILITIES }, { "seccomp", PART_SECCOMP },
	{ "label", PART_LABEL },         { "limits", PART_LIMITS },     { "oom", PART_OOM },
	{ "scheduling", PART_SCHEDULE }, { "umask", PART_UMASK },       { "keyring", PART_KEYRING },
	{ "signals", PART_SIGNALS },
};

static bool add_part(struct request *want, const char *name)
{
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (strcmp(parts[i].name, name) == 0) {
			want->without |= parts[i].part;
			return true;
		}
	}
	return false;
}

static bool understand_without(struct request *want)
{
	for (unsigned i = 0; i < want->without_words.count; i++) {
		const char *list = want->without_words.item[i].argument;
		char word[16];

		for (int more; (more = text_next(&list, ',', word, sizeof word)) != 0;) {
			if (more < 0 || !add_part(want, word)) {
				return false;
			}
		}
	}
	want->no_cgroup |= (want->without & PART_CGROUP) != 0;
	return true;
}

/* Ours is replaced where whoever is inside is not trusted; else, when asked. */
static int understand_terminal(struct request *want)
{
	const struct option_given *given = request_last(&want->terminal);

	want->terminal_mode = want->as_target ? TERMINAL_REPLACE : TERMINAL_PASS;
	if (given && (!given->argument || strcmp(given->argument, "new") == 0)) {
		want->terminal_mode = TERMINAL_MAKE;
	} else if (given && strcmp(given->argument, "pass") == 0) {
		want->terminal_mode = TERMINAL_PASS;
	} else if (given) {
		return -1;
	}
	return 0;
}

static int check(const struct tool *tool, struct request *want)
{
	want->as_target = !want->all && want->namespaces.count == 0 && !want->user_parent &&
			  !want->net_socket;
	understand_namespaces(want);
	if (understand_terminal(want) < 0) {
		return option_complain(tool, "--tty takes new or pass, not '%s'",
				       request_last(&want->terminal)->argument);
	}
	if (!understand_without(want)) {
		return option_complain(tool,
				       "--without takes a list of cgroup, root, wd, user, caps, "
				       "seccomp, label, limits, oom, scheduling, umask, keyring "
				       "and signals");
	}
	if (!want->target && want->all) {
		return option_complain(tool, "--all: name the target with --target");
	}
	if (!want->target && want->as_target) {
		return option_complain(tool,
				       "name whom to enter with --target, or a namespace's file");
	}
	if (!want->target && want->kinds) {
		return option_complain(tool,
				       "a namespace without a file: name the target with --target");
	}
	if (!want->target && want->net_socket) {
		return option_complain(tool, "--net-socket: name the target with --target");
	}
	if (want->host_command + (want->tools != NULL) + (want->host_root.count > 0) > 1) {
		return option_complain(
			tool, "--host-command, --tools and --host-root exclude each other");
	}
	if (want->host_command && !want->command[0]) {
		return option_complain(tool, "--host-command: name a command");
	}
	if ((want->tools || want->host_root.count) && !want->as_target) {
		return option_complain(tool, "--tools and --host-root go with no namespace named");
	}
	if (want->host_root.count) {
		want->kinds &= ~NAMESPACE_BIT(NAMESPACE_MNT);
		want->without |= PART_ROOT | PART_DIRECTORY;
	}
	if (want->preserve_credentials && (want->user || want->group)) {
		return option_complain(tool,
				       "--preserve-credentials excludes --setuid and --setgid");
	}
	if (want->join_cgroup && want->no_cgroup) {
		return option_complain(tool, "--join-cgroup and --no-cgroup exclude each other");
	}
	return 0;
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
		outcome.status = check(&tool, want);
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
		{ 'S', "setuid", "USER", "become this user, or follow the target", OPTION_PEER,
		  .text = &want->user },
		{ 'G', "setgid", "GROUP", "become this group, or follow the target", OPTION_PEER,
		  .text = &want->group },
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
		KIND('U', "user", NAMESPACE_USER, "the user namespace"),
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
		{ 't', "target", "TARGET", "whom to enter: PID, @CGROUP, container, file, fd:N",
		  OPTION_PEER, .text = &want->target },
		{ 0 },
	};

	reading.tables[0].rows = rows;
	return read_namespaces(&reading);
}
