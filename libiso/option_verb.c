/* SPDX-License-Identifier: GPL-2.0-or-later */
/* option_verb - which verb is meant, and what it is given to read. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "option.h"

static const struct verb *find_exact_verb(const struct verb *verbs, const char *name, size_t length)
{
	for (const struct verb *verb = verbs; verb->name; verb++) {
		if (strlen(verb->name) == length && strncmp(verb->name, name, length) == 0) {
			return verb;
		}
	}
	return NULL;
}

/* The first verb of the replaced tool that begins so, by our name for it. */
static const struct verb *find_peer_verb(const struct tool *tool, const char *name)
{
	const char *word = tool->peer_verbs;

	while (word && *word) {
		size_t length = strcspn(word, " ");

		if (strncmp(word, name, strlen(name)) == 0 && strlen(name) <= length) {
			return find_exact_verb(tool->verbs, word, length);
		}
		word += length + (word[length] != '\0');
	}
	return NULL;
}

/* The verb of this name, or the only one that begins so; an unlisted one is exact only. */
static const struct verb *find_verb(const struct tool *tool, const char *name)
{
	const struct verb *found = find_exact_verb(tool->verbs, name, strlen(name));
	unsigned matches = 0;

	if (!found && *name) {
		found = find_peer_verb(tool, name);
	}
	if (found) {
		return found;
	}
	for (const struct verb *verb = tool->verbs; verb->name; verb++) {
		if (verb->summary && strncmp(verb->name, name, strlen(name)) == 0) {
			found = verb;
			matches++;
		}
	}
	return matches == 1 && *name ? found : NULL;
}

enum { HANDED_MAX = 4, HANDED_SIZE = 24 };

/* Options that stood before the verb and are its own, as words; how many there are. */
static int list_handed(const struct tool *tool, char handed[HANDED_MAX][HANDED_SIZE])
{
	int count = 0;

	for (const struct option_row *row = tool->rows; row && row->name; row++) {
		if ((row->traits & OPTION_OF_VERB) && *row->flag) {
			assert(count < HANDED_MAX);
			snprintf(handed[count++], HANDED_SIZE, "--%s", row->name);
		}
	}
	return count;
}

/* They are read by the verb, first of all that it reads. */
static int run_verb(const struct tool *tool, const struct verb *verb, struct run *run,
		    const struct option_outcome *asked)
{
	char handed[HANDED_MAX][HANDED_SIZE];
	int count = list_handed(tool, handed), words_count = 0;

	if (count == 0) {
		return verb->run(run, asked->count, asked->operand);
	}
	char **words = calloc((size_t)(asked->count + count) + 1, sizeof *words);
	if (!words) {
		return option_complain(tool, "no memory for operands: %s", verb->operands);
	}
	words[words_count++] = asked->operand[0];
	for (int i = 0; i < count; i++) {
		words[words_count++] = handed[i];
	}
	for (int i = 1; i < asked->count; i++) {
		words[words_count++] = asked->operand[i];
	}
	int status = verb->run(run, words_count, words);
	free(words);
	return status;
}

int option_run_verb(const struct tool *tool, struct run *run, int argc, char **argv)
{
	struct option_outcome outcome = option_parse(tool, run, argc, argv);
	const struct verb *verb = tool->verbs;

	if (outcome.result != OPTION_GO) {
		return outcome.status;
	}
	if (outcome.count == 0) {
		char *alone[] = { (char *)verb->name, NULL };

		return run_verb(tool, verb, run,
				&(struct option_outcome){ .operand = alone, .count = 1 });
	}
	verb = find_verb(tool, outcome.operand[0]);
	if (!verb && strcmp(outcome.operand[0], "help") == 0) {
		char *help[] = { argv[0], "--help", NULL };

		return option_parse(tool, run, 2, help).status;
	}
	if (!verb) {
		return option_complain(tool, "unknown verb: %s", outcome.operand[0]);
	}
	return run_verb(tool, verb, run, &outcome);
}
