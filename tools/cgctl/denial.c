/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "denial.h"

#include <stdio.h>

#include "table_json.h"
#include "text.h"

enum { NANOSECONDS = 1000000000 };

void denial_begin(const struct denial *denial)
{
	char raw[64], name[4 * sizeof raw];

	snprintf(raw, sizeof raw, "%.*s", (int)denial->size, denial->name);
	text_escape(name, sizeof name, raw);
	printf("{\"time\": %llu.%09llu, \"pid\": %u, \"command\": ",
	       (unsigned long long)denial->time / NANOSECONDS,
	       (unsigned long long)denial->time % NANOSECONDS, denial->pid);
	table_json_string(stdout, name);
}

int denial_end(uint64_t *left)
{
	printf("}\n");
	fflush(stdout);
	return ferror(stdout) || (*left && --*left == 0) ? -1 : 0;
}
