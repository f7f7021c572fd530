/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "understand.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

/* nsenter(1) has --user=FILE; what could only fail as a file is the name of a user. */
static bool is_login(const struct option_given *given)
{
	const char *text = given->argument;

	return given->value == NAMESPACE_USER && text && *text && *text != ':' &&
	       !strchr(text, '/') && access(text, F_OK) < 0;
}

/* The last one of a kind counts. */
static void understand_namespaces(struct request *want)
{
	for (unsigned i = 0; i < want->namespaces.count; i++) {
		const struct option_given *given = &want->namespaces.item[i];
		unsigned kind = given->value;

		if (is_login(given)) {
			want->login = given->argument;
			continue;
		}
		want->as_target = false;
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

/* What cannot be asked for in one go; the first that holds is told. */
static int check(const struct tool *tool, const struct request *want)
{
	const bool nobody = !want->target && !want->diff;
	const int tools = want->host_command + (want->tools != NULL) + (want->host_root.count > 0);
	const struct {
		bool holds;
		const char *complaint;
	} mistakes[] = {
		{ nobody && want->all, "--all: name the target with --target" },
		{ nobody && want->as_target,
		  "name whom to enter with --target, or a namespace's file" },
		{ nobody && want->kinds,
		  "a namespace without a file: name the target with --target" },
		{ nobody && want->net_socket, "--net-socket: name the target with --target" },
		{ (want->parallel || want->tag) &&
			  (!want->target || strcmp(want->target, "-") != 0),
		  "--parallel and --tag go with a list of targets, -t -" },
		{ want->list && (nobody || want->command[0]),
		  "--list takes a target, and no command" },
		{ want->diff && (want->target || !want->command[0] || !want->command[1] ||
				 want->command[2]),
		  "--diff takes two targets, as its operands" },
		{ tools > 1, "--host-command, --tools and --host-root exclude each other" },
		{ want->host_command && !want->command[0], "--host-command: name a command" },
		{ tools > want->host_command && !want->as_target,
		  "--tools and --host-root go with no namespace named" },
		{ want->preserve_credentials && (want->user || want->group),
		  "--preserve-credentials excludes --setuid and --setgid" },
		{ want->login && (want->user || want->group || want->preserve_credentials),
		  "--user=NAME excludes --setuid, --setgid and --preserve-credentials" },
		{ want->join_cgroup && want->no_cgroup,
		  "--join-cgroup and --no-cgroup exclude each other" },
	};

	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		if (mistakes[i].holds) {
			return option_complain(tool, "%s", mistakes[i].complaint);
		}
	}
	return 0;
}

int request_understand(struct request *want, const struct tool *tool)
{
	want->as_target = !want->all && !want->user_parent && !want->net_socket;
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
	want->is_list = want->target && strcmp(want->target, "-") == 0;
	int status = check(tool, want);
	if (status == 0 && want->host_root.count) {
		want->kinds &= ~NAMESPACE_BIT(NAMESPACE_MNT);
		want->without |= PART_ROOT | PART_DIRECTORY;
	}
	return status;
}
