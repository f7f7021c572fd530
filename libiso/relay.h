/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * relay - a child that stands between: it prepares everything, then forks the command as its
 * own sibling and is gone.
 *
 * Whoever joins a PID namespace is seen there only through its children.  So the child joins,
 * changes its root and drops its rights where nobody inside can see it, and the process that
 * appears inside has nothing left but to become the command.  We stay outside with our rights,
 * our terminal and our control group, as the command's parent (CLONE_PARENT, clone(2)).
 */
#ifndef LIBISO_RELAY_H
#define LIBISO_RELAY_H

#include "process.h"
#include "pump.h"

struct relay {
	pid_t *told; /* in memory that both share, so that telling the command's PID cannot fail */
};

int relay_open(struct run *, struct relay *);

/*
 * In the child between: forks the sibling, where it returns PROCESS_CHILD; the one between
 * ends.  The sibling ends when we end, whatever parent_death_signal says.
 */
enum process_side relay_fork(struct run *, const struct relay *, struct process *);

/* As pump_wait(), for the child between and then, if it forked one, for the sibling. */
int relay_wait(struct run *, const struct relay *, struct process *, struct pump *);

#endif
