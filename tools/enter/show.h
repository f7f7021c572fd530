/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show - what would be joined, and in what two targets differ; nothing is entered. */
#ifndef ENTER_SHOW_H
#define ENTER_SHOW_H

#include "request.h"

/* A line a kind: its name, same or other than ours, inode, and the user who owns it. */
int show_list(struct run *, const struct request *);

/* A line for each kind of which the two targets have different ones: name and both inodes. */
int show_difference(struct run *, const struct request *);

#endif
