/* SPDX-License-Identifier: GPL-2.0-or-later */
/* facts - what ls and tree can tell of a group, a column each. */
#ifndef CGCTL_FACTS_H
#define CGCTL_FACTS_H

#include "cgroup.h"
#include "table.h"

enum fact {
	FACT_CGROUP,
	FACT_TYPE,
	FACT_PROCS,
	FACT_POPULATED,
	FACT_FROZEN,
	FACT_CONTROLLERS,
	FACT_PASSES,
	FACT_MEMORY,
	FACT_MEMORY_MAX,
	FACT_SWAP,
	FACT_CPU,
	FACT_CPU_MAX,
	FACT_PIDS,
	FACT_PIDS_MAX,
	FACT_DESCENDANTS,
	FACT_DYING,
	FACT_ID,
	FACT_OWNER,
	FACT_LABELS,
	FACT_MEMBERS,
};

extern const struct table_column facts_columns[];

/*
 * Fills the row of an open group; what cannot be read stays empty.  name is what the first
 * column says.
 */
void facts_fill(const struct table *, struct table_row *, const struct cgroup *, const char *name);

#endif
