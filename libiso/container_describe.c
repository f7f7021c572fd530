/* SPDX-License-Identifier: GPL-2.0-or-later */
/* container_describe - what of a container differs from the world around it, and its name. */
#include <stdio.h>
#include <string.h>

#include "container_search.h"

/* PIDs that are used again while one looks may make a process its own ancestor. */
enum { GENERATIONS = 32 };

bool container_is_same_root(const struct census_root *a, const struct census_root *b)
{
	return a->mount == b->mount && a->inode == b->inode && a->major == b->major &&
	       a->minor == b->minor;
}

/*
 * The program that made a container: its first process itself, as long as that has not become
 * another, or whoever waits for it.  Who called such a program did not make the container.
 */
static const char *guess_engine(const struct container_search *search,
				const struct container *container)
{
	const struct container_list *list = search->list;
	ptrdiff_t at = (ptrdiff_t)container->init;

	for (int generation = 0; generation < GENERATIONS && at >= 0; generation++) {
		const struct census_process *process = &search->census->item[at];
		const struct container *home = &list->item[list->member[at]];
		const char *engine = container_name_engine(process->name);

		if (engine || (home != container && home->processes > 0)) {
			return engine;
		}
		at = process->parent_at;
	}
	return NULL;
}

static bool is_within(const struct container_list *list, size_t place,
		      const struct container *outer)
{
	ptrdiff_t at = (ptrdiff_t)place;

	for (unsigned depth = 0; at >= 0 && depth < 64; depth++) {
		if (&list->item[at] == outer) {
			return true;
		}
		at = list->item[at].parent;
	}
	return false;
}

/*
 * Whether the container has its cgroup to itself: nobody else is in there but the program that
 * made it, which may have gone there first.
 */
static bool is_in_own_cgroup(const struct container_search *search,
			     const struct container *container)
{
	const struct census_process *item = search->census->item;
	const char *cgroups = item[container->init].cgroups;

	for (size_t i = 0; i < search->census->count; i++) {
		if (item[i].cgroups == cgroups && !container_name_engine(item[i].name) &&
		    !is_within(search->list, search->list->member[i], container)) {
			return false;
		}
	}
	return *cgroups != '\0';
}

/* The cgroups that the container was started from: those of whoever called what made it. */
static const char *find_cgroups_around(const struct container_search *search,
				       const struct census_process *init)
{
	const struct census_process *item = search->census->item;
	ptrdiff_t at = init->parent_at;

	for (int generation = 0; generation < GENERATIONS && at >= 0; generation++) {
		if (item[at].parent_at < 0 || !container_name_engine(item[at].name)) {
			break;
		}
		at = item[at].parent_at;
	}
	return at < 0 ? "" : item[at].cgroups;
}

/* What an unnamed cgroup is called: the path that cns-enter takes. */
static void name_by_cgroup(struct container *container, const char *cgroups)
{
	char path[sizeof container->name.id - 1];

	container_cgroup_path(cgroups, path, sizeof path);
	if (path[0] == '/' && path[1]) {
		snprintf(container->name.id, sizeof container->name.id, "@%s", path);
	}
}

static void find_name(const struct container_search *search, struct container *container)
{
	const struct census_process *init = &search->census->item[container->init];

	container->has_cgroup = is_in_own_cgroup(search, container);
	container->cgroups_around = find_cgroups_around(search, init);
	if (container->has_cgroup && !container_name_read(init->cgroups, &container->name)) {
		name_by_cgroup(container, init->cgroups);
	}
	container->engine = container->name.engine;
	const char *program = !container->engine || container->name.is_unit
				      ? guess_engine(search, container)
				      : NULL;
	if (program) {
		container->engine = program;
	}
}

void container_describe(const struct container_search *search, struct container *container)
{
	const struct container *around = &search->list->item[container->parent];
	unsigned kinds = 0;

	for (int kind = 0; kind < NAMESPACE_KINDS && container->is_seen; kind++) {
		if (container->world.namespace[kind] != around->world.namespace[kind]) {
			container->differs |= NAMESPACE_BIT(kind);
			kinds++;
		}
	}
	bool has_mounts = container->differs & NAMESPACE_BIT(NAMESPACE_MNT);
	container->has_root = container->is_seen && !has_mounts &&
			      !container_is_same_root(&container->world.root, &around->world.root);
	find_name(search, container);
	bool by_engine = container->name.engine && !container->name.is_unit;
	container->is_partial = !by_engine && !container->has_root &&
				!(container->differs & NAMESPACE_BIT(NAMESPACE_PID)) && kinds < 2;
}

const char *container_letters(struct container_letters *letters, const struct container *container)
{
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		bool differs = container->differs & NAMESPACE_BIT(kind);

		letters->text[kind] = !container->is_seen ? '?'
				      : differs           ? namespaces[kind].letter
							  : '-';
	}
	letters->text[NAMESPACE_KINDS] = '\0';
	return letters->text;
}
