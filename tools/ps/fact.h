/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fact - what is known of one target, as rows of a section, an item and a value */
#ifndef PS_FACT_H
#define PS_FACT_H

#include <stdbool.h>
#include <stddef.h>

#include "census.h"
#include "container.h"
#include "run.h"
#include "status.h"
#include "target.h"

struct fact {
	const char *section; /* a constant */
	char *item;
	char *value;
};

struct fact_list {
	struct fact *item;
	size_t count, room;
	bool out_of_memory;
};

/* Whom the facts are about, opened. */
struct subject {
	struct run *run;
	struct target target;
	const struct census *census;
	const struct container_list *containers;
	const struct census_process *process;
	const struct census_process *ours; /* cns-ps itself: what it is compared with */
	struct status status;
	bool has_status; /* its ids and capabilities could be read */
	struct fact_list facts;
	/* What the mounts tell of ways out; "" nothing. */
	char writable_cgroup[256], engine_socket[256], devices[256], node[264];
	bool has_inert_nodes; /* in its /dev, or they are not looked for */
	bool has_proc, has_proc_sys_shut;
	unsigned leaks; /* descriptors that lead outside */
};

/* Adds a fact; the item must not be there yet for two lists to be compared. */
void fact_add(struct subject *, const char *section, const char *item, const char *value, ...)
	__attribute__((format(printf, 4, 5)));

/* Finds all about a target.  0, and the caller closes it; -1. */
int subject_open(struct run *, const struct census *, const struct container_list *,
		 const char *text, struct subject *);
void subject_close(struct subject *);

/* The chapters of it, in this order. */
void subject_read_identity(struct subject *);
void subject_read_place(struct subject *);
void subject_read_nodes(struct subject *);
void subject_read_power(struct subject *);
void subject_read_openings(struct subject *);
void subject_judge(struct subject *); /* the ways out */

/* Whether it and we share the namespace of a kind; an unknown one is not shared. */
bool subject_shares(const struct subject *, enum namespace_kind);

/* "CAP_SYS_ADMIN" for a number; returns the text. */
struct power_name {
	char text[64];
};
const char *power_name(struct power_name *, unsigned capability);

/* Calls back for each line of a file in its folder of /proc. */
void subject_each_line(struct subject *, const char *path,
		       void (*take)(struct subject *, const char *line));

#endif
