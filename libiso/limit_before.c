/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "limit_before.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgroup_controller.h"

enum { BEFORE_MAX = 1024 };

/* Files with a line for each device or resource, and what one without a line has. */
static const struct keyed {
	const char *file, *nothing;
} keyed[] = {
	{ "io.max", "rbps=max wbps=max riops=max wiops=max" },
	{ "io.weight", "default" },
	{ "io.bfq.weight", "default" },
	{ "io.latency", "target=0" },
	{ "io.cost.qos", "enable=0" },
	{ "io.cost.model", "ctrl=auto" },
	{ "rdma.max", "hca_handle=max hca_object=max" },
	{ "misc.max", "max" },
	{ "dmem.max", "max" },
	{ "dmem.low", "0" },
	{ "dmem.min", "0" },
};

static const struct keyed *find_keyed(const char *file)
{
	for (size_t i = 0; i < sizeof keyed / sizeof keyed[0]; i++) {
		if (strcmp(keyed[i].file, file) == 0) {
			return &keyed[i];
		}
	}
	return NULL;
}

/* The line that begins with the word; its length is 0 where there is none. */
static const char *find_line(const char *text, const char *word, size_t word_length, size_t *length)
{
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, word, word_length) == 0 && line[word_length] == ' ') {
			*length = strcspn(line, "\n");
			return line;
		}
	}
	*length = 0;
	return "";
}

static char *keyed_before(const struct keyed *file, const struct limit *limit, const char *now)
{
	size_t word = strcspn(limit->text, " "), length;
	const char *line = find_line(now, limit->text, word, &length);
	char text[BEFORE_MAX];

	if (length == 0) {
		snprintf(text, sizeof text, "%.*s %s", (int)word, limit->text, file->nothing);
	} else {
		/* Parameters behind ctrl=auto would make it ctrl=user: it is said again at the end.
		 */
		const char *automatic = strstr(line, " ctrl=auto");

		snprintf(text, sizeof text, "%.*s%s", (int)length, line,
			 automatic && automatic < line + length ? " ctrl=auto" : "");
	}
	return strdup(text);
}

/* "+cpu -io" is undone by what each of the two was. */
static char *controllers_before(const struct limit *limit, const char *now)
{
	char words[LIMIT_TEXT_MAX], text[BEFORE_MAX] = "", *rest = words, *word;
	size_t used = 0;

	memcpy(words, limit->text, sizeof words);
	while ((word = strsep(&rest, " "))) {
		if (*word && used < sizeof text) {
			used += (size_t)snprintf(text + used, sizeof text - used, "%s%c%s",
						 used ? " " : "",
						 controller_is_listed(now, word + 1) ? '+' : '-',
						 word + 1);
		}
	}
	return strdup(text);
}

char *limit_before(const struct limit *limit, const char *now)
{
	const struct keyed *file = find_keyed(limit->file);

	if (file) {
		return keyed_before(file, limit, now);
	}
	if (strcmp(limit->file, "cgroup.type") == 0) {
		return NULL;
	}
	if (strcmp(limit->file, "cgroup.subtree_control") == 0) {
		return controllers_before(limit, now);
	}
	/* "root invalid (why)" was made by the word before it. */
	if (strcmp(limit->file, "cpuset.cpus.partition") == 0) {
		return strndup(now, strcspn(now, " "));
	}
	return strdup(*now ? now : "\n");
}
