/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * container - processes that share a world other than their parent's.
 *
 * The kernel knows no containers, only processes.  Those with the same eight namespaces, the
 * same root and the same engine's cgroup live in one world; the oldest of them is its init, and
 * the world of that one's parent is the world around it.  A program that made a PID namespace
 * and only waits for the one child in it is counted to the world that it came from, not as a
 * world between the two; an init of this suite, to the world of what it runs.
 */
#ifndef LIBISO_CONTAINER_H
#define LIBISO_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>

#include "census.h"
#include "container_name.h"

struct world {
	ino_t namespace[NAMESPACE_KINDS]; /* all 0: cannot be seen */
	struct census_root root;
	char cgroup[256]; /* of an engine, its id; or with CONTAINER_CGROUPS a path; else "" */
};

struct container {
	struct world world;
	size_t init;      /* the place of its oldest process in the census */
	size_t processes; /* how many */
	ptrdiff_t parent; /* the container around it, 0 the base; the base itself: -1 */
	unsigned differs; /* NAMESPACE_BIT of kinds other than around it */
	bool has_root;    /* another root in the same mount namespace */
	bool has_cgroup;  /* a cgroup that an engine or a caller made for it */
	bool is_seen;
	bool is_partial; /* one kind of isolation only, and not one that makes a container */
	const char *cgroups_around; /* the text of those that it was started from */
	struct container_name name;
	const char *engine; /* of its name, else by the program that made it; NULL: not known */
};

struct container_list {
	struct container *item; /* the first is the base: the world around all */
	size_t count;
	size_t *member; /* of each process in the census: its container's place */
};

/*
 * Finds the containers of a census.  With CONTAINER_CGROUPS processes of the base world are told
 * apart by their cgroups, too.  Returns 0, and the caller frees it; -1.
 */
enum container_scope { CONTAINER_WORLDS, CONTAINER_CGROUPS };
int container_list_find(struct run *, const struct census *, enum container_scope,
			struct container_list *);
void container_list_free(struct container_list *);

/* What of it differs in eight letters: "mu-np---"; "????????" where it cannot be seen. */
struct container_letters {
	char text[NAMESPACE_KINDS + 1];
};
const char *container_letters(struct container_letters *, const struct container *);

/* The path of a process's cgroup that tells most: version 2's, else the longest one. */
void container_cgroup_path(const char *cgroups, char *path, size_t size);

#endif
