/* SPDX-License-Identifier: GPL-2.0-or-later */
/* how - the words behind the last colon of a mount: ro, noexec, size=64M, idmap=0:100000:65536. */
#ifndef CHROOT_HOW_H
#define CHROOT_HOW_H

#include "change.h"

/* Reads a list of words, separated by commas, into a change.  Returns 0, or -1. */
int how_read(struct change *, const char *list);

/* What how_read() accepts, for a complaint. */
extern const char how_expected[];

/* Cuts one field of a:b:c off a copy; \: and \\ stand for themselves.  NULL at the end. */
char *how_next_field(char **rest);

#endif
