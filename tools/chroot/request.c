/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

/* What the tables fill in, before it is understood. */
struct given {
	struct option_list changes, lower, memory;
};

static int read_layers(struct request *want, const struct given *given, const struct tool *tool)
{
	struct overlay *layers = &want->layers;
	const char *size = given->memory.count
				   ? given->memory.item[given->memory.count - 1].argument
				   : NULL;

	layers->memory = given->memory.count > 0;
	if (size && text_to_size(size, &layers->memory_size) < 0) {
		return option_complain(tool, "--volatile takes a size such as 64M, not '%s'", size);
	}
	if (!given->lower.count && (layers->upper || layers->work || layers->memory)) {
		return option_complain(tool,
				       "--upper, --work and --volatile need a --lower below them");
	}
	if (layers->memory && layers->upper) {
		return option_complain(tool,
				       "--volatile and --upper exclude each other: changes go to "
				       "memory or to a directory");
	}
	if (!want->diff && !layers->upper != !layers->work) {
		return option_complain(tool,
				       "--upper and --work go together; work is an empty directory "
				       "on the filesystem of upper");
	}
	if (given->lower.count > OVERLAY_LAYERS_MAX) {
		return option_complain(tool, "%u lower layers, but the kernel stacks at most %d",
				       given->lower.count, OVERLAY_LAYERS_MAX);
	}
	layers->lower = calloc(given->lower.count + 1, sizeof *layers->lower);
	if (!layers->lower) {
		return option_complain(tool, "there is no memory for %u layers",
				       given->lower.count);
	}
	for (unsigned i = 0; i < given->lower.count; i++) {
		layers->lower[layers->lower_count++] = given->lower.item[i].argument;
	}
	return 0;
}

static bool is_root(const char *path)
{
	char *whole = realpath(path, NULL);
	bool same = whole && strcmp(whole, "/") == 0;

	free(whole);
	return same;
}

/* After the root comes the command; a -- between them is for the reader's eye. */
static char **find_command(char **operand)
{
	static char interactive[] = "-i", shell[] = "/bin/sh";
	static char *default_command[] = { shell, interactive, NULL };
	char *asked = getenv("SHELL");

	operand++;
	if (*operand && strcmp(*operand, "--") == 0) {
		operand++;
	}
	if (*operand) {
		return operand;
	}
	char **command = calloc(3, sizeof *command);
	if (!command || !asked) {
		free(command);
		return default_command;
	}
	command[0] = asked;
	command[1] = interactive;
	return command;
}

static int understand_diff(struct request *want, const struct given *given, const struct tool *tool,
			   char **operand)
{
	int status = read_layers(want, given, tool);

	if (status != 0) {
		return status;
	}
	if (operand[0] || !given->lower.count || !want->layers.upper) {
		return option_complain(tool,
				       "--diff goes with --lower and --upper, and no operand");
	}
	return 0;
}

static int understand(struct request *want, const struct given *given, const struct tool *tool,
		      char **operand)
{
	struct complaint complaint;
	int count = change_read(&given->changes, &want->changes, &complaint);

	if (count < 0) {
		return option_complain(tool, "%s", complaint.text);
	}
	want->change_count = (unsigned)count;
	if (want->diff) {
		return understand_diff(want, given, tool, operand);
	}
	if (!operand[0]) {
		return option_complain(tool, "missing operand: %s", tool->operands);
	}
	want->root = operand[0];
	want->command = find_command(operand);
	if (!*want->root) {
		return option_complain(tool, "the new root is an empty argument, not a directory");
	}
	int status = read_layers(want, given, tool);
	if (status == 0) {
		status = confinement_read(tool, &want->confinement_given, &want->confinement);
	}
	if (status != 0) {
		return status;
	}
	if (want->personality && strcmp(want->personality, "linux32") != 0 &&
	    strcmp(want->personality, "linux64") != 0) {
		return option_complain(tool, "--personality takes linux32 or linux64, not '%s'",
				       want->personality);
	}
	/* Registered in the machine's own namespace, the interpreter would be everybody's. */
	want->unprivileged |= want->interpreter != NULL;
	want->pivots |= want->interpreter != NULL;
	want->pivots |= count > 0 || want->layers.lower_count > 0;
	if (want->skips_chdir && (want->pivots || !is_root(want->root))) {
		return option_complain(tool,
				       "--skip-chdir is only for the root /, unchanged; not '%s'",
				       want->root);
	}
	return 0;
}

/* What the root is, and the layers that it is stacked of. */
enum { ROOT_ROWS = 12 };

static void root_rows(struct option_row rows[ROOT_ROWS], struct request *want, struct given *given)
{
	const struct option_row table[ROOT_ROWS] = {
		{ .help = "Root" },
		{ 0, "pivot", NULL, "a real root by pivot_root(2), as any mount below implies",
		  .flag = &want->pivots },
		{ 0, "unprivileged", NULL, "be root in a new user namespace",
		  .flag = &want->unprivileged },
		{ 0, "interp", "FILE",
		  "run its programs of another architecture by FILE of outside",
		  .text = &want->interpreter },
		{ 0, "personality", "NAME", "be on this machine: linux32 or linux64",
		  .text = &want->personality },
		{ 0, "lower", "DIR", "a read-only layer of the root; the first is the top one",
		  .list = &given->lower },
		{ 0, "upper", "DIR", "the writable layer above them", .text = &want->layers.upper },
		{ 0, "work", "DIR", "an empty directory beside it, for overlayfs",
		  .text = &want->layers.work },
		{ 0, "volatile", "SIZE", "write to memory; the changes vanish", OPTION_OPTIONAL,
		  .list = &given->memory },
		{ 0, "diff", NULL, "only list what the upper layer adds, changes and deletes",
		  .flag = &want->diff },
		{ 0, "json", NULL, "list it as JSON", .flag = &want->json },
		{ 0 },
	};

	memcpy(rows, table, sizeof table);
}

struct option_outcome request_read(struct request *want, struct run *run, int argc, char **argv)
{
	struct given given = { 0 };
	struct option_row root_table[ROOT_ROWS], change_table[CHANGE_ROWS];
	struct option_row confinement_table[CONFINEMENT_ROWS];
	const struct option_row options[] = {
		{ .help = "As chroot(1)" },
		{ 0, "userspec", "USER[:GROUP]", "user and group to be", OPTION_PEER,
		  .text = &want->who.user },
		{ 0, "groups", "GROUPS", "supplementary groups, with commas; empty: none",
		  OPTION_PEER, .text = &want->who.groups },
		{ 0, "skip-chdir", NULL, "keep the working directory (only for the root /)",
		  OPTION_PEER, .flag = &want->skips_chdir },
		{ .rows = root_table },
		{ .help = "Mounts, in the order given" },
		{ .rows = change_table },
		{ .rows = confinement_table },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-chroot",
		.summary = "Run a command in another root file system.",
		.operands = "ROOT [COMMAND [ARGUMENT]...]",
		.operands_min = 0,
		.operands_max = -1,
		.takes_command = true,
		.rows = options,
	};

	root_rows(root_table, want, &given);
	change_rows(change_table, &given.changes);
	confinement_rows(confinement_table, &want->confinement_given);
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);
	if (outcome.result == OPTION_GO) {
		outcome.status = understand(want, &given, &tool, outcome.operand);
		outcome.result = outcome.status ? OPTION_WRONG : OPTION_GO;
	}
	return outcome;
}
