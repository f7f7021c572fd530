/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/credential - the gate: calls that change who a process is and what it may do. */
#ifndef LIBISO_KERNEL_CREDENTIAL_H
#define LIBISO_KERNEL_CREDENTIAL_H

#include <stdint.h>
#include <sys/types.h>

#include "run.h"

/* setgroups(2), setresgid(2) and setresuid(2) with all three ids the same. */
int kernel_setgroups(struct run *, size_t count, const gid_t *groups);
int kernel_setgid(struct run *, gid_t gid);
int kernel_setuid(struct run *, uid_t uid);

/*
 * prctl(2): PR_SET_NO_NEW_PRIVS, PR_SET_KEEPCAPS, PR_CAPBSET_DROP, PR_CAP_AMBIENT_RAISE,
 * PR_CAP_AMBIENT_CLEAR_ALL.
 */
int kernel_set_no_new_privs(struct run *);
int kernel_keep_capabilities(struct run *, int keep);
int kernel_drop_bounding(struct run *, unsigned capability);
int kernel_raise_ambient(struct run *, unsigned capability);
int kernel_clear_ambient(struct run *);

/* keyctl(KEYCTL_JOIN_SESSION_KEYRING, NULL): an empty session keyring in the place of ours. */
int kernel_join_session_keyring(struct run *);

/* capset(2) of the caller, bit n for capability n. */
struct kernel_capabilities {
	uint64_t effective, permitted, inheritable;
};
int kernel_capset(struct run *, const struct kernel_capabilities *);

/* capget(2) of the caller; a question, so it is not announced.  0, or -1 with errno. */
int kernel_capget(struct kernel_capabilities *);

#endif
