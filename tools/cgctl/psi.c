/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl psi - how long processes waited for what they lacked */
#include "cgctl.h"
#include "cgroup_sample.h"
#include "table.h"

static const struct table_column columns[] = {
	{ "CGROUP", "the group", TABLE_SHOWN | TABLE_KEY | TABLE_CUT },
	{ "RESOURCE", "what was lacking: cpu, memory, io, irq", TABLE_SHOWN },
	{ "WHO", "some of the processes, or all of them (full)", TABLE_SHOWN },
	{ "AVG10", "percent of the last 10 seconds", TABLE_SHOWN | TABLE_NUMBER },
	{ "AVG60", "percent of the last minute", TABLE_SHOWN | TABLE_NUMBER },
	{ "AVG300", "percent of the last 5 minutes", TABLE_SHOWN | TABLE_NUMBER },
	{ "TOTAL", "seconds since the group was made", TABLE_SHOWN | TABLE_NUMBER },
	{ 0 },
};
enum column { CGROUP, RESOURCE, WHO, AVG10, AVG60, AVG300, TOTAL };

static int add_lines(struct table *table, const struct cgroup *group)
{
	static const char *const resources[] = { "cpu", "memory", "io", "irq" };
	static const char *const kinds[] = { "some", "full" };
	struct cgroup_pressure pressure;
	int found = 0;

	for (size_t i = 0; i < 8; i++) {
		if (cgroup_pressure_read(group, resources[i / 2], kinds[i % 2], &pressure) < 0) {
			continue;
		}
		struct table_row *row = table_add(table, NULL);
		table_set(row, CGROUP, "%s", group->path);
		table_set(row, RESOURCE, "%s", resources[i / 2]);
		table_set(row, WHO, "%s", kinds[i % 2]);
		for (unsigned j = 0; j < 3; j++) {
			table_set(row, AVG10 + j, "%.2f", pressure.average[j]);
		}
		table_set(row, TOTAL, "%.3f", (double)pressure.total / 1e6);
		found++;
	}
	return found;
}

static int show(struct each *each, const char *name)
{
	struct cgroup group;

	if (cgroup_open(each->run, each->tree, name, &group) < 0) {
		return -1;
	}
	run_step(each->run, "read the pressure of %s", group.path);
	int found = add_lines(each->want, &group);
	cgroup_close(&group);
	if (found == 0) {
		run_refuse(each->run, "it has no pressure files");
		return cgctl_advise_pressure(each->run);
	}
	return 0;
}

int cgctl_psi(struct run *run, int argc, char **argv)
{
	struct table_format format = { 0 };
	struct option_row options[TABLE_OPTIONS];
	const struct tool tool = {
		.name = "cns-cgctl psi",
		.summary =
			"Show how long the processes of groups waited for processors, memory and disks.",
		.operands = "[CGROUP]...",
		.operands_max = -1,
		.rows = options,
	};

	table_options(options, &format);
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	struct table *table = table_new(run, "pressure", columns, &format);
	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	char *own[] = { (char *)".", NULL };
	int status = cgctl_each_in_tree(run, asked.count ? asked.operand : own, show, table);
	if (status && asked.count <= 1) {
		table_free(table);
		return status;
	}
	int printed = table_print(run, table);
	return status ? status : printed;
}
