/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-ps - what is asked of it, and its chapters: each prints one kind of answer. */
#ifndef PS_PS_H
#define PS_PS_H

#include <stdbool.h>

#include "census.h"
#include "container.h"
#include "option.h"
#include "table.h"

enum ps_chapter {
	PS_CONTAINERS,
	PS_NAMESPACES,
	PS_INSPECT, /* a target */
	PS_DIFF,    /* two targets */
	PS_WATCH,
	PS_GRAPH,
	PS_GRAPH_NAMESPACES,
};

/* What a tree of namespaces is drawn by. */
enum ps_tree { PS_FLAT, PS_TREE_PROCESS, PS_TREE_PARENT, PS_TREE_OWNER };

struct request {
	unsigned chapter;
	bool all;
	unsigned tree;  /* enum ps_tree */
	unsigned kinds; /* of namespaces; 0: all */
	bool persistent;
	pid_t task;               /* 0: of all processes */
	unsigned long long inode; /* of one namespace; 0: all */
	const char *target[2];
	struct table_format format;
};

struct option_outcome request_read(struct request *, struct run *, int argc, char **argv);

/* The chapters; each returns the status to end with. */
int ps_containers(struct run *, const struct request *);
int ps_namespaces(struct run *, const struct request *);
int ps_inspect(struct run *, const struct request *);
int ps_diff(struct run *, const struct request *);
int ps_watch(struct run *, const struct request *);
int ps_graph(struct run *, const struct request *);
int ps_graph_namespaces(struct run *, const struct request *);

/* Says how many processes could not be looked into, and what would help. */
void ps_tell_unseen(const struct run *, const struct census *);

/* What a container is called: its id (of a long one the first 12 digits), else its init's PID. */
struct ps_name {
	char text[272];
};
enum ps_name_form { PS_NAME_WHOLE, PS_NAME_SHORT };
const char *ps_name(struct ps_name *, const struct census *, const struct container *,
		    enum ps_name_form);

/* Writes "3d4h" for seconds; returns text. */
char *ps_age_text(char text[32], unsigned long long seconds);

/* Writes "0:100000:65536,..." for a map of /proc; returns text. */
char *ps_map_text(int folder_fd, const char *file, char *text, size_t size);

#endif
