/* SPDX-License-Identifier: GPL-2.0-or-later */
/* listing - a verb that answers with a table of what the records and the kernel say. */
#include "host.h"
#include "table.h"
#include "verb.h"

int netns_print_table(struct run *run, int argc, char **argv, const struct netns_listing *listing)
{
	struct table_format format = { 0 };
	struct option_row options[TABLE_OPTIONS + 1] = { 0 };
	const struct tool tool = {
		.name = listing->name,
		.summary = listing->summary,
		.operands = "",
		.rows = options,
	};
	struct host host;

	table_options(options, &format);
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	struct table *table = table_new(run, listing->key, listing->columns, &format);
	if (!table) {
		return run->failure.happened ? run_failed(run) : option_answered(run);
	}
	int result = netns_host_open(run, &host, STATE_IF_THERE);
	if (result == 0) {
		result = listing->fill(run, &host, table);
		netns_host_close(run, &host);
	}
	if (result < 0) {
		table_free(table);
		return run_failed(run);
	}
	return table_print(run, table);
}
