/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * address_view - the addresses and links of another network namespace, without going in.
 *
 * /proc/PID/net shows the network namespace of that process to every reader; only the numbers
 * of the kernel's own tables are taken from it.
 */
#ifndef LIBISO_ADDRESS_VIEW_H
#define LIBISO_ADDRESS_VIEW_H

#include <stddef.h>

/*
 * Writes the addresses that others can reach, separated by blanks: not those of lo, and not
 * link-local ones.  Returns text, "" where there is none; cut at size.
 */
char *address_view_list(int folder_fd, char *text, size_t size);

/* How many links there are, lo among them; -1: cannot be seen. */
int address_view_links(int folder_fd);

#endif
