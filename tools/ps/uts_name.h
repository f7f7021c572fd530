/* SPDX-License-Identifier: GPL-2.0-or-later */
/* uts_name - the host name in another UTS namespace, which only its members can read */
#ifndef PS_UTS_NAME_H
#define PS_UTS_NAME_H

#include <stddef.h>

#include "inventory.h"

/*
 * Goes in, reads the name and comes back.  -1 where it may not be entered; the run has a failure
 * then only if the way back is barred.
 */
int uts_name_read(struct run *, const struct inventory_entry *, char *name, size_t size);

#endif
