/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "option.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "option_help.h"
#include "text.h"
#include "version.h"

/* One reading of one command line. */
struct parse {
	const struct tool *tool;
	struct run *run;
	char **argv;
	int next; /* the word to read next */
	bool failed;
	bool stops;        /* at the first operand: the rest is a command's or a verb's */
	unsigned question; /* of enum question */
	const char *form;  /* of --explain; NULL: given without one */
	struct option_outcome outcome;
	struct option_rows rows; /* the tool's, then ours */
};

enum question { NOTHING, HELP, VERSION, LIST };

int option_complain(const struct tool *tool, const char *complaint, ...)
{
	struct run told = { .tool = tool->name };
	char words_said[1024];
	va_list words;

	va_start(words, complaint);
	vsnprintf(words_said, sizeof words_said, complaint, words);
	va_end(words);
	run_warn(&told, "%s", words_said);
	run_warn(&told, "hint: %s --help shows what it accepts", tool->name);
	return tool->takes_command ? EXIT_TOOL_FAILED : EXIT_WRONG_USAGE;
}

static int complain(struct parse *parse, const char *what, const char *which)
{
	parse->failed = true;
	parse->outcome.status = option_complain(parse->tool, "%s: %s", what, which);
	return -1;
}

/* Number of matches of a shortened name among the rows with all these traits. */
static size_t match_start(struct parse *parse, const char *name, size_t length, unsigned traits,
			  const struct option_row **found)
{
	size_t matches = 0;

	for (size_t i = 0; i < parse->rows.count; i++) {
		const struct option_row *row = parse->rows.row[i];

		if ((row->traits & traits) == traits && strncmp(row->name, name, length) == 0) {
			*found = row;
			matches++;
		}
	}
	return matches;
}

static const struct option_row *find_long(struct parse *parse, const char *word)
{
	const char *name = word + (word[1] == '-' ? 2 : 1);
	size_t length = strcspn(name, "=");
	const struct option_row *found = NULL;

	for (size_t i = 0; i < parse->rows.count; i++) {
		const struct option_row *row = parse->rows.row[i];

		if (strlen(row->name) == length && memcmp(row->name, name, length) == 0) {
			return row;
		}
	}
	size_t matches = match_start(parse, name, length, OPTION_PEER, &found);
	if (matches == 0) {
		matches = match_start(parse, name, length, 0, &found);
	}
	if (matches != 1 || length == 0) {
		complain(parse, matches ? "ambiguous option" : "unknown option", word);
		return NULL;
	}
	return found;
}

static const struct option_row *find_letter(struct parse *parse, char letter)
{
	char word[] = { '-', letter, '\0' };

	for (size_t i = 0; i < parse->rows.count; i++) {
		if (parse->rows.row[i]->letter == letter) {
			return parse->rows.row[i];
		}
	}
	complain(parse, "unknown option", word);
	return NULL;
}

static void append(struct parse *parse, const struct option_row *row, const char *argument)
{
	struct option_list *list = row->list;
	struct option_given *grown = reallocarray(list->item, list->count + 1, sizeof *list->item);

	if (!grown) {
		complain(parse, "no memory for option", row->name);
		parse->outcome.status = parse->run->failed_status;
		return;
	}
	list->item = grown;
	list->item[list->count++] = (struct option_given){ row->name, row->value, argument };
}

static void store_number(struct parse *parse, const struct option_row *row, const char *argument)
{
	uint64_t max = row->max ? row->max : UINT64_MAX;

	if (text_to_number(argument, max, row->number) < 0) {
		parse->failed = true;
		parse->outcome.status =
			option_complain(parse->tool,
					"--%s takes a whole number from 0 to %ju, not '%s'",
					row->name, (uintmax_t)max, argument);
	}
}

static void store(struct parse *parse, const struct option_row *row, const char *argument)
{
	if (row->flag) {
		*row->flag = true;
	} else if (row->bits) {
		*row->bits |= row->value;
	} else if (row->choice) {
		*row->choice = row->value;
	} else if (row->text) {
		*row->text = argument;
	} else if (row->number) {
		store_number(parse, row, argument);
	} else if (row->list) {
		append(parse, row, argument);
	}
}

static void read_long(struct parse *parse, const char *word)
{
	const struct option_row *row = find_long(parse, word);
	const char *equals = strchr(word, '=');
	const char *argument = equals ? equals + 1 : NULL;

	if (!row) {
		return;
	}
	if (!row->argument && argument) {
		complain(parse, "option takes no argument", word);
		return;
	}
	if (row->argument && !argument && !(row->traits & OPTION_OPTIONAL)) {
		argument = parse->argv[parse->next];
		if (!argument) {
			complain(parse, "option needs an argument", word);
			return;
		}
		parse->next++;
	}
	store(parse, row, argument);
}

/* -rnuim is five options; what follows a letter that takes an argument is that argument. */
static void read_letters(struct parse *parse, const char *word)
{
	for (const char *letter = word + 1; *letter && !parse->failed;) {
		const struct option_row *row = find_letter(parse, *letter++);
		const char *argument = NULL;

		if (!row) {
			return;
		}
		if (row->argument && *letter &&
		    (!(row->traits & OPTION_OPTIONAL) || (row->traits & OPTION_ATTACHED))) {
			bool equals = (row->traits & OPTION_ATTACHED) && *letter == '=';

			argument = letter + equals;
			letter += strlen(letter);
		} else if (row->argument && !(row->traits & OPTION_OPTIONAL)) {
			argument = parse->argv[parse->next];
			if (!argument) {
				complain(parse, "option needs an argument", word);
				return;
			}
			parse->next++;
		}
		store(parse, row, argument);
	}
}

/* Operands may stand between options, unless they are a command with options of its own. */
static void read_words(struct parse *parse, int argc)
{
	struct option_outcome *outcome = &parse->outcome;
	bool options_ended = false;

	while (parse->next < argc && !parse->failed && !parse->question) {
		char *word = parse->argv[parse->next];

		if (options_ended || word[0] != '-' || word[1] == '\0') {
			if (parse->stops) {
				break;
			}
			outcome->operand[outcome->count++] = word;
			parse->next++;
			continue;
		}
		parse->next++;
		if (strcmp(word, "--") == 0) {
			options_ended = true;
		} else if (word[1] == '-' || (parse->tool->one_hyphen && word[2])) {
			read_long(parse, word);
		} else {
			read_letters(parse, word);
		}
	}
	if (parse->stops) {
		outcome->operand = parse->argv + parse->next;
		outcome->count = argc - parse->next;
	}
}

static void check_operands(struct parse *parse)
{
	const struct tool *tool = parse->tool;
	const struct option_outcome *outcome = &parse->outcome;

	if (outcome->count < tool->operands_min) {
		complain(parse, "missing operand", tool->operands);
	} else if (tool->operands_max >= 0 && outcome->count > tool->operands_max) {
		complain(parse, "one operand too many", outcome->operand[tool->operands_max]);
	}
}

static int answer(struct parse *parse)
{
	switch (parse->question) {
	case HELP: option_print_help(parse->tool, &parse->rows); break;
	case LIST: option_print_list(parse->tool, &parse->rows); break;
	default: printf("%s %s\n", parse->tool->name, CNS_VERSION); break;
	}
	return option_answered(parse->run);
}

int option_answered(struct run *run)
{
	if (fflush(stdout) == 0 && !ferror(stdout)) {
		return 0;
	}
	run_step(run, "print the answer");
	run_refuse(run, "standard output takes no more: %s", strerrordesc_np(errno));
	return run_failed(run);
}

/* What stands in form as long as --explain is not given. */
static const char not_explained[] = "";

static void read_explain(struct parse *parse)
{
	struct run *run = parse->run;

	run->explain |= run->dry || parse->form != not_explained;
	if (parse->form && parse->form != not_explained &&
	    explain_read(parse->form, &run->form) < 0) {
		parse->failed = true;
		parse->outcome.status = option_complain(
			parse->tool, "--explain takes text, json or shell, not '%s'", parse->form);
	}
}

static void read_command_line(struct parse *parse, int argc)
{
	struct option_outcome *outcome = &parse->outcome;

	if (!parse->stops) {
		outcome->operand = calloc((size_t)argc + 1, sizeof *outcome->operand);
		if (!outcome->operand) {
			complain(parse, "no memory for operands", parse->tool->operands);
			outcome->result = OPTION_WRONG;
			outcome->status = parse->run->failed_status;
			return;
		}
	}
	read_words(parse, argc);
	if (!parse->failed && !parse->question) {
		check_operands(parse);
	}
	if (!parse->failed) {
		read_explain(parse);
	}
	outcome->result = parse->failed ? OPTION_WRONG : OPTION_GO;
	if (!parse->failed && parse->question) {
		outcome->result = OPTION_ANSWERED;
		outcome->status = answer(parse);
	}
	if (outcome->result != OPTION_GO && !parse->stops) {
		free(outcome->operand);
		outcome->operand = NULL;
	}
}

struct option_outcome option_parse(const struct tool *tool, struct run *run, int argc, char **argv)
{
	struct parse parse = {
		.tool = tool, .run = run, .argv = argv, .next = 1, .form = not_explained
	};
	unsigned *question = &parse.question;
	const struct option_row ours[] = {
		{ .help = "Every cns program" },
		{ 0, "explain", "FORM", "say each kernel call, and why: as text, json or shell",
		  OPTION_OPTIONAL, .text = &parse.form },
		{ 0, "dry-run", NULL, "say them, and make none that changes anything",
		  .flag = &run->dry },
		{ 'h', "help", NULL, "show this help", OPTION_PEER, .choice = question,
		  .value = HELP },
		{ 'V', "version", NULL, "show the version", OPTION_PEER, .choice = question,
		  .value = VERSION },
		{ 0, "list-options", NULL, "show this table for programs", .choice = question,
		  .value = LIST },
		{ 0 },
	};

	parse.stops = tool->takes_command || tool->verbs;
	run->tool = tool->name;
	run->failed_status = tool->takes_command ? EXIT_TOOL_FAILED : EXIT_VERB_FAILED;
	option_flatten(&parse.rows, tool->rows);
	option_flatten(&parse.rows, ours);
	read_command_line(&parse, argc);
	return parse.outcome;
}
