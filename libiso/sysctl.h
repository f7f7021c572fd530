/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysctl - the kernel's settings that a namespace has of its own: net.*, the System V and POSIX
 * queues of the IPC namespace, and the names of the UTS namespace.  All others belong to the
 * whole machine, and are refused; so are these while the namespace is the machine's.
 */
#ifndef LIBISO_SYSCTL_H
#define LIBISO_SYSCTL_H

#include "run.h"

/* Checks KEY=VALUE, KEY with dots or slashes; 0, or -1 when no namespace owns the key. */
int sysctl_check(const char *setting);

/* Sets it in the caller's namespaces, through the caller's own /proc. */
int sysctl_set(struct run *, const char *setting);

#endif
