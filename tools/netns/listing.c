/* SPDX-License-Identifier: GPL-2.0-or-later */
/* listing - a verb that answers with a table of what the records and the kernel say. */
#include "host.h"
#include "netname.h"
#include "place.h"
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

static int fill_all(struct run *run, const struct netns_inside *what, struct table *table,
		    const struct netns_names *names)
{
	struct netlink inside;
	int result = 0;

	for (size_t i = 0; result == 0 && i < names->count; i++) {
		result = netns_open_inside(run, names->name[i], &inside);
		if (result == 0) {
			result = what->fill(run, table, names->name[i], &inside);
			netlink_close(&inside);
		}
	}
	return result;
}

/* The operands, or without any all names. */
static int read_names(struct run *run, const struct option_outcome *asked,
		      struct netns_names *names)
{
	struct netname_list all;

	if (asked->count > 0) {
		return netns_names_read(run, asked, names);
	}
	if (netname_list(run, &all) < 0) {
		return -1;
	}
	*names = (struct netns_names){ all.name, all.count };
	return 0;
}

int netns_print_inside(struct run *run, int argc, char **argv, const struct netns_inside *what)
{
	struct table_format format = { 0 };
	struct option_row options[TABLE_OPTIONS + 1] = { 0 };
	const struct tool tool = {
		.name = what->name,
		.summary = what->summary,
		.operands = "[NAME]...",
		.operands_max = -1,
		.rows = options,
	};
	struct netns_names names;

	table_options(options, &format);
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	struct table *table = table_new(run, what->key, what->columns, &format);
	if (!table) {
		return run->failure.happened ? run_failed(run) : option_answered(run);
	}
	int result = read_names(run, &asked, &names);
	if (result == 0) {
		result = fill_all(run, what, table, &names);
		netns_names_free(&names);
	}
	if (result < 0) {
		table_free(table);
		return run_failed(run);
	}
	return table_print(run, table);
}
