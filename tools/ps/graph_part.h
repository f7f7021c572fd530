/* SPDX-License-Identifier: GPL-2.0-or-later */
/* graph_part - what the drawings of containers and of namespaces share. */
#ifndef PS_GRAPH_PART_H
#define PS_GRAPH_PART_H

#include "census.h"

/* Of one box no more processes are drawn; the rest is a number. */
enum { GRAPH_DRAWN_IN_ONE = 12 };

/* The head of the drawing: its name and how it looks. */
void graph_begin(const char *name);

/* A name that a container may have chosen, within the quotes of a label. */
void graph_print_quoted(const char *text);

/* A process: its PID and name. */
void graph_print_process(const struct census_process *);

#endif
