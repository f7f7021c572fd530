/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "inventory.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "inventory_part.h"

enum { HOLDERS_TOLD = 6 };

bool inventory_read_name(const char *link, enum namespace_kind *kind, ino_t *inode)
{
	size_t length = strcspn(link, ":");
	char *end;

	if (link[length] != ':' || link[length + 1] != '[') {
		return false;
	}
	unsigned long long number = strtoull(link + length + 2, &end, 10);
	for (int i = 0; i < NAMESPACE_KINDS && end > link + length + 2 && *end == ']'; i++) {
		if (strncmp(link, namespaces[i].name, length) == 0 &&
		    namespaces[i].name[length] == '\0') {
			*kind = (enum namespace_kind)i;
			*inode = (ino_t)number;
			return true;
		}
	}
	return false;
}

/* The slot of a namespace: its own, or the free one that it would take. */
static size_t *slot_of(const struct inventory *inventory, ino_t inode)
{
	size_t at = (inode * 0x9e3779b97f4a7c15u >> 20) & (inventory->slots - 1);

	while (inventory->slot[at] && inventory->item[inventory->slot[at] - 1].inode != inode) {
		at = (at + 1) & (inventory->slots - 1);
	}
	return &inventory->slot[at];
}

/* Room for twice as many, half of the slots free. */
static int grow(struct inventory *inventory)
{
	size_t room = inventory->room ? inventory->room * 2 : 64;
	struct inventory_entry *item = realloc(inventory->item, room * sizeof *item);

	if (!item) {
		return -1;
	}
	inventory->item = item;
	size_t *slot = calloc(room * 2, sizeof *slot);
	if (!slot) {
		return -1;
	}
	free(inventory->slot);
	inventory->slot = slot;
	inventory->slots = room * 2;
	inventory->room = room;
	for (size_t i = 0; i < inventory->count; i++) {
		*slot_of(inventory, item[i].inode) = i + 1;
	}
	return 0;
}

ptrdiff_t inventory_add(struct inventory *inventory, enum namespace_kind kind, ino_t inode)
{
	if (inventory->count == inventory->room && grow(inventory) < 0) {
		return -1;
	}
	size_t *slot = slot_of(inventory, inode);
	if (*slot) {
		return (ptrdiff_t)*slot - 1;
	}
	*slot = inventory->count + 1;
	inventory->item[inventory->count] = (struct inventory_entry){
		.inode = inode,
		.kind = kind,
		.first = -1,
		.owner_uid = INVENTORY_UNKNOWN,
		.mounts = INVENTORY_UNKNOWN,
	};
	return (ptrdiff_t)inventory->count++;
}

/* Takes the text, whatever becomes of it. */
static int join(char **list, char *text)
{
	size_t used = *list ? strlen(*list) : 0;
	char *longer = realloc(*list, used + strlen(text) * 4 + 2);

	if (!longer) {
		free(text);
		return -1;
	}
	*list = longer;
	longer += used;
	if (used) {
		*longer++ = ' ';
	}
	for (const char *at = text; *at; at++) {
		if (*at == ' ' || *at == '\\') {
			memcpy(longer, *at == ' ' ? "\\040" : "\\134", 4);
			longer += 4;
		} else {
			*longer++ = *at;
		}
	}
	*longer = '\0';
	free(text);
	return 0;
}

int inventory_append(char **list, const char *format, ...)
{
	char *text = NULL;
	va_list words;

	va_start(words, format);
	int length = vasprintf(&text, format, words);
	va_end(words);
	return length < 0 ? -1 : join(list, text);
}

int inventory_hold(struct inventory_entry *entry, const char *format, ...)
{
	char *text = NULL;
	va_list words;

	if (entry->holder_count++ >= HOLDERS_TOLD) {
		return 0;
	}
	va_start(words, format);
	int length = vasprintf(&text, format, words);
	va_end(words);
	return length < 0 ? -1 : join(&entry->holders, text);
}

/* One process after another; what each shares with the one before needs no search.  A path that
 * is known goes through a thread or a descriptor: a process in the namespace holds it longer. */
static int add_processes(struct inventory *inventory)
{
	ptrdiff_t last[NAMESPACE_KINDS];

	memset(last, 0xff, sizeof last);
	for (size_t i = 0; i < inventory->census->count; i++) {
		const struct census_process *process = &inventory->census->item[i];

		for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
			ino_t inode = process->namespace[kind];

			if (inode == 0) {
				continue;
			}
			if (last[kind] < 0 || inventory->item[last[kind]].inode != inode) {
				last[kind] = inventory_add(inventory, (enum namespace_kind)kind,
							   inode);
			}
			if (last[kind] < 0) {
				return -1;
			}
			struct inventory_entry *entry = &inventory->item[last[kind]];
			entry->processes++;
			if (entry->first < 0) {
				entry->first = (ptrdiff_t)i;
				free(entry->path);
				entry->path = NULL;
				if (inventory_append(&entry->path, "/proc/%d/ns/%s", process->pid,
						     namespaces[kind].name) < 0) {
					return -1;
				}
			}
		}
	}
	return 0;
}

static int compare_inodes(const void *left, const void *right)
{
	const struct inventory_entry *a = left, *b = right;

	return (a->inode > b->inode) - (a->inode < b->inode);
}

ptrdiff_t inventory_find(const struct inventory *inventory, ino_t inode)
{
	struct inventory_entry key = { .inode = inode };
	const struct inventory_entry *found = inventory->count ? bsearch(&key, inventory->item,
									 inventory->count,
									 sizeof key, compare_inodes)
							       : NULL;

	return found ? found - inventory->item : -1;
}

/* What holds a parent or an owner is told after all are known. */
static void count_below(struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->item[i];
		const ino_t above[] = { entry->parent, entry->owner };

		for (int which = 0; which < 2; which++) {
			ptrdiff_t at = above[which] ? inventory_find(inventory, above[which]) : -1;

			/* The parent of a user namespace is its owner as well: once is enough. */
			if (at >= 0 && !(which == 1 && above[0] == above[1])) {
				inventory->item[at].below++;
				inventory->item[at].one_below = entry->inode;
			}
		}
	}
}

static void tell_below(struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++) {
		struct inventory_entry *entry = &inventory->item[i];

		if (entry->holder_count > HOLDERS_TOLD) {
			inventory_append(&entry->holders, "and:%u",
					 entry->holder_count - HOLDERS_TOLD);
		}
		if (entry->below == 1) {
			inventory_append(&entry->holders, "child:%ju", (uintmax_t)entry->one_below);
		} else if (entry->below > 1) {
			inventory_append(&entry->holders, "children:%zu", entry->below);
		}
	}
}

int inventory_read(struct run *run, struct census *census, struct inventory *inventory)
{
	const struct census_way way = {
		.only_namespaces = true,
		.visit = inventory_visit,
		.with = inventory,
	};

	*inventory = (struct inventory){ .census = census, .self = getpid() };
	if (census_read(run, census, &way) < 0) {
		inventory_free(inventory);
		return -1;
	}
	run_note(run, "and what holds others: ns/*_for_children, task/*/ns/*, fd/*, its sockets by "
		      "pidfd_getfd(2)");
	run_step(run, "find all namespaces and who holds them");
	run_note(run, "of each mount namespace: mountinfo; of each namespace: its owner, parent");
	if (add_processes(inventory) < 0 || inventory_read_mounts(run, inventory) < 0 ||
	    inventory_read_relations(inventory) < 0) {
		inventory_free(inventory);
		census_free(census);
		return run_refuse(run, "there is no memory for the namespaces");
	}
	qsort(inventory->item, inventory->count, sizeof *inventory->item, compare_inodes);
	count_below(inventory);
	tell_below(inventory);
	run_note(run, "%zu namespaces", inventory->count);
	return 0;
}

void inventory_free(struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++) {
		free(inventory->item[i].path);
		free(inventory->item[i].files);
		free(inventory->item[i].holders);
	}
	free(inventory->slot);
	free(inventory->item);
	*inventory = (struct inventory){ 0 };
}

/* The file may stand for another one by now. */
int inventory_open(const struct inventory_entry *entry)
{
	return entry->path ? open(entry->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) : -1;
}
