/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "filter.h"

#include <ctype.h>
#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "text.h"

enum { NODES_MAX = 64, DEPTH_MAX = 32, TEXT_SIZE = 256 };

enum operation {
	OPERATION_COLUMN,
	OPERATION_TEXT,
	OPERATION_NOT,
	OPERATION_AND,
	OPERATION_OR,
	OPERATION_EQUAL,
	OPERATION_UNEQUAL,
	OPERATION_LESS,
	OPERATION_LESS_EQUAL,
	OPERATION_MORE,
	OPERATION_MORE_EQUAL,
	OPERATION_MATCH,
	OPERATION_NO_MATCH,
};

/* Operands stand before what works on them, so the last node is the whole. */
struct node {
	enum operation operation;
	unsigned left, right;
	unsigned column;
	char text[TEXT_SIZE];
	regex_t pattern;
	bool has_pattern;
};

struct filter {
	struct node node[NODES_MAX];
	unsigned count;
};

struct reader {
	struct run *run;
	const struct table_column *columns;
	struct filter *filter;
	const char *begin, *at;
	unsigned depth;
};

static const struct {
	const char *word;
	enum operation operation;
} comparisons[] = {
	{ "==", OPERATION_EQUAL },      { "!=", OPERATION_UNEQUAL },
	{ "=~", OPERATION_MATCH },      { "!~", OPERATION_NO_MATCH },
	{ "<=", OPERATION_LESS_EQUAL }, { ">=", OPERATION_MORE_EQUAL },
	{ "<", OPERATION_LESS },        { ">", OPERATION_MORE },
	{ "eq", OPERATION_EQUAL },      { "ne", OPERATION_UNEQUAL },
	{ "le", OPERATION_LESS_EQUAL }, { "ge", OPERATION_MORE_EQUAL },
	{ "lt", OPERATION_LESS },       { "gt", OPERATION_MORE },
};

static int read_or(struct reader *);

static int refuse(struct reader *reader, const char *expected)
{
	run_step(reader->run, "understand the filter '%s'", reader->begin);
	return run_refuse(reader->run, "%s was expected at '%s'", expected,
			  *reader->at ? reader->at : "the end");
}

/* Takes a sign, or a word that ends where a word ends. */
static bool take(struct reader *reader, const char *word)
{
	size_t length = strlen(word);

	reader->at += strspn(reader->at, " \t\n");
	if (strncasecmp(reader->at, word, length) != 0 ||
	    (isalpha((unsigned char)*word) &&
	     (isalnum((unsigned char)reader->at[length]) ||
	      strchr("_-", reader->at[length]) != NULL) &&
	     reader->at[length])) {
		return false;
	}
	reader->at += length;
	return true;
}

static int add(struct reader *reader, const struct node *node)
{
	if (reader->filter->count == NODES_MAX) {
		return refuse(reader, "an expression of at most 64 parts");
	}
	reader->filter->node[reader->filter->count] = *node;
	return (int)reader->filter->count++;
}

static int read_quoted(struct reader *reader)
{
	struct node node = { .operation = OPERATION_TEXT };
	char quote = *reader->at;
	const char *end = strchr(reader->at + 1, quote);

	if (!end || (size_t)(end - reader->at) > sizeof node.text) {
		return refuse(reader, "a text in quotes, of at most 255 bytes,");
	}
	snprintf(node.text, sizeof node.text, "%.*s", (int)(end - reader->at - 1), reader->at + 1);
	reader->at = end + 1;
	return add(reader, &node);
}

static int read_word(struct reader *reader)
{
	struct node node = { .operation = OPERATION_TEXT };
	size_t length = 0;
	uint64_t bytes;

	while (isalnum((unsigned char)reader->at[length]) ||
	       (reader->at[length] && strchr("_-.%", reader->at[length]))) {
		length++;
	}
	if (length == 0 || length >= sizeof node.text) {
		return refuse(reader, "a column, a number or a text in quotes");
	}
	snprintf(node.text, sizeof node.text, "%.*s", (int)length, reader->at);
	for (unsigned i = 0; reader->columns[i].name; i++) {
		if (strcasecmp(reader->columns[i].name, node.text) == 0) {
			node.operation = OPERATION_COLUMN;
			node.column = i;
		}
	}
	if (node.operation == OPERATION_TEXT) {
		bool is_true = strcasecmp(node.text, "true") == 0;

		if (is_true || strcasecmp(node.text, "false") == 0) {
			snprintf(node.text, sizeof node.text, "%d", is_true);
		} else if (text_to_size(node.text, &bytes) == 0) {
			snprintf(node.text, sizeof node.text, "%ju", (uintmax_t)bytes);
		} else if (!isdigit((unsigned char)node.text[0]) && node.text[0] != '-') {
			return refuse(reader, "a column (--output=help lists them)");
		}
	}
	reader->at += length;
	return add(reader, &node);
}

static int read_operand(struct reader *reader)
{
	reader->at += strspn(reader->at, " \t\n");
	return *reader->at == '"' || *reader->at == '\'' ? read_quoted(reader) : read_word(reader);
}

static int read_pattern(struct reader *reader, struct node *node)
{
	const struct node *text = &reader->filter->node[node->right];

	if (text->operation != OPERATION_TEXT ||
	    regcomp(&node->pattern, text->text, REG_EXTENDED | REG_NOSUB) != 0) {
		return refuse(reader, "a regular expression in quotes");
	}
	node->has_pattern = true;
	int result = add(reader, node);
	if (result < 0) {
		regfree(&node->pattern);
	}
	return result;
}

static int read_comparison(struct reader *reader)
{
	int left = read_operand(reader);

	for (size_t i = 0; left >= 0 && i < sizeof comparisons / sizeof comparisons[0]; i++) {
		if (!take(reader, comparisons[i].word)) {
			continue;
		}
		struct node node = { .operation = comparisons[i].operation,
				     .left = (unsigned)left };
		int right = read_operand(reader);
		if (right < 0) {
			return -1;
		}
		node.right = (unsigned)right;
		return node.operation >= OPERATION_MATCH ? read_pattern(reader, &node)
							 : add(reader, &node);
	}
	return left;
}

static int read_not(struct reader *reader)
{
	struct node node = { .operation = OPERATION_NOT };
	int inner;

	if (reader->depth >= DEPTH_MAX) {
		return refuse(reader, "an expression nested at most 32 deep");
	}
	if (take(reader, "(")) {
		reader->depth++;
		inner = read_or(reader);
		reader->depth--;
		return inner < 0 || take(reader, ")") ? inner : refuse(reader, "a closing bracket");
	}
	if (!take(reader, "!") && !take(reader, "not")) {
		return read_comparison(reader);
	}
	reader->depth++;
	inner = read_not(reader);
	reader->depth--;
	node.left = (unsigned)inner;
	return inner < 0 ? -1 : add(reader, &node);
}

/* Operands of && or ||, of any number. */
struct joint {
	const char *sign, *word;
	enum operation operation;
	int (*read)(struct reader *);
};

static int read_joint(struct reader *reader, const struct joint *joint)
{
	int left = joint->read(reader);

	while (left >= 0 && (take(reader, joint->sign) || take(reader, joint->word))) {
		struct node node = { .operation = joint->operation, .left = (unsigned)left };
		int right = joint->read(reader);

		node.right = (unsigned)right;
		left = right < 0 ? -1 : add(reader, &node);
	}
	return left;
}

static int read_and(struct reader *reader)
{
	static const struct joint joint = { "&&", "and", OPERATION_AND, read_not };

	return read_joint(reader, &joint);
}

static int read_or(struct reader *reader)
{
	static const struct joint joint = { "||", "or", OPERATION_OR, read_and };

	return read_joint(reader, &joint);
}

struct filter *filter_new(struct run *run, const char *text, const struct table_column *columns)
{
	struct reader reader = { .run = run, .columns = columns, .begin = text, .at = text };

	reader.filter = calloc(1, sizeof *reader.filter);
	if (!reader.filter) {
		run_refuse(run, "there is no memory for the filter");
		return NULL;
	}
	int result = read_or(&reader);
	if (result >= 0 && reader.at[strspn(reader.at, " \t\n")]) {
		result = refuse(&reader, "&&, || or the end");
	}
	if (result < 0) {
		filter_free(reader.filter);
		return NULL;
	}
	return reader.filter;
}

void filter_free(struct filter *filter)
{
	for (unsigned i = 0; filter && i < filter->count; i++) {
		if (filter->node[i].has_pattern) {
			regfree(&filter->node[i].pattern);
		}
	}
	free(filter);
}

bool filter_wants(const struct filter *filter, unsigned column)
{
	for (unsigned i = 0; i < filter->count; i++) {
		if (filter->node[i].operation == OPERATION_COLUMN &&
		    filter->node[i].column == column) {
			return true;
		}
	}
	return false;
}

static const char *value_of(const struct node *node, char *const cell[])
{
	const char *value = node->operation == OPERATION_COLUMN ? cell[node->column] : node->text;

	return value ? value : "";
}

static bool is_true(const char *value)
{
	return *value && strcmp(value, "0") != 0;
}

static bool compare(const struct node *node, const char *left, const char *right)
{
	int64_t a, b;
	int order;

	if (node->has_pattern) {
		bool matches = regexec(&node->pattern, left, 0, NULL, 0) == 0;

		return node->operation == OPERATION_MATCH ? matches : !matches;
	}
	if (text_to_integer(left, INT64_MIN, INT64_MAX, &a) == 0 &&
	    text_to_integer(right, INT64_MIN, INT64_MAX, &b) == 0) {
		order = (a > b) - (a < b);
	} else {
		order = strcmp(left, right);
	}
	switch (node->operation) {
	case OPERATION_EQUAL: return order == 0;
	case OPERATION_UNEQUAL: return order != 0;
	case OPERATION_LESS: return order < 0;
	case OPERATION_LESS_EQUAL: return order <= 0;
	case OPERATION_MORE: return order > 0;
	default: return order >= 0;
	}
}

bool filter_holds(const struct filter *filter, char *const cell[])
{
	bool holds[NODES_MAX] = { false };

	for (unsigned i = 0; i < filter->count; i++) {
		const struct node *node = &filter->node[i];

		switch (node->operation) {
		case OPERATION_COLUMN:
		case OPERATION_TEXT: holds[i] = is_true(value_of(node, cell)); break;
		case OPERATION_NOT: holds[i] = !holds[node->left]; break;
		case OPERATION_AND: holds[i] = holds[node->left] && holds[node->right]; break;
		case OPERATION_OR: holds[i] = holds[node->left] || holds[node->right]; break;
		default:
			holds[i] = compare(node, value_of(&filter->node[node->left], cell),
					   value_of(&filter->node[node->right], cell));
		}
	}
	return holds[filter->count - 1];
}
