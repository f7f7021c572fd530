/* SPDX-License-Identifier: GPL-2.0-or-later */
/* uplink - ways out of namespaces by pasta or slirp4netns: started, listed, and ended. */
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "netname.h"
#include "place.h"
#include "table.h"
#include "uplink.h"
#include "verb.h"

enum way { WAY_ANY, WAY_PASTA, WAY_SLIRP };

struct request {
	unsigned way;
	bool stop;
};

enum { NAME, PROGRAM, PID, ALIVE };

static const struct table_column columns[] = {
	[NAME] = { "NAME", "the namespace, or the target", TABLE_SHOWN | TABLE_KEY },
	[PROGRAM] = { "PROGRAM", "pasta or slirp4netns", TABLE_SHOWN },
	[PID] = { "PID", "of the process that guards it", TABLE_SHOWN | TABLE_NUMBER },
	[ALIVE] = { "ALIVE", "whether that is there", TABLE_BOOLEAN },
	{ 0 },
};

static int list(struct run *run, const struct table_format *format)
{
	struct table *table = table_new(run, "uplinks", columns, format);
	struct companion_list all = { 0 };
	struct state state;

	if (!table) {
		return run->failure.happened ? run_failed(run) : option_answered(run);
	}
	if (state_open_own(run, &state, STATE_IF_THERE) < 0) {
		table_free(table);
		return run_failed(run);
	}
	int result = companion_list(run, &state, &all);
	state_close(run, &state);
	for (size_t i = 0; i < all.count; i++) {
		const struct companion *one = &all.companion[i];

		if (strcmp(one->kind, COMPANION_UPLINK) == 0) {
			struct table_row *row = table_add(table, NULL);

			table_set(row, NAME, "%s", one->name);
			table_set(row, PROGRAM, "%s", one->program);
			table_set_number(row, PID, (uint64_t)one->pid);
			table_set(row, ALIVE, "%d", companion_is_alive(one));
		}
	}
	companion_list_free(&all);
	if (result < 0) {
		table_free(table);
		return run_failed(run);
	}
	return table_print(run, table);
}

static int start_one(struct run *run, const struct state *state, const struct request *want,
		     const char *name)
{
	struct uplink uplink = { .program = want->way == WAY_PASTA   ? "pasta"
					    : want->way == WAY_SLIRP ? "slirp4netns"
								     : NULL,
				 .name = name,
				 .is_name = netns_is_name(name) };
	uint64_t own = 0;

	uplink.namespace_fd = netns_open(run, name);
	int own_fd = uplink.namespace_fd < 0 ? -1 : netname_open_own(run);
	int result = own_fd < 0 || netname_identity(run, own_fd, &own) < 0 ||
				     netns_number(run, uplink.namespace_fd, &uplink.namespace_id) <
					     0
			     ? -1
			     : 0;
	if (result == 0 && own == uplink.namespace_id) {
		run_step(run, "start an uplink of %s", name);
		result = run_refuse(run, "it is in the network namespace of this host");
	}
	if (result == 0) {
		result = uplink_open(run, state, &uplink);
	}
	if (own_fd >= 0) {
		close(own_fd);
	}
	if (uplink.namespace_fd >= 0) {
		close(uplink.namespace_fd);
	}
	return result;
}

static int work(struct run *run, const struct request *want, char **names)
{
	struct state state;
	int result = 0;

	if (state_open_own(run, &state, want->stop ? STATE_IF_THERE : STATE_MAKE) < 0) {
		return -1;
	}
	for (; result == 0 && *names; names++) {
		if (want->stop) {
			result = netns_end_companions(run, &state,
						      &(struct netns_of){ *names, 0,
									  COMPANION_UPLINK });
		} else {
			result = start_one(run, &state, want, *names);
		}
	}
	state_close(run, &state);
	return result < 0 ? -1 : 0;
}

int netns_uplink(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct table_format format = { 0 };
	struct option_row shared[TABLE_OPTIONS + 1] = { 0 };
	const struct option_row options[] = {
		{ 0, "pasta", NULL, "by pasta(1)", .choice = &want.way, .value = WAY_PASTA },
		{ 0, "slirp", NULL, "by slirp4netns(1)", .choice = &want.way, .value = WAY_SLIRP },
		{ 0, "stop", NULL, "end it", .flag = &want.stop },
		{ .rows = shared },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns uplink",
		.summary = "Give namespaces a way out without root; or list such ways.",
		.operands = "[NAME|TARGET]...",
		.operands_max = -1,
		.rows = options,
	};

	table_options(shared, &format);
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (asked.count == 0) {
		return want.stop ? option_complain(&tool, "missing operand: NAME or TARGET")
				 : list(run, &format);
	}
	for (int i = 0; i < asked.count; i++) {
		if (strlen(asked.operand[i]) > NAME_MAX || strchr(asked.operand[i], '\n')) {
			return option_complain(&tool,
					       "a name or target of at most %d bytes is wanted",
					       NAME_MAX);
		}
	}
	return work(run, &want, asked.operand) < 0 ? run_failed(run) : 0;
}
