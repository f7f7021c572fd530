/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diff.h"

#include <limits.h>
#include <stdio.h>

#include "option.h"
#include "overlay_diff.h"
#include "text.h"

static void print_line(void *data, char kind, const char *path)
{
	char safe[4 * PATH_MAX];

	(void)data;
	text_escape(safe, sizeof safe, path);
	printf("%c %s\n", kind, safe);
}

/* What text_escape() leaves are characters that JSON takes as they are, but for two. */
static void print_member(void *data, char kind, const char *path)
{
	bool *first = data;
	char safe[4 * PATH_MAX];

	text_escape(safe, sizeof safe, path);
	printf("%s\n  {\"kind\": \"%c\", \"path\": \"", *first ? "" : ",", kind);
	for (const char *c = safe; *c; c++) {
		if (*c == '"' || *c == '\\') {
			putchar('\\');
		}
		putchar(*c);
	}
	printf("\"}");
	*first = false;
}

int diff_print(struct run *run, const struct request *want)
{
	bool first = true;

	run->failed_status = EXIT_VERB_FAILED;
	if (want->json) {
		printf("{\"differences\": [");
	}
	if (overlay_diff(run, &want->layers, want->json ? print_member : print_line, &first) < 0) {
		return run_failed(run);
	}
	if (want->json) {
		printf("%s]}\n", first ? "" : "\n");
	}
	return option_answered(run);
}
