/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl convert - tell settings of version 1, docker and OCI in version 2 */
#include "convert.h"

#include <string.h>

#include "cgctl.h"
#include "table.h"

struct request {
	const char *formula;
	struct table_format format;
	struct convert convert;
};

enum column { SETTING, FROM, FORMULA };

static const struct table_column columns[] = {
	[SETTING] = { "SETTING", "as set takes it; empty where version 2 has none",
		      TABLE_SHOWN | TABLE_KEY },
	[FROM] = { "FROM", "the name it came with", TABLE_SHOWN },
	[FORMULA] = { "FORMULA", "how, or what to do instead", TABLE_SHOWN },
	{ 0 },
};

static const struct tool tool_start = {
	.name = "cns-cgctl convert",
	.summary = "Tell settings of version 1, docker and OCI in version 2, and by which formula.",
	.operands = "NAME=VALUE...",
	.operands_min = 1,
	.operands_max = -1,
};

static int read_formula(struct request *want)
{
	static const char *const names[] = { "quadratic", "linear", "ratio" };

	for (unsigned i = 0; i < 3; i++) {
		if (!want->formula || strcmp(want->formula, names[i]) == 0) {
			want->convert.shares = (enum convert_shares)i;
			return 0;
		}
	}
	return option_complain(&tool_start, "'%s' is none of quadratic, linear, ratio",
			       want->formula);
}

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	struct option_row listing[TABLE_OPTIONS];
	const struct option_row options[] = {
		{ 0, "formula", "NAME", "of shares: quadratic, linear or ratio",
		  .text = &want->formula },
		{ .rows = listing },
		{ 0 },
	};
	struct tool tool = tool_start;

	tool.rows = options;
	table_options(listing, &want->format);
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);
	if (outcome.result == OPTION_GO) {
		outcome.status = read_formula(want);
		outcome.result = outcome.status ? OPTION_WRONG : OPTION_GO;
	}
	return outcome;
}

/* With --quiet the lines are for set: what version 2 has not is told aside. */
static void add_answer(void *data, const char *from, const char *to, const char *how)
{
	struct table_row *row = table_add(data, NULL);

	if (*to) {
		table_set(row, SETTING, "%s", to);
	}
	table_set(row, FROM, "%s", from);
	table_set(row, FORMULA, "%s", how);
}

static void warn_answer(void *data, const char *from, const char *to, const char *how)
{
	const struct request *want = data;

	if (*to) {
		add_answer(want->convert.data, from, to, how);
	} else {
		const struct run aside = { .tool = "cns-cgctl convert" };

		run_warn(&aside, "%s: %s", from, how);
	}
}

int cgctl_convert(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	struct table *table = table_new(run, "settings", columns, &want.format);
	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	struct request aside = { .convert.data = table };
	want.convert.answer = want.format.quiet ? warn_answer : add_answer;
	want.convert.data = want.format.quiet ? (void *)&aside : table;
	int result = 0;
	for (char **text = asked.operand; result == 0 && *text; text++) {
		result = convert_one(run, &want.convert, *text);
	}
	if (result < 0 || convert_end(run, &want.convert) < 0) {
		table_free(table);
		return run_failed(run);
	}
	return table_print(run, table);
}
