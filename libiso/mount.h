/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mount - the mount table of a namespace: how changes travel, and what is attached.
 *
 * A mount is built detached, where nobody sees it: made (mount_make) or cloned (mount_clone),
 * given its attributes (mount_change), and only then attached (mount_attach), descriptor onto
 * descriptor.  So no path is looked up twice, and no mount is seen without its restrictions.
 *
 * Read mount_namespaces(7), fsopen(2) and mount_setattr(2) beside this file.
 */
#ifndef LIBISO_MOUNT_H
#define LIBISO_MOUNT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/mount.h>

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

/* A parameter of a filesystem (fsconfig(2)): by text, by descriptor, or with neither a flag. */
struct mount_parameter {
	const char *key; /* NULL ends a list */
	const char *text;
	int fd; /* used when text is NULL and by_fd */
	bool by_fd;
};

/* A filesystem to be made. */
struct mount_recipe {
	const char *type;                         /* also shown as the source */
	const struct mount_parameter *parameters; /* NULL: none */
	unsigned attributes;                      /* MOUNT_ATTR_* of mount_setattr(2) */
};

/*
 * Makes a filesystem, mounted nowhere yet (Linux 5.2).  Returns the descriptor of its root, or
 * -1; what the kernel itself says of the reason becomes the hint.
 */
int mount_make(struct run *, const struct mount_recipe *);

/*
 * Clones the mount of what path names, a directory or file; with recursive, also all that is
 * mounted below.  An empty path is at_fd itself.  Returns the descriptor of its root, or -1.
 */
enum mount_depth { MOUNT_ALONE, MOUNT_RECURSIVE };
int mount_clone(struct run *, int at_fd, const char *path, enum mount_depth);

/* Attributes of a mount (mount_setattr(2), Linux 5.12). */
struct mount_change {
	uint64_t set, clear;  /* MOUNT_ATTR_* */
	uint64_t propagation; /* MS_PRIVATE, MS_SLAVE, MS_SHARED, or 0 */
	int userns_fd;        /* with MOUNT_ATTR_IDMAP in set */
	enum mount_depth depth;
};
int mount_set(struct run *, int mount_fd, const struct mount_change *);

/* Attaches a detached mount over what target_fd is. */
int mount_attach(struct run *, int mount_fd, int target_fd);

#endif
