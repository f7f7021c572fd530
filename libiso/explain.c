/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explain_shell.h"
#include "text.h"

static const char *const form_names[] = {
	[EXPLAIN_TEXT] = "text",
	[EXPLAIN_JSON] = "json",
	[EXPLAIN_SHELL] = "shell",
};

int explain_read(const char *word, unsigned *form)
{
	for (unsigned i = 0; i < sizeof form_names / sizeof form_names[0]; i++) {
		if (strcmp(word, form_names[i]) == 0) {
			*form = i;
			return 0;
		}
	}
	return -1;
}

static void write_line(char *line, size_t length)
{
	int saved = errno;

	line[length] = '\n';
	(void)!write(STDERR_FILENO, line, length + 1);
	errno = saved;
}

void explain_line(const char *before, const char *text, const char *after)
{
	char plain[1280], safe[2560];

	snprintf(plain, sizeof plain, "%s%s%s", before, text, after);
	write_line(safe, text_escape(safe, sizeof safe - 1, plain));
}

/* The colour is ours and stands outside of what is escaped. */
static void coloured_line(const char *colour, const char *before, const char *text)
{
	char plain[1280], safe[2560], line[2600];
	const char *refused = getenv("NO_COLOR");
	int saved = errno;
	bool plainly = (refused && *refused) || !isatty(STDERR_FILENO);

	errno = saved;
	if (plainly) {
		explain_line(before, text, "");
		return;
	}
	snprintf(plain, sizeof plain, "%s%s", before, text);
	text_escape(safe, sizeof safe, plain);
	write_line(line,
		   (size_t)snprintf(line, sizeof line - 1, "\033[%sm%s\033[0m", colour, safe));
}

struct json {
	char text[4096];
	size_t used;
};

static void json_put(struct json *json, const char *text)
{
	while (*text && json->used < sizeof json->text - 4) {
		json->text[json->used++] = *text++;
	}
}

/* Text is made safe first, so that no control character is left; then " and \ are escaped. */
static void json_member(struct json *json, const char *key, const char *value)
{
	char safe[2560];

	text_escape(safe, sizeof safe, value);
	json_put(json, json->used == 0 ? "{\"" : ",\"");
	json_put(json, key);
	json_put(json, "\":\"");
	for (const char *next = safe; *next && json->used < sizeof json->text - 8; next++) {
		if (*next == '"' || *next == '\\') {
			json->text[json->used++] = '\\';
		}
		json->text[json->used++] = *next;
	}
	json_put(json, "\"");
}

static void json_line(const struct run *run, const char *key, const char *value)
{
	struct json json = { .used = 0 };

	json_member(&json, "tool", run->tool ? run->tool : "");
	json_member(&json, "step", run->step);
	if (key) {
		json_member(&json, key, value);
	}
	json_put(&json, "}");
	write_line(json.text, json.used);
}

void explain_step(const struct run *run)
{
	if (run->form == EXPLAIN_JSON) {
		json_line(run, NULL, NULL);
	} else {
		coloured_line("1;36", "# ", run->step);
	}
}

void explain_call(const struct run *run)
{
	char command[1024];

	if (run->form == EXPLAIN_JSON) {
		json_line(run, "call", run->call);
	} else if (run->form == EXPLAIN_TEXT) {
		explain_line("    ", run->call, "");
	} else if (explain_as_shell(run->call, command, sizeof command)) {
		explain_line("", command, "");
	} else {
		coloured_line("2", "#     ", run->call);
	}
}

void explain_note(const struct run *run, const char *note)
{
	if (run->form == EXPLAIN_JSON) {
		json_line(run, "note", note);
	} else {
		coloured_line("2", run->form == EXPLAIN_SHELL ? "# " : "    # ", note);
	}
}

bool explain_warning(const struct run *run, const char *warning)
{
	if (!run->explain || run->form != EXPLAIN_JSON) {
		return false;
	}
	json_line(run, "warning", warning);
	return true;
}

bool explain_failure(const struct run *run, const char *hint)
{
	const struct failure *first = &run->failure;
	const char *name = first->error ? strerrorname_np(first->error) : NULL;
	struct json json = { .used = 0 };

	if (!run->explain || run->form != EXPLAIN_JSON) {
		return false;
	}
	json_member(&json, "tool", run->tool);
	json_member(&json, "step", first->step);
	if (first->error) {
		json_member(&json, "call", first->call);
		json_member(&json, "error", name ? name : "");
	} else {
		json_member(&json, "error", first->call);
	}
	if (hint) {
		json_member(&json, "hint", hint);
	}
	json_put(&json, "}");
	write_line(json.text, json.used);
	return true;
}
