/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capability - the parts that the kernel has cut root's power into.
 *
 * A wish is one set, and every set of the process follows from it: the bounding set is the wish,
 * so that no program can bring more; permitted and effective are the wish; and where the process
 * is not root, inheritable and ambient are too, or execve(2) would take them away.  libcap-ng
 * knows the names; each set is read back from the kernel, since Debian's libcap-ng reports
 * success where the bounding set could not be dropped.
 *
 * Read capabilities(7) beside this file.
 */
#ifndef LIBISO_CAPABILITY_H
#define LIBISO_CAPABILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "run.h"

#define CAPABILITY_BIT(number) (UINT64_C(1) << (number))

enum capability_base { CAPABILITY_HELD, CAPABILITY_NONE, CAPABILITY_ALL, CAPABILITY_DOCKER };

/* What a list asks for; bit n for capability n. */
struct capability_wish {
	enum capability_base base;
	uint64_t plus, minus;
};

/*
 * Reads a list such as docker,-net_raw,+sys_ptrace: first none, all, docker (what Docker leaves a
 * container), or names alone for just these; then names with + and -, in any case, with CAP_ or
 * without.  Returns 0; -1 with the word that is wrong.
 */
struct capability_word {
	char text[40];
};
int capability_read(const char *list, struct capability_wish *, struct capability_word *wrong);

/* Writes "CAP_CHOWN,CAP_KILL" for a set, at most as much as fits; returns text. */
char *capability_list(char *text, size_t size, uint64_t set);

/*
 * The set that a wish comes to for this process: of a base only what is held; what is named and
 * not held is refused.  Returns 0, or -1.
 */
int capability_choose(struct run *, const struct capability_wish *, uint64_t *set);

/* Before the ids change: no program can ever bring more than the set (needs CAP_SETPCAP). */
int capability_bound(struct run *, uint64_t set);

/* Before the ids change: keeps the permitted set across a change from root (PR_SET_KEEPCAPS). */
int capability_keep(struct run *);

/* After the ids have changed: have just the set; as another user than root, over execve(2) too. */
int capability_take(struct run *, uint64_t set);

#endif
