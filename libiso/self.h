/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * self - our own program's file, kept out of reach of those whom we run among.
 *
 * Whoever is root inside a container can run /proc/self/exe in our name, keep it open through
 * /proc/PID/exe and write to it when it has ended (CVE-2019-5736).  A program that was started from
 * a read-only copy of its mount, or from sealed memory, cannot be written to that way.  Where it
 * can, a program has done so already when main() begins: see kernel/early.c.
 */
#ifndef LIBISO_SELF_H
#define LIBISO_SELF_H

#include "run.h"

/*
 * Starts this program anew from such a copy, with the same arguments, where its file could be
 * written to by who we are; else returns 0.  To be called before anything is opened.
 */
int self_protect(struct run *, char *const argv[]);

#endif
