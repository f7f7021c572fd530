/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "environment.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int environment_begin(struct run *run, struct environment *environment, char *const source[])
{
	size_t count = 0;

	while (source[count]) {
		count++;
	}
	environment->entry = calloc(count + 1, sizeof *environment->entry);
	if (!environment->entry) {
		run_step(run, "copy the environment");
		return run_refuse(run, "there is no memory for %zu entries", count);
	}
	memcpy(environment->entry, source, count * sizeof *environment->entry);
	environment->count = count;
	return 0;
}

static size_t name_length(const char *entry)
{
	return strcspn(entry, "=");
}

static bool is_listed(const char *entry, const char *list)
{
	size_t length = name_length(entry);

	while (list && *list) {
		size_t item = strcspn(list, ",");

		if (item == length && memcmp(list, entry, length) == 0) {
			return true;
		}
		list += item + (list[item] == ',');
	}
	return false;
}

void environment_clear(struct environment *environment, const char *but_these)
{
	size_t kept = 0;

	for (size_t i = 0; i < environment->count; i++) {
		if (is_listed(environment->entry[i], but_these)) {
			environment->entry[kept++] = environment->entry[i];
		}
	}
	environment->entry[kept] = NULL;
	environment->count = kept;
}

void environment_drop(struct environment *environment, const char *start)
{
	size_t kept = 0;

	for (size_t i = 0; i < environment->count; i++) {
		if (strncmp(environment->entry[i], start, strlen(start)) != 0) {
			environment->entry[kept++] = environment->entry[i];
		}
	}
	environment->entry[kept] = NULL;
	environment->count = kept;
}

int environment_set(struct run *run, struct environment *environment, const char *entry)
{
	size_t length = name_length(entry);
	char **grown;

	run_step(run, "set %.*s in the environment", (int)length, entry);
	if (length == 0 || entry[length] != '=') {
		return run_refuse(run, "'%s' is not of the form NAME=VALUE", entry);
	}
	for (size_t i = 0; i < environment->count; i++) {
		if (strncmp(environment->entry[i], entry, length + 1) == 0) {
			environment->entry[i] = (char *)entry;
			return 0;
		}
	}
	grown = reallocarray(environment->entry, environment->count + 2, sizeof *grown);
	if (!grown) {
		return run_refuse(run, "there is no memory for one entry more");
	}
	environment->entry = grown;
	environment->entry[environment->count++] = (char *)entry;
	environment->entry[environment->count] = NULL;
	return 0;
}

const char *environment_find(const struct environment *environment, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < environment->count; i++) {
		if (strncmp(environment->entry[i], name, length) == 0 &&
		    environment->entry[i][length] == '=') {
			return environment->entry[i] + length + 1;
		}
	}
	return NULL;
}

static bool has_string(const struct environment *environment, const char *entry)
{
	for (size_t i = 0; i < environment->count; i++) {
		if (environment->entry[i] == entry) {
			return true;
		}
	}
	return false;
}

void environment_forget_rest(const struct environment *environment)
{
	for (char **entry = environ; *entry; entry++) {
		if (!has_string(environment, *entry)) {
			explicit_bzero(*entry, strlen(*entry));
		}
	}
}

void environment_free(struct environment *environment)
{
	free(environment->entry);
	*environment = (struct environment){ 0 };
}
