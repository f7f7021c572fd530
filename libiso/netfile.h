/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netfile - a file of /etc/netns/NAME that we made: exec covers the one of /etc with it.
 *
 * Our mark is its first line (ip-netns(8) knows the folder).  One that somebody else wrote is let
 * be.
 */
#ifndef LIBISO_NETFILE_H
#define LIBISO_NETFILE_H

#include "run.h"

/* Makes the file of a namespace; -1 when there is one. */
int netfile_make(struct run *, const char *name, const char *file, const char *text);

/*
 * Writes it anew, in place: who has it covering /etc already sees that.  One that is not ours, or
 * not there, is let be.
 */
int netfile_rewrite(struct run *, const char *name, const char *file, const char *text);

/* Removes it, and the folder when it is empty.  What is gone already is no failure. */
int netfile_remove(struct run *, const char *name, const char *file);

#endif
