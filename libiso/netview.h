/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netview - what a process sees of its network namespace in the file system.
 *
 * A sysfs shows the links of the namespace that it was mounted in, and /etc/netns/NAME holds
 * files that stand for those of /etc there (ip-netns(8)).  Both need a mount namespace of
 * the process's own.
 */
#ifndef LIBISO_NETVIEW_H
#define LIBISO_NETVIEW_H

#include "run.h"

/* Makes a mount namespace whose mounts reach no other; those of others still arrive here. */
int netview_make(struct run *);

/*
 * Mounts the sysfs of the caller's network namespace over /sys, and what was mounted below /sys
 * (cgroup, bpf, debug, tracing) again in the same places.
 */
int netview_mount_sys(struct run *);

/*
 * Binds each entry of /etc/netns/NAME over the entry of /etc of that name: over a symbolic link
 * itself, not what it points to.  Warns of one that has no counterpart.
 */
int netview_bind_etc(struct run *, const char *name);

#endif
