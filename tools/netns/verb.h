/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verb - the verbs of cns-netns, one file each, and what several of them share. */
#ifndef TOOLS_NETNS_VERB_H
#define TOOLS_NETNS_VERB_H

#include <stddef.h>

#include "option.h"
#include "run.h"

/* Each reads its own command line, does its work and returns the exit status. */
int netns_list(struct run *, int argc, char **argv);
int netns_add(struct run *, int argc, char **argv);
int netns_attach(struct run *, int argc, char **argv);
int netns_del(struct run *, int argc, char **argv);
int netns_exec(struct run *, int argc, char **argv);
int netns_identify(struct run *, int argc, char **argv);
int netns_pids(struct run *, int argc, char **argv);
int netns_set(struct run *, int argc, char **argv);
int netns_list_id(struct run *, int argc, char **argv);
int netns_monitor(struct run *, int argc, char **argv);
int netns_holders(struct run *, int argc, char **argv);
int netns_orphans(struct run *, int argc, char **argv);
int netns_gc(struct run *, int argc, char **argv);
int netns_repair(struct run *, int argc, char **argv);
int netns_publish(struct run *, int argc, char **argv);
int netns_unpublish(struct run *, int argc, char **argv);
int netns_ports(struct run *, int argc, char **argv);
int netns_net(struct run *, int argc, char **argv);
int netns_link(struct run *, int argc, char **argv);
int netns_link_move(struct run *, int argc, char **argv);
int netns_link_return(struct run *, int argc, char **argv);
int netns_uplink(struct run *, int argc, char **argv);
int netns_addr(struct run *, int argc, char **argv);
int netns_route(struct run *, int argc, char **argv);
int netns_links(struct run *, int argc, char **argv);
int netns_stats(struct run *, int argc, char **argv);
int netns_limit(struct run *, int argc, char **argv);
int netns_check(struct run *, int argc, char **argv);
int netns_doctor(struct run *, int argc, char **argv);
int netns_topo(struct run *, int argc, char **argv);
int netns_up(struct run *, int argc, char **argv);
int netns_down(struct run *, int argc, char **argv);

/*
 * The operands of a verb that takes names: where one is "-", the lines of standard input
 * instead of it.
 */
struct netns_names {
	char **name;
	size_t count;
};
int netns_names_read(struct run *, const struct option_outcome *, struct netns_names *);

/* The same for verbs that take names or --all, and not both; -1 with the status in the outcome. */
int netns_names_or_all(struct run *, const struct tool *, bool all, struct option_outcome *,
		       struct netns_names *);
void netns_names_free(struct netns_names *);

/* 0 when each may name a new namespace; else the status, the user told. */
int netns_names_check(const struct tool *, const struct netns_names *);

/* 0 when each may be the name of one that is there. */
int netns_names_check_present(const struct tool *, const struct netns_names *);

/*
 * Reads the text of a port, or of a range, which becomes as many; texts that end with NULL; and
 * who may reach all of them.  0, or the status, the user told.
 */
struct port_list;
int netns_port_add(const struct tool *, struct port_list *, const char *text);
int netns_from_read(const struct tool *, const struct option_list *, struct port_list *);
int netns_ports_read(const struct tool *, char **texts, struct port_list *);

/* A verb that prints a table: how it is called, and who adds the rows (0 or -1). */
struct host;
struct table;
struct table_column;
struct netns_listing {
	const char *name, *summary;
	const char *key; /* of the list in JSON */
	const struct table_column *columns;
	int (*fill)(struct run *, const struct host *, struct table *);
};
int netns_print_table(struct run *, int argc, char **argv, const struct netns_listing *);

/* The same of what is in namespaces: those named, or all.  The rows of each are added in turn. */
struct netlink;
struct netns_inside {
	const char *name, *summary;
	const char *key; /* of the list in JSON */
	const struct table_column *columns;
	int (*fill)(struct run *, struct table *, const char *name, struct netlink *inside);
};
int netns_print_inside(struct run *, int argc, char **argv, const struct netns_inside *);

/* Prints text as a string of JSON, in quotes. */
void netns_print_json(const char *text);

/* Prints text so that no terminal obeys it. */
void netns_print_plain(const char *text);

#endif
