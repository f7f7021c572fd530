/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * namespace - the eight kinds of Linux namespace: made, joined, named, identified.
 *
 * Read namespaces(7) beside this file.  What a namespace contains afterwards (ids,
 * mounts, links) is the business of idmap, mount and link.
 */
#ifndef LIBISO_NAMESPACE_H
#define LIBISO_NAMESPACE_H

#include <stdint.h>
#include <sys/types.h>

#include "run.h"

/* In the order in which they are shown everywhere. */
enum namespace_kind {
	NAMESPACE_MNT,
	NAMESPACE_UTS,
	NAMESPACE_IPC,
	NAMESPACE_NET,
	NAMESPACE_PID,
	NAMESPACE_USER,
	NAMESPACE_CGROUP,
	NAMESPACE_TIME,
	NAMESPACE_KINDS
};

/* A set of kinds is an unsigned with these bits. */
#define NAMESPACE_BIT(kind) (1u << (kind))
#define NAMESPACE_ALL       ((1u << NAMESPACE_KINDS) - 1)

struct namespace_info {
	const char *name;   /* as in /proc/PID/ns */
	const char *file;   /* "ns/NAME", below the folder of a process */
	const char *option; /* as unshare(1) and nsenter(1) call it */
	char letter;        /* their short option, also our compact column */
	int clone_flag;
	const char *holds; /* what a member sees its own copy of */
	const char *since; /* the Linux version that brought it */
};

extern const struct namespace_info namespaces[NAMESPACE_KINDS];

/* Which namespace a file of nsfs stands for: the kernel's own name of it. */
struct namespace_id {
	dev_t device;
	ino_t inode;
};

/* Writes "mnt, pid and user" for a set; returns text. */
char *namespace_list(char *text, size_t size, unsigned set);

/*
 * Makes one namespace of each kind in the set, in one unshare(2).  With user among them
 * the kernel makes that first, so it needs no privilege.  A PID or time namespace is
 * entered only by children forked afterwards.
 */
int namespace_make(struct run *, unsigned set);

/* Joins the namespace of this kind that the descriptor stands for. */
int namespace_join(struct run *, enum namespace_kind, int fd);

/*
 * The kind of a descriptor's namespace (NS_GET_NSTYPE, Linux 4.11), or -1 with errno
 * ENOTTY when it stands for none.  Changes nothing and announces nothing.
 */
int namespace_kind_of(int fd);

/* The identity of a descriptor's namespace; -1 with errno when it has none. */
int namespace_identify(int fd, struct namespace_id *);
bool namespace_is_same(struct namespace_id, struct namespace_id);

#endif
