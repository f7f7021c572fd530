/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stat_io - what a group read and wrote, a row for each device, by the device's name. */
#ifndef CGCTL_STAT_IO_H
#define CGCTL_STAT_IO_H

#include "cgroup.h"
#include "table.h"

extern const struct table_column stat_io_columns[];

/* Adds the rows of a group: none where it has no io.stat. */
void stat_io_add(struct table *, const struct cgroup *);

#endif
