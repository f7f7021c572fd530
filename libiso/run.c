/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "run.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "explain.h"
#include "hint.h"

void run_step(struct run *run, const char *phrase, ...)
{
	va_list words;

	va_start(words, phrase);
	vsnprintf(run->step, sizeof run->step, phrase, words);
	va_end(words);
	if (run->explain) {
		explain_step(run);
	}
}

void run_announce(struct run *run, const char *call, ...)
{
	va_list words;

	va_start(words, call);
	vsnprintf(run->call, sizeof run->call, call, words);
	va_end(words);
	if (run->explain) {
		explain_call(run);
	}
}

static struct failure *first_failure(struct run *run)
{
	struct failure *first = &run->failure;

	if (first->happened) {
		return NULL;
	}
	first->happened = true;
	first->advice[0] = '\0';
	memcpy(first->step, run->step, sizeof first->step);
	return first;
}

long run_judge(struct run *run, long result)
{
	struct failure *first = result < 0 ? first_failure(run) : NULL;

	if (first) {
		first->error = errno;
		memcpy(first->call, run->call, sizeof first->call);
	}
	return result;
}

int run_refuse(struct run *run, const char *reason, ...)
{
	struct failure *first = first_failure(run);
	va_list words;

	if (first) {
		first->error = 0;
		va_start(words, reason);
		vsnprintf(first->call, sizeof first->call, reason, words);
		va_end(words);
	}
	return -1;
}

int run_refuse_errno(struct run *run, const char *what, ...)
{
	int error = errno;
	struct failure *first = first_failure(run);
	va_list words;

	if (first) {
		first->error = error;
		va_start(words, what);
		vsnprintf(first->call, sizeof first->call, what, words);
		va_end(words);
	}
	return -1;
}

int run_advise(struct run *run, const char *advice, ...)
{
	va_list words;

	va_start(words, advice);
	vsnprintf(run->failure.advice, sizeof run->failure.advice, advice, words);
	va_end(words);
	return -1;
}

void run_forgive(struct run *run)
{
	if (run->explain && run->failure.happened) {
		const char *why = run->failure.error ? strerrordesc_np(run->failure.error)
						     : run->failure.call;
		char note[sizeof run->failure.call + 64];

		snprintf(note, sizeof note, "expected here, carrying on: %s",
			 why ? why : "an unknown error");
		explain_note(run, note);
	}
	run->failure = (struct failure){ 0 };
}

void run_note(struct run *run, const char *text, ...)
{
	char words_said[512];
	va_list words;

	if (!run->explain) {
		return;
	}
	va_start(words, text);
	vsnprintf(words_said, sizeof words_said, text, words);
	va_end(words);
	explain_note(run, words_said);
}

void run_equivalent(struct run *run, const char *command, ...)
{
	va_list words;

	if (!run->dry) {
		return;
	}
	va_start(words, command);
	vprintf(command, words);
	va_end(words);
	putchar('\n');
}

static void print_message(const struct run *run, const char *kind, const char *text)
{
	char start[128];

	snprintf(start, sizeof start, "%s: %s", run->tool, kind);
	explain_line(start, text, "");
}

void run_warn(const struct run *run, const char *text, ...)
{
	char words_said[1024];
	va_list words;

	va_start(words, text);
	vsnprintf(words_said, sizeof words_said, text, words);
	va_end(words);
	if (run->warning) {
		snprintf(run->warning, RUN_WARNING_MAX, "%.*s", RUN_WARNING_MAX - 1, words_said);
	} else if (!explain_warning(run, words_said)) {
		print_message(run, "", words_said);
	}
}

/* No gettext: strerror() would ask a message catalogue, and inside a container its author. */
static void print_failure(const struct run *run)
{
	const struct failure *first = &run->failure;
	const char *text = strerrordesc_np(first->error);
	const char *name = strerrorname_np(first->error);

	if (first->error == 0) {
		run_warn(run, "cannot %s: %s", first->step, first->call);
	} else if (text && name) {
		run_warn(run, "cannot %s: %s: %s (%s)", first->step, first->call, text, name);
	} else {
		run_warn(run, "cannot %s: %s: error %d", first->step, first->call, first->error);
	}
}

int run_failed(const struct run *run)
{
	const char *hint = run->failure.advice;

	if (!*hint) {
		hint = hint_for(run);
	}
	if (!explain_failure(run, hint)) {
		print_failure(run);
		if (hint) {
			print_message(run, "hint: ", hint);
		}
	}
	return run->failed_status ? run->failed_status : EXIT_TOOL_FAILED;
}
