/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explain_words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Where the argument ends: at a comma or the last bracket that is in no quotes and no brackets. */
static const char *argument_end(const char *from)
{
	int depth = 0;

	for (bool quoted = false; *from; from++) {
		if (*from == '\\' && from[1]) {
			from++;
		} else if (*from == '"') {
			quoted = !quoted;
		} else if (!quoted && strchr("([{<", *from)) {
			depth++;
		} else if (!quoted && depth == 0 && strchr(",)", *from)) {
			break;
		} else if (!quoted && strchr(")]}>", *from)) {
			depth--;
		}
	}
	return from;
}

static void take_word(char word[WORD_SIZE], const char *from, const char *end)
{
	const char *path = memchr(from, '<', (size_t)(end - from));

	if (*from == '"' && end - from >= 2) {
		from++;
		end--;
	} else if (path && *from >= '0' && *from <= '9' && end[-1] == '>') {
		from = path + 1;
		end--;
	}
	snprintf(word, WORD_SIZE, "%.*s", (int)(end - from), from);
}

void explain_words_read(struct words *words, const char *call)
{
	const char *from = strchr(call, '(');

	if (!from || sscanf(from, "(%d<", &words->first_fd) != 1) {
		words->first_fd = -1;
	}
	for (unsigned i = 0; i < WORDS; i++) {
		words->word[i][0] = '\0';
		if (!from || *from == ')' || !*from) {
			from = NULL;
			continue;
		}
		from += 1 + (from[1] == ' ');
		const char *end = argument_end(from);
		take_word(words->word[i], from, end);
		from = end;
	}
}

void explain_words_join(char path[2 * WORD_SIZE], const char *at, const char *name)
{
	if (*name == '/' || strcmp(at, "AT_FDCWD") == 0) {
		snprintf(path, 2 * WORD_SIZE, "%s", name);
	} else if (*at != '/' || strcmp(at, "/") == 0) {
		/* A folder that is not there or not attached, because nothing is done or not yet.
		 */
		snprintf(path, 2 * WORD_SIZE, ".../%s", name);
	} else {
		snprintf(path, 2 * WORD_SIZE, "%s%s%s", at, *name ? "/" : "", name);
	}
}
