/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A command line, one word a line, read by a table that has a row of each kind. */
#include "option.h"

#include "fuzz.h"

static bool flag;
static unsigned bits, choice;
static const char *text;
static uint64_t number;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct option_list list;
	static const struct option_row included[] = {
		{ 'i', "inner", "NAME", "a row of another table", .text = &text },
		{ 0 },
	};
	static const struct option_row rows[] = {
		{ 'f', "flag", NULL, "a flag", .flag = &flag },
		{ 'b', "bits", NULL, "bits", OPTION_PEER, .bits = &bits, .value = 4 },
		{ 'c', "choice", NULL, "a choice", .choice = &choice, .value = 2 },
		{ 't', "text", "FILE", "text", .text = &text },
		{ 'o', "optional", "FILE", "maybe", OPTION_OPTIONAL, .text = &text },
		{ 'm', "mount", "FILE", "attached", OPTION_ATTACHED | OPTION_PEER, .list = &list },
		{ 'n', "number", "NUMBER", "a number", .number = &number, .max = 100 },
		{ .rows = included },
		{ 0 },
	};
	static const struct tool tool = { .name = "fuzz",
					  .summary = "Fuzz.",
					  .operands = "[COMMAND]",
					  .operands_max = -1,
					  .takes_command = true,
					  .rows = rows };
	char *words = fuzz_text(data, size), *rest = words, *argv[34];
	struct run run = { .tool = "fuzz" };
	static char name[] = "fuzz";
	int argc = 0;

	argv[argc++] = name;
	while (rest && argc < 33) {
		argv[argc++] = strsep(&rest, "\n");
	}
	argv[argc] = NULL;
	option_parse(&tool, &run, argc, argv);
	if (number > 100) {
		abort();
	}
	free(list.item);
	list = (struct option_list){ 0 };
	text = NULL;
	free(words);
	return 0;
}
