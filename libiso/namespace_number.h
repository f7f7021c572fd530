/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * namespace_number - the number that the kernel gives a namespace when it is made, and no other one
 * until the next boot.
 *
 * It can be asked of a file (NS_GET_ID, Linux 6.18).  The way back is a file handle of nsfs, which
 * since Linux 6.19 needs to hold no more than the number, and which needs no process inside.
 * Before, the namespaces that processes are in and those whose files are mounted are asked one by
 * one.
 */
#ifndef LIBISO_NAMESPACE_NUMBER_H
#define LIBISO_NAMESPACE_NUMBER_H

#include <stdint.h>

#include "namespace.h"

/* Asks for the number of a descriptor's namespace; -1 with errno, ENOTTY on an older kernel. */
int namespace_number_of(int fd, uint64_t *number);

/*
 * Opens the namespace of a number, read from text without its leading colon.  Its kind is for the
 * caller to look at.  Returns a descriptor, which is the caller's, or -1.
 */
int namespace_number_open(struct run *, const char *text);

#endif
