/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * change - what one transaction changed in a group, and the way back.
 *
 * A transaction may be about more groups than files may be open, so none is held: a group is known
 * by its path and its id, and one that was made in its place meanwhile is left alone.
 */
#ifndef CGCTL_CHANGE_H
#define CGCTL_CHANGE_H

#include "cgctl.h"

struct change {
	struct cgroup_entry group; /* only its path and id */
	struct cgroup_making making;
	struct settings settings; /* a copy: what is left out or settled in one group stays there */
	char **before;            /* what each file held */
	char **labels;            /* the assignments that bring back what the labels were */
	unsigned labelled;
};

/*
 * Sets all of it in the group or nothing.  making is what was made for it already: it is undone
 * where a setting is refused.  Returns 0, or -1: then nothing is left to undo or to free.
 */
int change_make(struct run *, const struct cgroup_tree *, const struct cgroup *, unsigned traits,
		const struct settings *, struct change *);

/* Sets the labels, too, all or none of them.  Returns 0 or -1. */
int change_label(struct run *, const struct cgroup *, const struct option_list *, struct change *);

/* Sets it back, and keeps the failure that was first. */
void change_undo(struct run *, const struct cgroup_tree *, struct change *);
void change_free(struct change *);

/* Both for all of them, the last first; the second only where result is a failure. */
void changes_end(struct run *, const struct cgroup_tree *, struct change *, size_t count,
		 int result);

#endif
