/* SPDX-License-Identifier: GPL-2.0-or-later */
/* request - the command line of cns-ps, read once */
#include <string.h>

#include "ps.h"
#include "text.h"

/* What is not itself in the request, but decides about it. */
struct words {
	bool namespaces, watch, graph, diff, help_columns, ignored;
	struct option_list kinds, tree;
	uint64_t task;
};

static int read_kinds(const struct tool *tool, const struct option_list *kinds, unsigned *set)
{
	for (unsigned i = 0; i < kinds->count; i++) {
		const char *name = kinds->item[i].argument;
		unsigned before = *set;

		for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
			if (strcmp(name, namespaces[kind].name) == 0 ||
			    strcmp(name, namespaces[kind].option) == 0) {
				*set |= NAMESPACE_BIT(kind);
			}
		}
		if (*set == before && strcmp(name, "") != 0 && before != NAMESPACE_ALL) {
			char known[128];

			return option_complain(tool, "there is no kind of namespace '%s', but %s",
					       name,
					       namespace_list(known, sizeof known, NAMESPACE_ALL));
		}
	}
	return 0;
}

static int read_tree(const struct tool *tool, const struct option_list *given, unsigned *tree)
{
	static const char *const words[] = { [PS_TREE_PROCESS] = "process",
					     [PS_TREE_PARENT] = "parent",
					     [PS_TREE_OWNER] = "owner" };

	for (unsigned i = 0; i < given->count; i++) {
		const char *how = given->item[i].argument;

		*tree = how ? PS_FLAT : PS_TREE_PROCESS;
		for (unsigned form = PS_TREE_PROCESS; how && form <= PS_TREE_OWNER; form++) {
			*tree = strcmp(how, words[form]) == 0 ? form : *tree;
		}
		if (*tree == PS_FLAT) {
			return option_complain(tool,
					       "--tree takes process, parent or owner, not '%s'",
					       how);
		}
	}
	return 0;
}

/* What goes with what. */
static int check(const struct tool *tool, const struct request *want, const struct words *words,
		 int operands)
{
	const struct table_format *format = &want->format;

	if ((words->namespaces || words->graph) + words->watch + words->diff > 1) {
		return option_complain(tool, "--watch, --diff, and --namespaces or --graph exclude "
					     "each other");
	}
	if (words->graph && (want->task || want->persistent)) {
		return option_complain(tool, "--task and --persistent do not go with --graph");
	}
	if (words->diff != (operands == 2)) {
		return option_complain(tool, words->diff ? "--diff takes two targets"
							 : "two targets only go with --diff");
	}
	if (!words->namespaces && (want->kinds || want->task || want->persistent)) {
		return option_complain(tool,
				       "--type, --task and --persistent go with --namespaces");
	}
	if (!words->watch && !words->graph) {
		return 0;
	}
	if (operands > 0) {
		return option_complain(tool, "--watch and --graph take no target");
	}
	if (format->json || format->raw || format->quiet || format->output || format->filter) {
		return option_complain(tool, "--watch and --graph have a form of their own, and "
					     "take no columns or filter");
	}
	return 0;
}

/* Which chapter answers, and what the operands are to it. */
static int choose(const struct tool *tool, struct request *want, const struct words *words,
		  const struct option_outcome *asked)
{
	int status = check(tool, want, words, asked->count);
	uint64_t inode;

	if (status) {
		return status;
	}
	if (words->namespaces && !words->graph && asked->count > 0) {
		if (text_to_number(asked->operand[0], UINT64_MAX, &inode) < 0 || inode == 0) {
			return option_complain(tool,
					       "the number of a namespace was expected, not '%s'",
					       asked->operand[0]);
		}
		want->inode = inode;
	}
	want->target[0] = asked->count > 0 ? asked->operand[0] : NULL;
	want->target[1] = asked->count > 1 ? asked->operand[1] : NULL;
	want->chapter = words->graph        ? words->namespaces ? PS_GRAPH_NAMESPACES : PS_GRAPH
			: words->namespaces ? PS_NAMESPACES
			: words->watch      ? PS_WATCH
			: words->diff       ? PS_DIFF
			: asked->count == 1 ? PS_INSPECT
					    : PS_CONTAINERS;
	return 0;
}

/* -n is taken by --namespaces here. */
static void list_options(struct option_row rows[TABLE_OPTIONS], struct table_format *format)
{
	table_options(rows, format);
	for (int i = 0; i < TABLE_OPTIONS; i++) {
		rows[i].letter = rows[i].letter == 'n' ? '\0' : rows[i].letter;
	}
}

static int understand(const struct tool *tool, struct request *want, const struct words *words,
		      const struct option_outcome *asked)
{
	int status = read_kinds(tool, &words->kinds, &want->kinds);

	if (status == 0) {
		status = read_tree(tool, &words->tree, &want->tree);
	}
	want->task = (pid_t)words->task;
	if (words->help_columns) {
		want->format.output = "help";
	}
	return status ? status : choose(tool, want, words, asked);
}

struct option_outcome request_read(struct request *want, struct run *run, int argc, char **argv)
{
	struct option_row listing[TABLE_OPTIONS];
	struct words words = { 0 };
	const struct option_row options[] = {
		{ 'a', "all", NULL, "also what is isolated in one way only", .flag = &want->all },
		{ 'n', "namespaces", NULL, "list namespaces, and who holds them",
		  .flag = &words.namespaces },
		{ 'T', "tree", "HOW", "draw a tree; of namespaces by process, parent or owner",
		  OPTION_OPTIONAL | OPTION_ATTACHED | OPTION_PEER, .list = &words.tree },
		{ 't', "type", "KIND", "namespaces of this kind only; may be repeated", OPTION_PEER,
		  .list = &words.kinds },
		{ 'p', "task", "PID", "namespaces of this process only", OPTION_PEER,
		  .number = &words.task, .max = 4194304 },
		{ 'P', "persistent", NULL, "namespaces without a process only", OPTION_PEER,
		  .flag = &want->persistent },
		{ 'd', "diff", NULL, "show in what two targets differ", .flag = &words.diff },
		{ 'w', "watch", NULL, "tell what begins, changes and ends, one line each",
		  .flag = &words.watch },
		{ 'g', "graph", NULL, "draw containers, with -n namespaces", .flag = &words.graph },
		{ 'Q', "filter", "TEXT", "only rows for which the expression holds", OPTION_PEER,
		  .text = &want->format.filter },
		{ 0, "output-all", NULL, "all columns", OPTION_PEER,
		  .flag = &want->format.all_columns },
		{ 'H', "list-columns", NULL, "list the columns", OPTION_PEER,
		  .flag = &words.help_columns },
		{ 'l', "list", NULL, "no tree: the default", OPTION_PEER, .flag = &words.ignored },
		{ .rows = listing },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-ps",
		.summary = "Show what is isolated from what, and by whom it is held.",
		.operands = "[TARGET [TARGET]]",
		.operands_max = 2,
		.rows = options,
	};
	list_options(listing, &want->format);
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	if (asked.result == OPTION_GO) {
		asked.status = understand(&tool, want, &words, &asked);
		asked.result = asked.status ? OPTION_WRONG : OPTION_GO;
	}
	return asked;
}
