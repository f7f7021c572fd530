/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * companion_watch - learning that a namespace has ended, of which only a name or a process is
 * known.
 *
 * The kernel tells nobody when a namespace ends, and whoever holds it to see would keep it alive;
 * so what is watched is the name under /run/netns (inotify(7)), or the target's process (pidfd).
 */
#ifndef LIBISO_COMPANION_WATCH_H
#define LIBISO_COMPANION_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "run.h"

/* A descriptor that can be read when something may have happened; -1: it cannot be known. */
int companion_watch(const char *name);

/* After it could: whether the name, or the target, stands for this namespace no more. */
bool companion_watch_has_ended(int watch_fd, const char *name, uint64_t namespace_id);

#endif
