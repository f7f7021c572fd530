/* SPDX-License-Identifier: GPL-2.0-or-later */
/* propagation - whether names that are made here are seen in other mount namespaces. */
#ifndef TOOLS_NETNS_PROPAGATION_H
#define TOOLS_NETNS_PROPAGATION_H

#include "run.h"

/*
 * The peers that a mount of the names is shared with, as mountinfo tells them: "shared:N" among the
 * optional fields.  0: it is private; -1: there is none, or the table cannot be read.
 */
long netns_peers_of_names(const char *path);

/*
 * Warns who has made names over the /run of process 1 that are no namespaces there.  Says nothing
 * where that cannot be known, or where /run is another on purpose.
 */
void netns_warn_of_unseen_names(struct run *);

#endif
