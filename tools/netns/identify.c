/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identify - the names of the network namespace that a process is in. */
#include <stdio.h>
#include <unistd.h>

#include "namespace.h"
#include "netname.h"
#include "target.h"
#include "verb.h"

static int find_id(struct run *run, const char *text, struct namespace_id *id)
{
	struct target target;

	if (target_open_network(run, text, &target) < 0) {
		return -1;
	}
	int fd = target_open_namespace(run, &target, NAMESPACE_NET);
	int result = fd < 0 ? -1 : namespace_identify(fd, id);
	if (fd >= 0) {
		close(fd);
	}
	target_close(&target);
	return result;
}

static bool has_name(struct run *run, const char *name, struct namespace_id wanted)
{
	struct namespace_id id;
	int fd = netname_open(run, name);
	bool same = fd >= 0 && namespace_identify(fd, &id) == 0 && namespace_is_same(id, wanted);

	if (fd >= 0) {
		close(fd);
	} else {
		run_forgive(run);
	}
	return same;
}

/* No name at all is an empty line, as ip-netns(8) has it. */
static int print_names(struct run *run, const char *text, const char *before)
{
	struct namespace_id wanted;
	struct netname_list list;
	bool found = false;

	if (find_id(run, text, &wanted) < 0 || netname_list(run, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; i < list.count; i++) {
		if (has_name(run, list.name[i], wanted)) {
			fputs(before, stdout);
			netns_print_plain(list.name[i]);
			putchar('\n');
			found = true;
		}
	}
	if (!found && !*before) {
		putchar('\n');
	}
	netname_list_free(&list);
	return 0;
}

int netns_identify(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns identify",
		.summary = "Print the names of the network namespaces that processes are in.",
		.operands = "[TARGET]...",
		.operands_max = -1,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	char before[80] = "", self[16];

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	snprintf(self, sizeof self, "%d", getpid());
	if (asked.count == 0 && print_names(run, self, before) < 0) {
		return run_failed(run);
	}
	for (int i = 0; i < asked.count; i++) {
		if (asked.count > 1) {
			snprintf(before, sizeof before, "%.76s: ", asked.operand[i]);
		}
		if (print_names(run, asked.operand[i], before) < 0) {
			return run_failed(run);
		}
	}
	return option_answered(run);
}
