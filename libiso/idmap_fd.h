/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * idmap_fd - a user namespace that exists only for its map, as idmapped mounts want it.
 *
 * Read mount_setattr(2), ID-mapped mounts, beside this file.
 */
#ifndef LIBISO_IDMAP_FD_H
#define LIBISO_IDMAP_FD_H

#include "run.h"

/*
 * Makes a user namespace with a map such as 0:100000:65536 (on disk, as seen, how many; several
 * with + between) for users and groups.  Returns its descriptor, the caller's, or -1.
 */
int idmap_open_map(struct run *, const char *map);

#endif
