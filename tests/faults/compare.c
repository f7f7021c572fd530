/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * compare - what one state has that another has not, and whether that may be so.
 */
#include <stdio.h>
#include <string.h>

#include "sweep.h"

static bool has_line(const char *text, const char *line, size_t length)
{
	for (const char *at = text; at && *at;
	     at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
		if (strncmp(at, line, length) == 0 && at[length] == '\n') {
			return true;
		}
	}
	return false;
}

static void print_missing(const char *mark, const char *text, const char *other)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length && !has_line(other, text, length)) {
			printf("\t%s %.*s\n", mark, (int)length, text);
		}
		text += length + (text[length] == '\n');
	}
}

static bool begins_line(const char *text, const char *line, size_t length)
{
	for (const char *at = text; (at = memmem(at, strlen(at), line, length)); at++) {
		if (at == text || at[-1] == '\n') {
			return true;
		}
	}
	return false;
}

/*
 * The values of a group that is being removed change before it goes; records are what gc reads, and
 * so is the file of a name below which the namespace has gone already.
 */
static bool may_be_between(const char *line, const char *before, const char *after)
{
	size_t length = strcspn(line, " \n") + 1;

	if (strncmp(line, "/run/cns/", 9) == 0 || strncmp(line, "file /run/cns", 13) == 0) {
		return true;
	}
	if (strncmp(line, "file /run/netns/", 16) == 0) {
		length += strcspn(line + length, " \n") + 1;
		return begins_line(before, line, length) && !begins_line(after, line, length);
	}
	if (strncmp(line, "cgroup ", length) != 0) {
		return false;
	}
	length += strcspn(line + length, " /\n");
	for (const char *slash = line + length; *slash == '/';) {
		slash += 1 + strcspn(slash + 1, " /\n");
		length = (size_t)(slash - line);
	}
	return memmem(after, strlen(after), line, length) == NULL;
}

/* All lines of text are in one of the two others. */
static bool is_within(const char *text, const char *first, const char *second)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length && !has_line(first, text, length) && !has_line(second, text, length) &&
		    !may_be_between(text, first, second)) {
			return false;
		}
		text += length + (text[length] == '\n');
	}
	return true;
}

bool state_is_between(const char *before, const char *state, const char *after)
{
	const char *line = before;

	for (; *line; line += strcspn(line, "\n") + 1) {
		size_t length = strcspn(line, "\n");

		if (has_line(after, line, length) && !has_line(state, line, length)) {
			return false;
		}
	}
	return is_within(state, before, after);
}

/* "file PATH MODE ..." of a folder, in which nothing is. */
static bool is_empty_folder(const char *line, const char *state)
{
	size_t length = strlen("file "), mode;

	if (strncmp(line, "file ", length) != 0) {
		return false;
	}
	length += strcspn(line + length, " \n");
	mode = strspn(line + length + 1, "01234567");
	if (mode != 5 || line[length + 1] != '4') {
		return false;
	}
	char inside[4200];

	snprintf(inside, sizeof(inside), "%.*s/", (int)length, line);
	return !begins_line(state, inside, strlen(inside));
}

bool state_has_folders_more(const char *after, const char *state)
{
	const char *line = state;

	for (const char *wanted = after; *wanted; wanted += strcspn(wanted, "\n") + 1) {
		if (!has_line(state, wanted, strcspn(wanted, "\n"))) {
			return false;
		}
	}
	for (; *line; line += strcspn(line, "\n") + 1) {
		char point[2048], folder[2100];

		if (has_line(after, line, strcspn(line, "\n")) || is_empty_folder(line, state)) {
			continue;
		}
		/* The folder of names is mounted on itself. */
		if (sscanf(line, "mount %*s %2047s", point) != 1) {
			return false;
		}
		snprintf(folder, sizeof(folder), "file %s 4", point);
		if (!begins_line(state, folder, strlen(folder)) ||
		    begins_line(after, folder, strlen(folder))) {
			return false;
		}
	}
	return true;
}

void state_print_difference(const char *before, const char *after)
{
	print_missing("-", before, after);
	print_missing("+", after, before);
}
