/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names - the names that a verb is given, and how names are printed. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netname.h"
#include "text.h"
#include "verb.h"

static int add(struct run *run, struct netns_names *names, const char *name)
{
	char **grown = reallocarray(names->name, names->count + 1, sizeof *grown);
	char *copy = strdup(name);

	if (grown) {
		names->name = grown;
	}
	if (!grown || !copy) {
		free(copy);
		return run_refuse(run, "there is no memory for %zu names", names->count);
	}
	names->name[names->count++] = copy;
	return 0;
}

static int add_lines(struct run *run, struct netns_names *names)
{
	char *line = NULL;
	size_t size = 0;
	int result = 0;

	run_step(run, "read names from standard input");
	while (result == 0 && getline(&line, &size, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (*line) {
			result = add(run, names, line);
		}
	}
	if (result == 0 && !feof(stdin)) {
		result = run_refuse_errno(run, "standard input cannot be read");
	}
	free(line);
	return result;
}

int netns_names_read(struct run *run, const struct option_outcome *asked, struct netns_names *names)
{
	*names = (struct netns_names){ 0 };
	for (int i = 0; i < asked->count; i++) {
		int result = strcmp(asked->operand[i], "-") == 0
				     ? add_lines(run, names)
				     : add(run, names, asked->operand[i]);

		if (result < 0) {
			netns_names_free(names);
			return -1;
		}
	}
	return 0;
}

int netns_names_or_all(struct run *run, const struct tool *tool, bool all,
		       struct option_outcome *asked, struct netns_names *names)
{
	if (all != (asked->count == 0)) {
		asked->status = option_complain(tool, all ? "--all takes no NAME"
							  : "missing operand: NAME or --all");
		return -1;
	}
	if (netns_names_read(run, asked, names) < 0) {
		asked->status = run_failed(run);
		return -1;
	}
	return 0;
}

void netns_names_free(struct netns_names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		free(names->name[i]);
	}
	free(names->name);
	*names = (struct netns_names){ 0 };
}

int netns_names_check(const struct tool *tool, const struct netns_names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		if (!netname_is_new(names->name[i])) {
			return option_complain(tool,
					       "a namespace's name is 1 to %d letters, digits and "
					       "_.+@:- and begins with none of - and . , not '%s'",
					       NAME_MAX, names->name[i]);
		}
	}
	return 0;
}

int netns_names_check_present(const struct tool *tool, const struct netns_names *names)
{
	for (size_t i = 0; i < names->count; i++) {
		if (!netname_is_possible(names->name[i])) {
			return option_complain(
				tool,
				"no namespace can have the name '%s': it is 1 to %d bytes "
				"without a slash, and neither . nor ..",
				names->name[i], NAME_MAX);
		}
	}
	return 0;
}

void netns_print_plain(const char *text)
{
	char safe[4 * NAME_MAX + 1];

	text_escape(safe, sizeof safe, text);
	fputs(safe, stdout);
}

void netns_print_json(const char *text)
{
	char safe[4 * NAME_MAX + 1];

	text_escape(safe, sizeof safe, text);
	putchar('"');
	for (const char *next = safe; *next; next++) {
		/* The escapes of text_escape() are text here, so that every name stays distinct. */
		if (*next == '"' || *next == '\\') {
			putchar('\\');
		}
		putchar(*next);
	}
	putchar('"');
}
