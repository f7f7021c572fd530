/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inspect - all about one target, or in what two differ */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fact.h"
#include "ps.h"

void fact_add(struct subject *subject, const char *section, const char *item, const char *value,
	      ...)
{
	struct fact_list *facts = &subject->facts;
	struct fact fact = { .section = section, .item = strdup(item) };
	va_list words;

	va_start(words, value);
	int length = vasprintf(&fact.value, value, words);
	va_end(words);
	if (facts->count == facts->room) {
		size_t room = facts->room ? facts->room * 2 : 64;
		struct fact *rows = realloc(facts->item, room * sizeof *rows);

		facts->item = rows ? rows : facts->item;
		facts->room = rows ? room : facts->room;
	}
	if (!fact.item || length < 0 || facts->count == facts->room) {
		free(fact.item);
		if (length >= 0) {
			free(fact.value);
		}
		facts->out_of_memory = true;
		return;
	}
	facts->item[facts->count++] = fact;
}

void subject_each_line(struct subject *subject, const char *path,
		       void (*take)(struct subject *, const char *line))
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	int fd = openat(subject->target.proc_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

	while (file && (length = getline(&line, &size, file)) > 0) {
		line[length - 1] = line[length - 1] == '\n' ? '\0' : line[length - 1];
		take(subject, line);
	}
	free(line);
	if (file) {
		fclose(file);
	} else if (fd >= 0) {
		close(fd);
	}
}

bool subject_shares(const struct subject *subject, enum namespace_kind kind)
{
	ino_t inode = subject->process->namespace[kind];

	return inode != 0 && inode == subject->ours->namespace[kind];
}

int subject_open(struct run *run, const struct census *census,
		 const struct container_list *containers, const char *text, struct subject *subject)
{
	*subject = (struct subject){ .run = run, .census = census, .containers = containers };
	if (target_open(run, text, &subject->target) < 0) {
		return -1;
	}
	run_step(run, "find process %d among all", subject->target.pid);
	ptrdiff_t at = census_find(census, subject->target.pid);
	ptrdiff_t ours = census_find(census, getpid());
	if (subject->target.proc_fd < 0) {
		run_refuse(run, "%s is a namespace, and a process is needed", text);
		run_advise(run, "cns-ps --namespaces NUMBER lists the processes in one");
	} else if (at < 0 || ours < 0) {
		run_refuse(run, "it ended, or began only now");
	} else {
		subject->process = &census->item[at];
		subject->ours = &census->item[ours];
		subject->has_status = status_read(run, subject->target.proc_fd, &subject->status) ==
				      0;
		run_forgive(run);
		subject_read_identity(subject);
		subject_read_place(subject);
		subject_read_power(subject);
		subject_read_openings(subject);
		subject_judge(subject);
	}
	/* What was read before it ended may be of nobody. */
	if (run->failure.happened || target_check(run, &subject->target) < 0) {
		subject_close(subject);
		return -1;
	}
	return 0;
}

void subject_close(struct subject *subject)
{
	for (size_t i = 0; i < subject->facts.count; i++) {
		free(subject->facts.item[i].item);
		free(subject->facts.item[i].value);
	}
	free(subject->facts.item);
	if (subject->has_status) {
		status_free(&subject->status);
	}
	target_close(&subject->target);
}

enum column { COLUMN_SECTION, COLUMN_ITEM, COLUMN_VALUE, COLUMN_OTHER };

static const struct table_column about_one[] = {
	{ "SECTION", "what it is about", TABLE_SHOWN },
	{ "ITEM", "what", TABLE_SHOWN },
	{ "VALUE", "how it is", TABLE_SHOWN | TABLE_CUT },
	{ 0 },
};

static const struct table_column about_two[] = {
	{ "SECTION", "what it is about", TABLE_SHOWN },
	{ "ITEM", "what", TABLE_SHOWN },
	{ "FIRST", "how it is with the first target", TABLE_SHOWN | TABLE_CUT },
	{ "SECOND", "how it is with the second one", TABLE_SHOWN | TABLE_CUT },
	{ 0 },
};

static struct table *begin(struct run *run, const struct request *want,
			   const struct table_column *columns, const char *name)
{
	struct table_format format = want->format;

	format.flat = true;
	format.quiet = false;
	/* For a person the sections are heading enough. */
	format.no_headings = format.no_headings || (columns == about_one && !format.raw);
	return table_new(run, name, columns, &format);
}

static int print_one(struct run *run, const struct request *want, const struct fact_list *facts)
{
	struct table *table = begin(run, want, about_one, "facts");

	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	for (size_t i = 0; i < facts->count; i++) {
		struct table_row *row = table_add(table, NULL);

		table_set(row, COLUMN_SECTION, "%s", facts->item[i].section);
		table_set(row, COLUMN_ITEM, "%s", facts->item[i].item);
		table_set(row, COLUMN_VALUE, "%s", facts->item[i].value);
	}
	return table_print(run, table);
}

static const char *find_value(const struct fact_list *facts, const struct fact *like)
{
	for (size_t i = 0; i < facts->count; i++) {
		if (strcmp(facts->item[i].section, like->section) == 0 &&
		    strcmp(facts->item[i].item, like->item) == 0) {
			return facts->item[i].value;
		}
	}
	return NULL;
}

static void add_difference(struct table *table, const struct fact *fact, const char *first,
			   const char *second)
{
	if (first && second && strcmp(first, second) == 0) {
		return;
	}
	struct table_row *row = table_add(table, NULL);
	table_set(row, COLUMN_SECTION, "%s", fact->section);
	table_set(row, COLUMN_ITEM, "%s", fact->item);
	if (first) {
		table_set(row, COLUMN_VALUE, "%s", first);
	}
	if (second) {
		table_set(row, COLUMN_OTHER, "%s", second);
	}
}

static int print_two(struct run *run, const struct request *want, const struct fact_list *first,
		     const struct fact_list *second)
{
	struct table *table = begin(run, want, about_two, "differences");

	if (!table) {
		return run->failure.happened ? run_failed(run) : 0;
	}
	for (size_t i = 0; i < first->count; i++) {
		const struct fact *fact = &first->item[i];

		add_difference(table, fact, fact->value, find_value(second, fact));
	}
	for (size_t i = 0; i < second->count; i++) {
		const struct fact *fact = &second->item[i];

		if (!find_value(first, fact)) {
			add_difference(table, fact, NULL, fact->value);
		}
	}
	return table_print(run, table);
}

static int answer(struct run *run, const struct request *want, const struct census *census,
		  const struct container_list *containers)
{
	struct subject first, second;
	int status;

	if (subject_open(run, census, containers, want->target[0], &first) < 0) {
		return run_failed(run);
	}
	if (want->chapter == PS_INSPECT) {
		status = print_one(run, want, &first.facts);
	} else if (subject_open(run, census, containers, want->target[1], &second) < 0) {
		status = run_failed(run);
	} else {
		status = print_two(run, want, &first.facts, &second.facts);
		subject_close(&second);
	}
	subject_close(&first);
	return status;
}

int ps_inspect(struct run *run, const struct request *want)
{
	struct census census;
	struct container_list containers;

	if (census_read(run, &census, NULL) < 0) {
		return run_failed(run);
	}
	int status;
	if (container_list_find(run, &census, CONTAINER_WORLDS, &containers) < 0) {
		status = run_failed(run);
	} else {
		status = answer(run, want, &census, &containers);
		container_list_free(&containers);
	}
	census_free(&census);
	return status;
}

int ps_diff(struct run *run, const struct request *want)
{
	return ps_inspect(run, want);
}
