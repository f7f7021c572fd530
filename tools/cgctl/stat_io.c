/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "stat_io.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "limit.h"

enum column { GROUP, DEVICE, NUMBER, FIRST };

const struct table_column stat_io_columns[] = {
	[GROUP] = { "CGROUP", "the group", TABLE_SHOWN | TABLE_KEY | TABLE_CUT },
	[DEVICE] = { "DEVICE", "its name", TABLE_SHOWN },
	[NUMBER] = { "MAJ:MIN", "its number", 0 },
	[FIRST] = { "READ", "bytes read", TABLE_SHOWN | TABLE_SIZE },
	[FIRST + 1] = { "WRITTEN", "bytes written", TABLE_SHOWN | TABLE_SIZE },
	[FIRST + 2] = { "DISCARDED", "bytes discarded", TABLE_SIZE },
	[FIRST + 3] = { "READS", "read operations", TABLE_SHOWN | TABLE_NUMBER },
	[FIRST + 4] = { "WRITES", "write operations", TABLE_SHOWN | TABLE_NUMBER },
	[FIRST + 5] = { "DISCARDS", "discard operations", TABLE_NUMBER },
	[FIRST + 6] = { 0 },
};

/* As io.stat calls them, in the order of the columns. */
static const char *const keys[] = { "rbytes", "wbytes", "dbytes", "rios", "wios", "dios" };

/* The name that /sys links the number to; the number itself where it has none. */
static void name_of(const char *number, char name[64])
{
	char path[64], link[256];

	snprintf(path, sizeof path, "/sys/dev/block/%.32s", number);
	ssize_t length = readlink(path, link, sizeof link - 1);
	link[length > 0 ? length : 0] = '\0';
	const char *last = strrchr(link, '/');
	snprintf(name, 64, "%.63s", last ? last + 1 : number);
}

static void add_device(struct table *table, const struct cgroup *group, char *line)
{
	const char *number = strsep(&line, " ");
	char name[64];

	if (!line || !strchr(number, ':')) {
		return;
	}
	struct table_row *row = table_add(table, NULL);
	name_of(number, name);
	table_set(row, GROUP, "%s", group->path);
	table_set(row, DEVICE, "%s", name);
	table_set(row, NUMBER, "%s", number);
	for (char *item; (item = strsep(&line, " "));) {
		const char *value = strchr(item, '=');

		for (unsigned i = 0; value && i < sizeof keys / sizeof keys[0]; i++) {
			if (strncmp(item, keys[i], (size_t)(value - item)) == 0 &&
			    strlen(keys[i]) == (size_t)(value - item)) {
				table_set_number(row, FIRST + i, strtoull(value + 1, NULL, 10));
			}
		}
	}
}

void stat_io_add(struct table *table, const struct cgroup *group)
{
	struct run quiet = { .tool = "" };
	char text[16384], *rest = text, *line;

	if (limit_value(&quiet, group, "io.stat", text, sizeof text) < 0) {
		return;
	}
	while ((line = strsep(&rest, "\n"))) {
		add_device(table, group, line);
	}
}
