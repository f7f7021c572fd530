/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * credential - who a process is: user, group and supplementary groups.
 *
 * Read credentials(7) beside this file.  Every change is read back, and a process that is not
 * what was asked for does not go on.
 */
#ifndef LIBISO_CREDENTIAL_H
#define LIBISO_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "run.h"

/* What to become; what is not set stays as it is. */
struct credential {
	bool sets_uid, sets_gid, sets_groups;
	bool groups_required; /* asked for by name, not only implied by the user */
	bool groups_denied;   /* of credential_is_denied_groups(), asked before the root changes */
	uid_t uid;
	gid_t gid;
	gid_t *groups; /* allocated; credential_free() */
	size_t group_count;
};

/*
 * Sets supplementary groups, group and user id (all of real, effective and saved), in this
 * order, and reads each back.  Where setgroups(2) is denied in this user namespace, groups that
 * are only implied stay as they are, which is said.
 */
int credential_apply(struct run *, const struct credential *);

/* Gains nothing from set-user-ID programs from now on (PR_SET_NO_NEW_PRIVS), and reads it back. */
int credential_give_up_privileges(struct run *);

/* True where this user namespace gave up setgroups(2) (/proc/self/setgroups). */
bool credential_is_denied_groups(void);

void credential_free(struct credential *);

/* True where capability number is in the effective set of this process. */
bool credential_may(unsigned capability);

#endif
