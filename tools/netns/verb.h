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
void netns_names_free(struct netns_names *);

/* 0 when each may name a new namespace; else the status, the user told. */
int netns_names_check(const struct tool *, const struct netns_names *);

/* 0 when each may be the name of one that is there. */
int netns_names_check_present(const struct tool *, const struct netns_names *);

/* Prints text as a string of JSON, in quotes. */
void netns_print_json(const char *text);

/* Prints text so that no terminal obeys it. */
void netns_print_plain(const char *text);

#endif
