/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mount - the mount table of a namespace: how changes travel, and what is attached.
 *
 * Read mount_namespaces(7) beside this file.
 */
#ifndef LIBISO_MOUNT_H
#define LIBISO_MOUNT_H

#include "run.h"

/* How mounts made on one side reach the other (mount_namespaces(7), SHARED SUBTREES). */
enum propagation {
	PROPAGATION_PRIVATE,
	PROPAGATION_SHARED,
	PROPAGATION_SLAVE,
	PROPAGATION_UNCHANGED,
};

/* Reads private, shared, slave or unchanged; -1 for anything else. */
int propagation_read(const char *text, enum propagation *);

/*
 * Sets the propagation of / and of all below it.  Where / is no mount point (in a chroot), EINVAL
 * comes back.
 */
int mount_propagate(struct run *, enum propagation);

/*
 * Mounts a fresh procfs at directory: nosuid, nodev, noexec.  The caller must be in the PID
 * namespace that it is to show.
 */
int mount_proc(struct run *, const char *directory);

#endif
