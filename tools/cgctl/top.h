/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * top - the groups that use most, again and again.
 *
 * top_model looks at the tree and remembers; top_view draws what it knows on a terminal, in one
 * write a picture; top.c reads keys and says what they do.
 */
#ifndef CGCTL_TOP_H
#define CGCTL_TOP_H

#include "cgroup.h"
#include "cgroup_sample.h"

enum { TOP_HISTORY = 24, TOP_TEXT = 128 };

enum top_sort { TOP_CPU, TOP_MEMORY, TOP_IO, TOP_PIDS, TOP_PRESSURE, TOP_NAME, TOP_SORTS };

/* A group, as it was at the last look. */
struct top_row {
	char *path;
	uint64_t id;
	unsigned depth;
	ptrdiff_t parent;
	struct cgroup_sample now;
	uint64_t
		cpu; /* microseconds of processor time a second; SAMPLE_UNKNOWN at the first look */
	uint64_t read, written; /* bytes a second */
	unsigned processes;
	uint16_t history[TOP_HISTORY]; /* cpu in promille of one processor, the newest last */
	bool folded, frozen, shown, has_children;
};

struct top_model {
	struct top_row *row;
	size_t count;
	size_t *order; /* which rows to show, in this order */
	size_t order_count;
	enum top_sort sort;
	bool reverse, tree;
	char filter[TOP_TEXT];
};

/* Looks at the group and all below it; what was known of each is kept by its id. */
int top_model_look(struct run *, const struct cgroup_tree *, const char *path, struct top_model *);

/* Sorts, folds and filters again, without a look. */
int top_model_order(struct run *, struct top_model *);
void top_model_free(struct top_model *);

const char *top_sort_name(enum top_sort);

/* What the screen shows beside the rows. */
struct top_view {
	size_t selected, first; /* places in order */
	uint64_t selected_id;   /* the selection is a group, wherever it goes; 0: none yet */
	char message[512];      /* the bottom line, or "" for the keys */
	char prompt;            /* 0, or the key whose answer is being typed */
	char answer[TOP_TEXT];
	char target[CGROUP_PATH_MAX]; /* the group that it is about */
	bool help;
	bool colour, utf8;
};

/*
 * Does to the group what a key says: F freezes or thaws, K kills where the answer is y, s sets the
 * answer.  The view's message tells what came of it.
 */
void top_act(struct run *, const struct cgroup_tree *, const struct top_row *, char key,
	     struct top_view *);

/* Keys that a terminal sends as sequences, beyond the range of bytes. */
enum top_key {
	KEY_NONE,
	KEY_UP = 256,
	KEY_DOWN,
	KEY_PAGE_UP,
	KEY_PAGE_DOWN,
	KEY_HOME,
	KEY_END,
	KEY_OTHER
};

/* Cuts the next key off what the terminal sent. */
int top_next_key(const char **text);

/* How the whole machine does, in a line: memory, swap, load and pressure. */
void top_machine(char line[160]);

/* Finds the selected group's place after the order has changed. */
void top_view_follow(const struct top_model *, struct top_view *);

/* Draws all of it; the size of the terminal is asked each time. */
void top_view_draw(const struct top_model *, struct top_view *);

/* Takes the terminal for full-screen use, and gives it back as it was. */
int top_view_open(struct run *);
void top_view_close(void);

/* The same line by line. */
struct table_format;
struct top_batch {
	const struct cgroup_tree *tree;
	const char *path;
	const struct table_format *format;
	uint64_t times; /* 0 stands for once */
	int milliseconds;
};

/* Looks, waits and prints, so often as is wanted; returns the status to end with. */
int top_batch_print(struct run *, const struct top_batch *, struct top_model *);

#endif
