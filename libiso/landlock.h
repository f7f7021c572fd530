/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * landlock - which files a command may touch, whatever its user may: all but those named are shut.
 *
 * Read landlock(7) beside this file (Linux 5.13; a kernel knows the kinds of access of its time).
 */
#ifndef LIBISO_LANDLOCK_H
#define LIBISO_LANDLOCK_H

#include "run.h"

/* Checks a list ro:PATH,rw:PATH; 0, or -1. */
int landlock_check(const char *list);

/* Makes a set of rules that allows nothing.  Returns its descriptor, or -1. */
int landlock_make(struct run *);

/* Allows what the list names, looked up inside root_fd: ro reads and executes, rw all. */
int landlock_allow(struct run *, int rules_fd, int root_fd, const char *list);

/* The rules hold from now on, for all that this process becomes or makes. */
int landlock_obey(struct run *, int rules_fd);

#endif
