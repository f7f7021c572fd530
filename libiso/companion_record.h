/* SPDX-License-Identifier: GPL-2.0-or-later */
/* companion_record - how a companion is written down: what companion.c and companion_start.c share.
 */
#ifndef LIBISO_COMPANION_RECORD_H
#define LIBISO_COMPANION_RECORD_H

#include "companion.h"

void companion_record_name(const struct companion *, char *name, size_t size);
void companion_record_text(const struct companion *, char *text, size_t size);

/* When the process began, in clock ticks since boot (proc_pid_stat(5)); 0: there is none. */
uint64_t companion_start_time(pid_t);

/* Where the one that forwards for a namespace takes orders. */
void companion_socket_path(const char *folder, uint64_t namespace_id, char *path, size_t size);

/* Where the program of an uplink says that it is ready. */
void companion_ready_path(const char *folder, uint64_t namespace_id, char *path, size_t size);

#endif
