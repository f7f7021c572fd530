/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state_memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"
#include "state.h"

enum { RECORD_MAX = 8192 };

/* In the order of their names; a text is NULL until somebody wants it. */
struct state_memory {
	bool listed;
	size_t room;
	struct record_list records;
};

struct state_memory *state_memory_new(void)
{
	return calloc(1, sizeof(struct state_memory));
}

static void forget(struct state_memory *memory)
{
	record_list_free(&memory->records);
	memory->listed = false;
	memory->room = 0;
}

void state_memory_free(struct state_memory *memory)
{
	if (memory) {
		forget(memory);
		free(memory);
	}
}

/* Where the record is, or would be. */
static size_t find(const struct record_list *records, const char *name, bool *found)
{
	size_t low = 0, high = records->count;

	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strverscmp(records->record[middle].name, name);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* One more at the end, without a name yet; NULL without memory. */
static struct record *add_last(struct state_memory *memory)
{
	struct record_list *records = &memory->records;

	if (records->count == memory->room) {
		size_t room = memory->room * 2 + 16;
		struct record *grown = reallocarray(records->record, room, sizeof *grown);

		if (!grown) {
			return NULL;
		}
		records->record = grown;
		memory->room = room;
	}
	struct record *last = &records->record[records->count++];
	last->text = NULL;
	return last;
}

static struct record *insert(struct state_memory *memory, size_t at, const char *name)
{
	if (!add_last(memory)) {
		return NULL;
	}
	struct record *here = &memory->records.record[at];
	memmove(here + 1, here, (memory->records.count - 1 - at) * sizeof *here);
	snprintf(here->name, sizeof here->name, "%s", name);
	here->text = NULL;
	return here;
}

void state_memory_change(struct state_memory *memory, const char *name, const char *text)
{
	if (!memory || !memory->listed) {
		return;
	}
	bool found;
	size_t at = find(&memory->records, name, &found);
	struct record *record = found  ? &memory->records.record[at]
				: text ? insert(memory, at, name)
				       : NULL;
	char *copy = text ? strdup(text) : NULL;
	if (!record || !copy) {
		free(copy);
		forget(memory);
		return;
	}
	free(record->text);
	record->text = copy;
}

void state_memory_remove(struct state_memory *memory, const char *name)
{
	bool found = false;
	size_t at = memory ? find(&memory->records, name, &found) : 0;

	if (found) {
		struct record *gone = &memory->records.record[at];

		free(gone->text);
		memory->records.count--;
		memmove(gone, gone + 1, (memory->records.count - at) * sizeof *gone);
	}
}

static int compare_names(const void *one, const void *other)
{
	return strverscmp(((const struct record *)one)->name, ((const struct record *)other)->name);
}

static int list_names(struct run *run, struct state_memory *memory, DIR *folder)
{
	struct dirent *entry;

	while (errno = 0, (entry = readdir(folder))) {
		struct record *record = entry->d_name[0] == '.' ? NULL : add_last(memory);

		if (record) {
			snprintf(record->name, sizeof record->name, "%s", entry->d_name);
		} else if (entry->d_name[0] != '.') {
			return run_refuse(run, "there is no memory for the record %s",
					  entry->d_name);
		}
	}
	if (errno) {
		return run_refuse_errno(run, STATE_FOLDER " cannot be read");
	}
	if (memory->records.count > 1) {
		qsort(memory->records.record, memory->records.count, sizeof *memory->records.record,
		      compare_names);
	}
	memory->listed = true;
	return 0;
}

static int list_folder(struct run *run, const struct state *state)
{
	int again = openat(state->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = again < 0 ? NULL : fdopendir(again);

	if (!folder) {
		int result = run_refuse_errno(run, STATE_FOLDER " cannot be read");
		if (again >= 0) {
			close(again);
		}
		return result;
	}
	int result = list_names(run, state->memory, folder);
	closedir(folder);
	if (result < 0) {
		forget(state->memory);
	}
	return result;
}

int state_memory_fill(struct run *run, const struct state *state)
{
	state->memory->listed = state->fd < 0;
	return state->fd < 0 ? 0 : list_folder(run, state);
}

bool state_memory_has(const struct state_memory *memory, const char *name)
{
	bool found = false;

	if (memory) {
		find(&memory->records, name, &found);
	}
	return found;
}

static int read_text(struct run *run, const struct state *state, struct record *record)
{
	char text[RECORD_MAX];

	if (kernel_read_record(run, state->fd, record->name, text, sizeof text) < 0) {
		return -1;
	}
	record->text = strdup(text);
	return record->text ? 0
			    : run_refuse(run, "there is no memory for the record %s", record->name);
}

static int copy_record(struct run *run, const struct state *state, struct record *known,
		       struct record *copy)
{
	if (!known->text && read_text(run, state, known) < 0) {
		return -1;
	}
	*copy = *known;
	copy->text = strdup(known->text);
	return copy->text ? 0
			  : run_refuse(run, "there is no memory for the record %s", known->name);
}

int state_read(struct run *run, const struct state *state, const char *start,
	       struct record_list *list)
{
	size_t length = strlen(start);
	int result = 0;

	*list = (struct record_list){ 0 };
	if (!state->memory) {
		return 0;
	}
	if (!state->memory->listed && list_folder(run, state) < 0) {
		return -1;
	}
	const struct record_list *known = &state->memory->records;
	list->record = calloc(known->count + 1, sizeof *list->record);
	if (!list->record) {
		return run_refuse(run, "there is no memory for %zu records", known->count);
	}
	for (size_t i = 0; result == 0 && i < known->count; i++) {
		if (strncmp(known->record[i].name, start, length) == 0) {
			result = copy_record(run, state, &known->record[i],
					     &list->record[list->count]);
			list->count += result == 0;
		}
	}
	if (result < 0) {
		record_list_free(list);
	}
	return result;
}

void record_list_free(struct record_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->record[i].text);
	}
	free(list->record);
	*list = (struct record_list){ 0 };
}

bool record_value(const char *text, const char *key, char *value, size_t size)
{
	size_t length = strlen(key);

	value[0] = '\0';
	for (const char *line = text; *line; line = strchrnul(line, '\n'), line += *line != '\0') {
		if (strncmp(line, key, length) == 0 && line[length] == '=') {
			size_t end = strcspn(line + length + 1, "\n");

			if (end >= size) {
				return false;
			}
			memcpy(value, line + length + 1, end);
			value[end] = '\0';
			return true;
		}
	}
	return false;
}
