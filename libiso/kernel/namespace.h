/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/namespace - the gate: calls that make, join and name namespaces.
 *
 * Every function of libiso/kernel/ announces itself with its real arguments, makes the
 * call (unless --dry-run and it changes something), and records the first failure.  It
 * returns what the manual page of its namesake says, errno included.  Nothing outside
 * libiso/kernel/ may make these calls; scripts/check-gate reads the symbol tables.
 */
#ifndef LIBISO_KERNEL_NAMESPACE_H
#define LIBISO_KERNEL_NAMESPACE_H

#include <stdint.h>
#include <sys/types.h>

#include "run.h"

/* unshare(2): CLONE_NEW* flags. */
int kernel_unshare(struct run *, int flags);

/* setns(2): fd of a namespace file with one flag (or 0), or a pidfd with several (Linux 5.8). */
int kernel_setns(struct run *, int fd, int flags);

/* pidfd_open(2), close-on-exec; changes nothing, so --dry-run makes it too. */
int kernel_pidfd_open(struct run *, pid_t pid);

/* ioctl_ns(2), one of NS_GET_USERNS and NS_GET_PARENT: a new descriptor; --dry-run makes it too. */
int kernel_namespace_relative(struct run *, int fd, unsigned request);

/* pidfd_getfd(2): a copy of a descriptor of that process (Linux 5.6); --dry-run makes it too. */
int kernel_pidfd_getfd(struct run *, int pidfd, int fd);

/* ioctl(SIOCGSKNS): a new descriptor of a socket's network namespace; --dry-run makes it too. */
int kernel_socket_namespace(struct run *, int socket_fd);

/*
 * open_by_handle_at(2) of the namespace with this number, in nsfs (Linux 6.19; ESTALE on 6.18, and
 * where there is none): a new descriptor; --dry-run makes it too.
 */
int kernel_open_namespace(struct run *, uint64_t number);

/* sethostname(2) and setdomainname(2) of a string. */
int kernel_sethostname(struct run *, const char *name);
int kernel_setdomainname(struct run *, const char *name);

#endif
