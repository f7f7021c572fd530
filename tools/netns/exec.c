/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exec - become a command in a named network namespace. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "namespace.h"
#include "netname.h"
#include "netview.h"
#include "process.h"
#include "verb.h"

enum view { VIEW_NEW, VIEW_KEEP };

struct request {
	bool all;
	unsigned sys, etc;
	const char *name; /* not with all */
	char **command;
};

static int read_request(struct request *want, struct run *run, int argc, char **argv,
			struct option_outcome *asked)
{
	const struct option_row options[] = {
		{ 'a', "all", NULL, "in every named namespace, one after the other", OPTION_PEER,
		  .flag = &want->all },
		{ 0, "keep-sys", NULL, "do not mount a sysfs of the namespace at /sys",
		  .choice = &want->sys, .value = VIEW_KEEP },
		{ 0, "keep-etc", NULL, "do not bind /etc/netns/NAME/* over /etc",
		  .choice = &want->etc, .value = VIEW_KEEP },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns exec",
		.summary = "Run a command in a named network namespace.",
		.operands = "NAME COMMAND [ARGUMENT]...",
		.operands_min = 1,
		.operands_max = -1,
		.takes_command = true,
		.rows = options,
	};

	*asked = option_parse(&tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	want->command = asked->operand;
	if (!want->all) {
		struct netns_names names = { asked->operand, 1 };

		want->name = *want->command++;
		asked->status = netns_names_check_present(&tool, &names);
	}
	if (*want->command && strcmp(*want->command, "--") == 0) {
		want->command++;
	}
	if (!asked->status && !*want->command) {
		asked->status = option_complain(&tool, "missing operand: COMMAND");
	}
	return asked->status ? -1 : 0;
}

static int enter(struct run *run, const char *name)
{
	int fd = netname_open(run, name);

	if (fd < 0) {
		return -1;
	}
	run_step(run, "enter the network namespace %s", name);
	int result = namespace_join(run, NAMESPACE_NET, fd);
	close(fd);
	return result;
}

static int show_namespace(struct run *run, const struct request *want, const char *name)
{
	if (want->sys == VIEW_KEEP && want->etc == VIEW_KEEP) {
		return 0;
	}
	if (netview_make(run) < 0) {
		return -1;
	}
	if (want->sys == VIEW_NEW && netview_mount_sys(run) < 0) {
		return -1;
	}
	return want->etc == VIEW_NEW ? netview_bind_etc(run, name) : 0;
}

static int become(struct run *run, const struct request *want, const char *name)
{
	if (enter(run, name) < 0 || show_namespace(run, want, name) < 0) {
		return run_failed(run);
	}
	return command_become(run, want->command, environ);
}

static int become_child(struct run *run, const struct request *want, const char *name)
{
	struct process child = { 0 };
	enum process_side side = process_fork(run, &child);

	if (side == PROCESS_FAILED) {
		return run_failed(run);
	}
	if (side == PROCESS_PARENT) {
		return process_wait(run, &child);
	}
	int status = become(run, want, name);
	if (!run->dry) {
		_exit(status);
	}
	return status;
}

/* As ip-netns(8) has it: each name is a heading, and one that fails stops nothing. */
static int become_in_all(struct run *run, const struct request *want)
{
	struct netname_list list;
	int status = 0;

	if (netname_list(run, &list) < 0) {
		return run_failed(run);
	}
	for (size_t i = 0; i < list.count; i++) {
		printf("\nnetns: ");
		netns_print_plain(list.name[i]);
		putchar('\n');
		fflush(stdout);
		int ended = become_child(run, want, list.name[i]);
		status = status ? status : ended;
	}
	netname_list_free(&list);
	return status;
}

int netns_exec(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked;

	if (read_request(&want, run, argc, argv, &asked) < 0) {
		return asked.status;
	}
	return want.all ? become_in_all(run, &want) : become(run, &want, want.name);
}
