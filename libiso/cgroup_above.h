/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup_above - the paths of groups where the mount begins above the cgroup namespace.
 *
 * Who enters a cgroup namespace keeps the mounts of the outside.  mountinfo then calls their root
 * "/..", once for each level, and /proc/PID/cgroup tells paths from the root of the namespace: no
 * text tells what is between (cgroup_namespaces(7)).  But the groups can be seen, and one of them
 * has the caller in it.
 */
#ifndef LIBISO_CGROUP_ABOVE_H
#define LIBISO_CGROUP_ABOVE_H

#include "cgroup.h"

/* Whether the root of a mount is one or more levels above that of the namespace. */
bool cgroup_is_above(const char *mount_root);

/*
 * The path below such a mount of what /proc/PID/cgroup calls told.  Goes through the tree.
 * Returns 0 or -1: it lies outside, or the caller's own group cannot be seen.
 */
int cgroup_path_above(struct run *, const struct cgroup_tree *, const char *mount_root,
		      const char *told, char path[CGROUP_PATH_MAX]);

#endif
