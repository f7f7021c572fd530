/* SPDX-License-Identifier: GPL-2.0-or-later */
/* life - what each of the processes of cns-unshare does once the namespaces are there. */
#ifndef UNSHARE_LIFE_H
#define UNSHARE_LIFE_H

#include "unshare/setup.h"

/* The parent: tells of the child, stands in for it, returns its exit status. */
int life_outside(struct run *, const struct request *, struct setup *);

/* PID 1: forks the command, reaps and forwards, returns its exit status. */
int life_as_init(struct run *, const struct request *, struct setup *);

/* The last process: becomes the command, or returns why not. */
int life_as_command(struct run *, const struct request *, struct setup *);

#endif
