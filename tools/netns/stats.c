/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stats - the traffic of the links of named namespaces, so far or each interval. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "link.h"
#include "netname.h"
#include "table.h"
#include "verb.h"

enum {
	NAME,
	LINK,
	IN,
	OUT,
	IN_PACKETS,
	OUT_PACKETS,
	IN_DROPPED,
	OUT_DROPPED,
	IN_ERRORS,
	OUT_ERRORS
};

static const struct table_column columns[] = {
	[NAME] = { "NAME", "name of the namespace", TABLE_SHOWN | TABLE_KEY },
	[LINK] = { "LINK", "its link", TABLE_SHOWN },
	[IN] = { "IN", "bytes received", TABLE_SHOWN | TABLE_SIZE | TABLE_NUMBER },
	[OUT] = { "OUT", "bytes sent", TABLE_SHOWN | TABLE_SIZE | TABLE_NUMBER },
	[IN_PACKETS] = { "IN-PACKETS", "packets received", TABLE_SHOWN | TABLE_NUMBER },
	[OUT_PACKETS] = { "OUT-PACKETS", "packets sent", TABLE_SHOWN | TABLE_NUMBER },
	[IN_DROPPED] = { "IN-DROPPED", "packets received and dropped", TABLE_SHOWN | TABLE_NUMBER },
	[OUT_DROPPED] = { "OUT-DROPPED", "packets not sent but dropped",
			  TABLE_SHOWN | TABLE_NUMBER },
	[IN_ERRORS] = { "IN-ERRORS", "errors in receiving", TABLE_NUMBER },
	[OUT_ERRORS] = { "OUT-ERRORS", "errors in sending", TABLE_NUMBER },
	{ 0 },
};

struct request {
	uint64_t interval; /* in seconds; 0: once */
	uint64_t count;    /* of intervals; 0: no end */
	struct table_format format;
	struct netns_names names;
};

/* What was counted at the last interval. */
struct counted {
	struct link_list links;
};

static int read_request(struct request *want, struct run *run, int argc, char **argv,
			struct option_outcome *asked)
{
	struct option_row shared[TABLE_OPTIONS + 1] = { 0 };
	const struct option_row options[] = {
		{ 'w', "watch", "SECONDS", "print what passed in each interval, until stopped",
		  .number = &want->interval, .max = 86400 },
		{ 'c', "count", "NUMBER", "stop after so many intervals", .number = &want->count },
		{ .rows = shared },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns stats",
		.summary = "Print the traffic of named namespaces.",
		.operands = "[NAME]...",
		.operands_max = -1,
		.rows = options,
	};

	table_options(shared, &want->format);
	*asked = option_parse(&tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	if (netns_names_read(run, asked, &want->names) < 0) {
		asked->status = run_failed(run);
		return -1;
	}
	asked->status = netns_names_check_present(&tool, &want->names);
	return asked->status ? -1 : 0;
}

static int count_links(struct run *run, const char *name, struct link_list *links)
{
	struct netlink inside;
	int fd = netname_open(run, name);

	if (fd < 0) {
		return -1;
	}
	run_step(run, "read the counters of %s", name);
	int result = netlink_open_in(run, &inside, NETLINK_ROUTE, fd);
	close(fd);
	if (result == 0) {
		result = link_list(run, &inside, links);
		netlink_close(&inside);
	}
	return result;
}

static uint64_t since(uint64_t now, uint64_t before)
{
	return now >= before ? now - before : now;
}

static void fill_row(struct table *table, const char *name, const struct link *link,
		     const struct link_list *before)
{
	struct table_row *row = table_add(table, NULL);
	struct link_traffic now = link->traffic, then = { 0 };

	for (size_t i = 0; i < before->count; i++) {
		if (before->link[i].index == link->index) {
			then = before->link[i].traffic;
		}
	}
	table_set(row, NAME, "%s", name);
	table_set(row, LINK, "%s", link->name);
	table_set_number(row, IN, since(now.in_bytes, then.in_bytes));
	table_set_number(row, OUT, since(now.out_bytes, then.out_bytes));
	table_set_number(row, IN_PACKETS, since(now.in_packets, then.in_packets));
	table_set_number(row, OUT_PACKETS, since(now.out_packets, then.out_packets));
	table_set_number(row, IN_DROPPED, since(now.in_dropped, then.in_dropped));
	table_set_number(row, OUT_DROPPED, since(now.out_dropped, then.out_dropped));
	table_set_number(row, IN_ERRORS, since(now.in_errors, then.in_errors));
	table_set_number(row, OUT_ERRORS, since(now.out_errors, then.out_errors));
}

/* Counts once, and prints unless quietly what passed since the last time. */
static int count_all(struct run *run, const struct request *want, struct counted *last,
		     bool quietly)
{
	struct table *table = quietly ? NULL : table_new(run, "stats", columns, &want->format);

	if (!quietly && !table) {
		return -1;
	}
	for (size_t i = 0; i < want->names.count; i++) {
		struct link_list now = { 0 };

		if (count_links(run, want->names.name[i], &now) < 0) {
			table_free(table);
			return -1;
		}
		for (size_t j = 0; table && j < now.count; j++) {
			fill_row(table, want->names.name[i], &now.link[j], &last[i].links);
		}
		link_list_free(&last[i].links);
		if (want->interval) {
			last[i].links = now;
		} else {
			link_list_free(&now);
		}
	}
	return quietly ? 0 : table_print(run, table);
}

static int watch(struct run *run, const struct request *want, struct counted *last)
{
	struct itimerspec each = { .it_interval.tv_sec = (time_t)want->interval,
				   .it_value.tv_sec = (time_t)want->interval };
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC), result = 0;
	uint64_t times = 0;

	run_step(run, "wait for the next interval");
	if (timer < 0 || timerfd_settime(timer, 0, &each, NULL) < 0) {
		return run_refuse(run, "%s", strerrordesc_np(errno));
	}
	for (uint64_t n = 0; result == 0 && (!want->count || n < want->count); n++) {
		if (read(timer, &times, sizeof times) < 0 && errno == EINTR) {
			continue;
		}
		result = count_all(run, want, last, false);
	}
	close(timer);
	return result;
}

int netns_stats(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	struct option_outcome asked;

	if (read_request(&want, run, argc, argv, &asked) < 0) {
		return asked.status;
	}
	if (want.names.count == 0) {
		struct netname_list all;

		if (netname_list(run, &all) < 0) {
			return run_failed(run);
		}
		want.names = (struct netns_names){ all.name, all.count };
	}
	struct counted *last = calloc(want.names.count + 1, sizeof *last);
	int result = last ? count_all(run, &want, last, want.interval != 0) : -1;
	if (result == 0 && want.interval && !run->dry) {
		result = watch(run, &want, last);
	}
	for (size_t i = 0; last && i < want.names.count; i++) {
		link_list_free(&last[i].links);
	}
	free(last);
	netns_names_free(&want.names);
	return run->failure.happened ? run_failed(run) : result > 0 ? result : option_answered(run);
}
