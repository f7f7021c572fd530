/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limit_advice - what a refusal of a limit means: the kernel has one errno for many reasons.
 *
 * Read the "Interface Files" parts of the kernel's admin-guide/cgroup-v2 beside this file.
 */
#ifndef LIBISO_LIMIT_ADVICE_H
#define LIBISO_LIMIT_ADVICE_H

#include "limit.h"

/* Adds what is known of the run's failure to set this limit, if anything is.  Returns -1. */
int limit_advise(struct run *, const struct cgroup *, const struct limit *);

/* The same of a file that could not be opened, for it is not there (ENOENT).  Returns -1. */
int limit_advise_missing(struct run *, const struct cgroup *);

#endif
