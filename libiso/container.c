/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "container.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "container_search.h"

void container_cgroup_path(const char *cgroups, char *path, size_t size)
{
	const char *best = "";
	size_t most = 0;

	for (const char *line = cgroups; *line;) {
		size_t length = strcspn(line, "\n");
		const char *at = memchr(line, ':', length);

		at = at ? memchr(at + 1, ':', length - (size_t)(at + 1 - line)) : NULL;
		size_t left = at ? length - (size_t)(at + 1 - line) : 0;
		bool unified = strncmp(line, "0::", 3) == 0;
		if (at && left > 0 && (left > most || (unified && left > 1))) {
			best = at + 1;
			most = left;
		}
		line += length;
		line += *line == '\n';
	}
	snprintf(path, size, "%.*s", (int)most, best);
}

static void hash_bytes(uint64_t *hash, const void *bytes, size_t count)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < count; i++) {
		*hash = (*hash ^ byte[i]) * 1099511628211u;
	}
}

static uint64_t hash_world(const struct world *world)
{
	uint64_t hash = 14695981039346656037u;

	hash_bytes(&hash, world->namespace, sizeof world->namespace);
	hash_bytes(&hash, &world->root.mount, sizeof world->root.mount);
	hash_bytes(&hash, &world->root.inode, sizeof world->root.inode);
	hash_bytes(&hash, world->cgroup, strlen(world->cgroup));
	return hash;
}

static bool is_same_place(const struct world *a, const struct world *b)
{
	return memcmp(a->namespace, b->namespace, sizeof a->namespace) == 0 &&
	       container_is_same_root(&a->root, &b->root);
}

static bool is_same_world(const struct world *a, const struct world *b)
{
	return is_same_place(a, b) && strcmp(a->cgroup, b->cgroup) == 0;
}

static bool read_name(struct container_search *search, const char *cgroups)
{
	if (search->cgroups != cgroups) {
		search->is_named = container_name_read(cgroups, &search->name);
		search->cgroups = cgroups;
	}
	return search->is_named;
}

/* What cannot be seen, and what the kernel runs, is taken for the base, but for its cgroup. */
static void find_world(struct container_search *search, const struct census_process *process,
		       struct world *world)
{
	const struct world *base = search->list->count ? &search->list->item[0].world : NULL;

	memset(world, 0, sizeof *world);
	if (process->is_seen && !(process->is_kernel && base)) {
		memcpy(world->namespace, process->namespace, sizeof world->namespace);
		world->root = process->root;
	}
	if (read_name(search, process->cgroups) && !search->name.is_unit) {
		snprintf(world->cgroup, sizeof world->cgroup, "%s", search->name.id);
		return;
	}
	if (base && (!process->is_seen || process->is_kernel)) {
		memcpy(world->namespace, base->namespace, sizeof world->namespace);
		world->root = base->root;
	}
	if (search->scope == CONTAINER_CGROUPS && base && process->is_seen && !process->is_kernel &&
	    is_same_place(world, base)) {
		container_cgroup_path(process->cgroups, world->cgroup, sizeof world->cgroup);
	}
}

static ptrdiff_t add_container(struct container_search *search, const struct world *world,
			       size_t init)
{
	struct container_list *list = search->list;

	if (list->count == search->room) {
		size_t room = search->room ? search->room * 2 : 64;
		struct container *item = realloc(list->item, room * sizeof *item);

		if (!item) {
			return -1;
		}
		list->item = item;
		search->room = room;
	}
	list->item[list->count] = (struct container){
		.world = *world,
		.init = init,
		.parent = -1,
		.is_seen = search->census->item[init].is_seen,
	};
	return (ptrdiff_t)list->count++;
}

/* The container of a world, made when there is none yet. */
static ptrdiff_t place_of(struct container_search *search, const struct world *world,
			  size_t process)
{
	size_t at = hash_world(world) & (search->slots - 1);

	for (; search->slot[at]; at = (at + 1) & (search->slots - 1)) {
		size_t place = search->slot[at] - 1;

		if (is_same_world(&search->list->item[place].world, world)) {
			return (ptrdiff_t)place;
		}
	}
	ptrdiff_t place = add_container(search, world, process);
	if (place >= 0) {
		search->slot[at] = (size_t)place + 1;
	}
	return place;
}

static bool is_older(const struct census_process *a, const struct census_process *b)
{
	return a->start != b->start ? a->start < b->start : a->pid < b->pid;
}

static int sort_in(struct container_search *search)
{
	const struct census *census = search->census;
	struct container_list *list = search->list;
	struct world world;
	ptrdiff_t base = census_find(census, 1);

	if (base < 0 || !census->item[base].is_seen) {
		ptrdiff_t self = census_find(census, getpid());

		base = self < 0 ? 0 : self;
	}
	find_world(search, &census->item[base], &world);
	/* Who looks from inside a container has it for the world around all. */
	if (place_of(search, &world, (size_t)base) < 0) {
		return -1;
	}
	list->item[0].is_seen = true;
	for (size_t i = 0; i < census->count; i++) {
		find_world(search, &census->item[i], &world);
		ptrdiff_t place = place_of(search, &world, i);
		if (place < 0) {
			return -1;
		}
		struct container *container = &list->item[place];
		list->member[i] = (size_t)place;
		container->processes++;
		if (place > 0 && is_older(&census->item[i], &census->item[container->init])) {
			container->init = i;
		}
	}
	return 0;
}

/* An orphan's parent may be anyone; a container is never around what began before it. */
static void find_parent(const struct container_search *search, size_t place)
{
	struct container *container = &search->list->item[place];
	ptrdiff_t at = search->census->item[container->init].parent_at;
	size_t around = at < 0 ? 0 : search->list->member[at];
	const struct census_process *init = &search->census->item[container->init];
	const struct census_process *other = &search->census->item[search->list->item[around].init];

	container->parent = around == place || (around && is_older(init, other))
				    ? 0
				    : (ptrdiff_t)around;
}

/*
 * The waiting program stayed in a PID namespace that others began, and the other one left; the
 * first process of a PID namespace is a container's, whatever it waits for.
 */
static bool is_outside(const struct container_search *search, const struct container *waiter,
		       const struct container *inner)
{
	const struct census_process *item = search->census->item;
	ino_t waits_in = waiter->world.namespace[NAMESPACE_PID];

	if (waits_in == inner->world.namespace[NAMESPACE_PID]) {
		return false;
	}
	for (size_t i = 0; i < search->list->count; i++) {
		const struct container *other = &search->list->item[i];

		/* The base may be known by us alone, who are young. */
		if (other->world.namespace[NAMESPACE_PID] == waits_in &&
		    (i == 0 || is_older(&item[other->init], &item[waiter->init]))) {
			return true;
		}
	}
	return false;
}

/* The children of a process. */
struct family {
	size_t count, last;
	bool is_scattered; /* they live in several containers */
};

static void find_families(const struct container_search *search, struct family *family)
{
	const size_t *member = search->list->member;

	for (size_t i = 0; i < search->census->count; i++) {
		ptrdiff_t at = search->census->item[i].parent_at;

		if (at >= 0) {
			family[at].is_scattered |= family[at].count > 0 &&
						   member[family[at].last] != member[i];
			family[at].count++;
			family[at].last = i;
		}
	}
}

/*
 * An init of ours began the PID namespace, and the chain behind it went on to a root and a mount
 * table of its own: the two are one container, which is known by what it runs.
 */
static bool is_init_before(const struct container_search *search, const struct container *waiter,
			   const struct container *inner)
{
	const struct census_process *item = search->census->item;
	const struct census_process *init = &item[waiter->init];
	const char *engine = container_name_engine(init->name);
	ino_t space = waiter->world.namespace[NAMESPACE_PID];

	return engine && strcmp(engine, "cns") == 0 &&
	       space == inner->world.namespace[NAMESPACE_PID] && init->parent_at >= 0 &&
	       item[init->parent_at].namespace[NAMESPACE_PID] != space;
}

/*
 * A world of one process whose only child is the init of another: it waits for that one.
 * The child is counted to the world that the waiting process came from.
 */
static void skip_waiters(const struct container_search *search, const struct family *family)
{
	struct container_list *list = search->list;

	for (size_t i = 1; i < list->count; i++) {
		struct container *waiter = &list->item[i];
		const struct family *children = &family[waiter->init];
		size_t place = children->count ? list->member[children->last] : i;
		struct container *inner = &list->item[place];

		if (waiter->processes != 1 || children->is_scattered || place == i || place == 0) {
			continue;
		}
		if (is_init_before(search, waiter, inner)) {
			list->member[waiter->init] = place;
			inner->processes++;
			waiter->processes = 0;
		} else if (children->count == 1 && is_outside(search, waiter, inner)) {
			waiter->processes = 0;
		}
	}
}

/*
 * What is around a container when those who only wait are left out.  Who entered a container
 * from outside to make another in it is still known by its PID namespace.
 */
static void skip_to_around(const struct container_search *search, struct container *container)
{
	const struct container_list *list = search->list;
	const struct census_process *item = search->census->item;
	ptrdiff_t made_by = item[container->init].parent_at;

	while (container->parent > 0 && list->item[container->parent].processes == 0) {
		container->parent = list->item[container->parent].parent;
	}
	ino_t made_in = made_by < 0 ? 0 : item[made_by].namespace[NAMESPACE_PID];
	if (made_in == 0 ||
	    made_in == list->item[container->parent].world.namespace[NAMESPACE_PID] ||
	    made_in == container->world.namespace[NAMESPACE_PID]) {
		return;
	}
	for (size_t i = 1; i < list->count; i++) {
		const struct container *other = &list->item[i];

		if (other->processes > 0 && other != container &&
		    other->world.namespace[NAMESPACE_PID] == made_in &&
		    is_older(&item[other->init], &item[container->init])) {
			container->parent = (ptrdiff_t)i;
			return;
		}
	}
}

static int find_all(struct container_search *search)
{
	struct container_list *list = search->list;
	size_t count = search->census->count;

	for (search->slots = 64; search->slots < count * 2 + 2;) {
		search->slots *= 2;
	}
	search->slot = calloc(search->slots, sizeof *search->slot);
	list->member = calloc(count, sizeof *list->member);
	struct family *family = calloc(count, sizeof *family);
	int result = -1;
	if (search->slot && list->member && family && sort_in(search) == 0) {
		find_families(search, family);
		for (size_t i = 1; i < list->count; i++) {
			find_parent(search, i);
		}
		skip_waiters(search, family);
		for (size_t i = 1; i < list->count; i++) {
			skip_to_around(search, &list->item[i]);
		}
		for (size_t i = 1; i < list->count; i++) {
			container_describe(search, &list->item[i]);
		}
		result = 0;
	}
	free(family);
	free(search->slot);
	return result;
}

int container_list_find(struct run *run, const struct census *census, enum container_scope scope,
			struct container_list *list)
{
	struct container_search search = { .census = census, .list = list, .scope = scope };

	*list = (struct container_list){ 0 };
	run_step(run, "sort the processes by the worlds that they live in");
	if (find_all(&search) < 0) {
		container_list_free(list);
		return run_refuse(run, "there is no memory for the containers");
	}
	run_note(run, "%zu worlds", list->count);
	return 0;
}

void container_list_free(struct container_list *list)
{
	free(list->item);
	free(list->member);
	*list = (struct container_list){ 0 };
}
