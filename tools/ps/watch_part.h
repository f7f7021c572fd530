/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch_part - what --watch compares of a container: its numbers, and who is in it. */
#ifndef PS_WATCH_PART_H
#define PS_WATCH_PART_H

#include "census.h"
#include "cgroup_usage.h"
#include "container.h"

enum watch_fact {
	WATCH_CGROUP,
	WATCH_FROZEN,
	WATCH_MEMORY_MAX,
	WATCH_CPU_MAX,
	WATCH_PIDS_MAX,
	WATCH_MAP,
	WATCH_ADDRESSES,
	WATCH_FACTS,
};

struct watch_facts {
	char value[WATCH_FACTS][160]; /* as it is told; "-" where there is none */
};

/* "memory-max", as the column of the list is called. */
extern const char *const watch_fact_names[WATCH_FACTS];

void watch_facts_read(const struct cgroup_usage_source *, const struct census *,
		      const struct container *, struct watch_facts *);

/* A process of a container that is told of. */
struct watch_member {
	pid_t pid;
	uint64_t start;
	pid_t init; /* of its container */
	uint64_t init_start;
	char name[64]; /* as the process chose it: escape it */
};

struct watch_members {
	struct watch_member *item; /* by PID */
	size_t count;
};

/* Those in containers for whose place is_told holds.  Returns 0, and the caller frees item; -1. */
int watch_members_read(struct run *, const struct census *, const struct container_list *,
		       const bool *is_told, struct watch_members *);

/* Calls tell for each that entered, left or became another program between two looks. */
struct watch_teller {
	void (*tell)(void *data, const struct watch_member *, const char *what);
	void *data;
};
void watch_members_compare(const struct watch_members *before, const struct watch_members *now,
			   const struct watch_teller *);

#endif
