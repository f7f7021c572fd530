/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl ps - list the processes of groups */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgctl.h"
#include "cgroup_state.h"
#include "table.h"

struct request {
	bool alone;
	bool threads;
	struct table_format format;
	struct table *table;
};

enum column { PID, PARENT, USER, STATE, THREADS, CPU, MEMORY, CGROUP, COMMAND };

static const struct table_column columns[] = {
	[PID] = { "PID", "of the process, or with --threads of the thread",
		  TABLE_SHOWN | TABLE_NUMBER | TABLE_KEY },
	[PARENT] = { "PPID", "its parent", TABLE_NUMBER },
	[USER] = { "USER", "its user id", TABLE_SHOWN | TABLE_NUMBER },
	[STATE] = { "STATE", "R running, S sleeping, D waiting for a device, T stopped, Z ended",
		    TABLE_SHOWN },
	[THREADS] = { "THREADS", "how many it has", TABLE_NUMBER },
	[CPU] = { "CPU", "seconds of processor time", TABLE_SHOWN | TABLE_NUMBER },
	[MEMORY] = { "RSS", "resident memory, shared pages among it", TABLE_SHOWN | TABLE_SIZE },
	[CGROUP] = { "CGROUP", "its group", TABLE_SHOWN | TABLE_CUT },
	[COMMAND] = { "COMMAND", "its command line", TABLE_SHOWN | TABLE_CUT },
	{ 0 },
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	struct option_row listing[TABLE_OPTIONS];
	const struct option_row options[] = {
		{ 'd', "directory", NULL, "of the groups themselves, not of those below",
		  .flag = &want->alone },
		{ 'T', "threads", NULL, "threads, which may be in groups of their own",
		  .flag = &want->threads },
		{ .rows = listing },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl ps",
		.summary =
			"List the processes of groups and below them (of the caller's own, without "
			"one).",
		.operands = "[CGROUP|TARGET]...",
		.operands_max = -1,
		.rows = options,
	};

	table_options(listing, &want->format);
	return option_parse(&tool, run, argc, argv);
}

/* A process that has ended since it was listed is left out. */
static void add_process(struct table *table, pid_t pid, const char *group)
{
	struct process_facts facts;
	char command[256], path[40];
	struct stat status;
	long ticks = sysconf(_SC_CLK_TCK);

	if (cgctl_process_facts(pid, &facts) < 0) {
		return;
	}
	struct table_row *row = table_add(table, NULL);
	unsigned long long hundredths = (facts.user_ticks + facts.system_ticks) * 100 /
					(unsigned long long)ticks;
	snprintf(path, sizeof path, "/proc/%d", pid);
	cgctl_command_of(pid, command);
	table_set(row, PID, "%d", pid);
	table_set(row, PARENT, "%d", facts.parent);
	if (stat(path, &status) == 0) {
		table_set_number(row, USER, status.st_uid);
	}
	table_set(row, STATE, "%c", facts.state);
	table_set_number(row, THREADS, facts.threads);
	table_set(row, CPU, "%llu.%02llu", hundredths / 100, hundredths % 100);
	table_set_number(row, MEMORY,
			 (unsigned long long)facts.pages *
				 (unsigned long long)sysconf(_SC_PAGESIZE));
	table_set(row, CGROUP, "%s", group);
	table_set(row, COMMAND, "%s", command);
}

/* The processes of a threaded group are listed by the domain above it: it has but threads. */
static int read_members(struct run *run, const struct request *want, const struct cgroup *group,
			const struct cgroup_entry *entry, struct cgroup_pids *pids)
{
	if (entry->depth == 0 && !want->threads) {
		return cgroup_members_read(run, group, pids);
	}
	return cgroup_pids_read(run, group, want->threads ? "cgroup.threads" : "cgroup.procs",
				pids);
}

static void add_group(struct each *each, const struct cgroup_entry *entry)
{
	const struct request *want = each->want;
	struct run quiet = { .tool = "" };
	struct cgroup_pids pids;
	struct cgroup group;

	if (cgroup_open_path(&quiet, each->tree, entry->path, &group) < 0) {
		return;
	}
	if (read_members(&quiet, want, &group, entry, &pids) >= 0) {
		for (size_t i = 0; i < pids.count; i++) {
			add_process(want->table, pids.item[i], entry->path);
		}
	}
	cgroup_pids_free(&pids);
	cgroup_close(&group);
}

static int list(struct each *each, const char *name)
{
	const struct request *want = each->want;
	struct cgroup_list groups;
	struct cgroup group;

	if (cgctl_open_group(each->run, each->tree, name, &group) < 0) {
		return -1;
	}
	cgroup_close(&group);
	if (cgroup_list_read(each->run, each->tree, group.path, want->alone ? 0 : UINT_MAX,
			     &groups) < 0) {
		return -1;
	}
	for (size_t i = 0; i < groups.count; i++) {
		add_group(each, &groups.item[i]);
	}
	cgroup_list_free(&groups);
	return 0;
}

int cgctl_ps(struct run *run, int argc, char **argv)
{
	struct request want = { 0 };
	static char *own[] = { (char *)".", NULL };
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	want.format.flat = true;
	want.table = table_new(run, "processes", columns, &want.format);
	if (!want.table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	int status = cgctl_each_in_tree(run, asked.count ? asked.operand : own, list, &want);
	if (status && asked.count <= 1) {
		table_free(want.table);
		return status;
	}
	int printed = table_print(run, want.table);
	return status ? status : printed;
}
