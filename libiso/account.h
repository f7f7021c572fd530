/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * account - user and group names, read from the files of the root that is asked about.
 *
 * No name-service switch: it would load a library, and inside a container that is the
 * container's (CVE-2019-14271).  /etc/passwd and /etc/group are read through a descriptor of
 * their root: a regular file of at most 1 MiB, no symbolic link, or they are refused; passwd(5)
 * and group(5) are the format.  A name that the root does not know is looked for outside, in
 * our own files and then by getent(1), which is run as a program.
 *
 * Digits alone are always an id, as is +DIGITS: no line of a hostile file can make them another.
 */
#ifndef LIBISO_ACCOUNT_H
#define LIBISO_ACCOUNT_H

#include <stddef.h>
#include <sys/types.h>

#include "credential.h"
#include "run.h"

struct account {
	uid_t uid;
	gid_t gid;
	char name[256];
	char home[1024];
	char shell[1024];
};

/*
 * Find a user by name or by id in the root of root_fd, else, with ACCOUNT_ANYWHERE, outside.
 * Return 1 found, 0 not found, -1 the file is refused (recorded).
 */
enum account_scope { ACCOUNT_ANYWHERE, ACCOUNT_INSIDE };
int account_find(struct run *, int root_fd, enum account_scope, const char *name, struct account *);
int account_find_uid(struct run *, int root_fd, enum account_scope, uid_t, struct account *);

/* Finds a group's id by its name or its digits: 1, 0, -1 as above. */
int account_find_group(struct run *, int root_fd, enum account_scope, const char *name, gid_t *);

/* Append one group; add it if it is not there; add all that /etc/group lists name in; 0 or -1. */
int account_append_group(struct run *, struct credential *, gid_t);
int account_add_group(struct run *, struct credential *, gid_t);
int account_add_memberships(struct run *, int root_fd, const char *name, struct credential *);

/*
 * Reads USER, USER:, USER:GROUP or :GROUP and a list of groups ("" for none, NULL for those
 * that the user is a member of inside), as chroot(1) does, to what credential_apply() sets.
 * Either may be NULL.  The caller ends with credential_free().
 */
struct account_wish {
	const char *user;
	const char *groups;
	enum account_scope
		scope; /* of user and its group; a list of groups is looked up anywhere */
};
int account_choose(struct run *, int root_fd, const struct account_wish *, struct credential *);

#endif
