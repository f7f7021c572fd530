/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resolver - the resolv.conf(5) that a namespace's processes see: /etc/netns/NAME/resolv.conf .
 *
 * exec covers /etc/resolv.conf with it (ip-netns(8)).
 */
#ifndef LIBISO_RESOLVER_H
#define LIBISO_RESOLVER_H

#include <stddef.h>

#include "run.h"

/* Writes "nameserver ADDRESS" lines into text; -1, refused, when the host has only servers of its
 * own. */
int resolver_of_host(struct run *, char *text, size_t size);

/* Makes the file of a namespace (netfile.h).  -1 when there is one. */
int resolver_make(struct run *, const char *name, const char *text);

#endif
