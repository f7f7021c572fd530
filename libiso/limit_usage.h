/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limit_usage - limits beside what the group uses now, and beside what the groups above may have.
 *
 * A memory limit below the usage makes the kernel reclaim, and end processes when that is not
 * enough; other limits below it only keep the group from taking more.
 */
#ifndef LIBISO_LIMIT_USAGE_H
#define LIBISO_LIMIT_USAGE_H

#include "limit.h"

/*
 * Settles the shares of the parent ("50%parent"): of the lowest limit that holds above the group,
 * or of the machine's memory.  Returns 0 or -1.
 */
int limit_settle(struct run *, const struct cgroup_tree *, const struct cgroup *, struct limit *,
		 size_t count);

/*
 * Refuses a memory.max below memory.current, and warns of other limits below the usage; with
 * LIMIT_FORCED it warns of all.  Returns 0 or -1.
 */
int limit_check_usage(struct run *, const struct cgroup *, unsigned traits, const struct limit *,
		      size_t count);

/* How memory was brought below a limit that is yet to be set. */
struct limit_lowering {
	bool is_needed;
	char high[32]; /* memory.high as it was */
};

/*
 * Brings the memory below what memory.max will be, by memory.high and memory.reclaim, which end
 * nobody.  Returns 0, or -1 when it cannot be done: then all is as before.  After memory.max is
 * set, or not, the second gives memory.high its old value.
 */
int limit_lower(struct run *, const struct cgroup *, const struct limit *, size_t count,
		struct limit_lowering *);
void limit_lower_end(struct run *, const struct cgroup *, const struct limit_lowering *);

#endif
