/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cgctl - what the verbs of cns-cgctl share: their names, lists of groups, settings. */
#ifndef CGCTL_H
#define CGCTL_H

#include "cgroup.h"
#include "cgroup_make.h"
#include "limit.h"
#include "option.h"

int cgctl_info(struct run *, int argc, char **argv);
int cgctl_create(struct run *, int argc, char **argv);
int cgctl_run(struct run *, int argc, char **argv);
int cgctl_set(struct run *, int argc, char **argv);
int cgctl_get(struct run *, int argc, char **argv);
int cgctl_ls(struct run *, int argc, char **argv);
int cgctl_tree(struct run *, int argc, char **argv);
int cgctl_ps(struct run *, int argc, char **argv);
int cgctl_move(struct run *, int argc, char **argv);
int cgctl_freeze(struct run *, int argc, char **argv);
int cgctl_thaw(struct run *, int argc, char **argv);
int cgctl_kill(struct run *, int argc, char **argv);
int cgctl_rm(struct run *, int argc, char **argv);
int cgctl_stat(struct run *, int argc, char **argv);
int cgctl_psi(struct run *, int argc, char **argv);
int cgctl_wait(struct run *, int argc, char **argv);
int cgctl_events(struct run *, int argc, char **argv);
int cgctl_reclaim(struct run *, int argc, char **argv);
int cgctl_enable(struct run *, int argc, char **argv);
int cgctl_disable(struct run *, int argc, char **argv);
int cgctl_find(struct run *, int argc, char **argv);
int cgctl_save(struct run *, int argc, char **argv);
int cgctl_apply(struct run *, int argc, char **argv);
int cgctl_diff(struct run *, int argc, char **argv);
int cgctl_delegate(struct run *, int argc, char **argv);
int cgctl_check(struct run *, int argc, char **argv);
int cgctl_top(struct run *, int argc, char **argv);
int cgctl_convert(struct run *, int argc, char **argv);
int cgctl_dev(struct run *, int argc, char **argv);
int cgctl_net(struct run *, int argc, char **argv);
int cgctl_bpf(struct run *, int argc, char **argv);

/*
 * Does something to each group named, "-" standing for a list on standard input.  Goes on to the
 * next when one fails, having told the user.  Returns the status to end with.
 */
struct each {
	struct run *run;
	const struct cgroup_tree *tree;
	int (*act)(struct each *, const char *name);
	void *want;
};
int cgctl_each(struct each *, char **names);

/* Opens the tree, does it to each and closes the tree. */
int cgctl_each_in_tree(struct run *, char **names, int (*act)(struct each *, const char *name),
		       void *want);

/* Opens the group of a name; a number is a process, whose group is meant. */
int cgctl_open_group(struct run *, const struct cgroup_tree *, const char *name, struct cgroup *);

/* Opens the tree and the group of a name likewise, and does it there.  Returns the status to end
 * with. */
int cgctl_in_group(struct run *, const char *name,
		   int (*act)(struct run *, const struct cgroup *, void *want), void *want);

/* The command line with blanks between its words, or [NAME] for a thread of the kernel. */
void cgctl_command_of(pid_t, char text[256]);

/* Of the kernel's PF_ flags (include/linux/sched.h), as proc_pid_stat(5) shows them. */
enum process_flag {
	PROCESS_OF_KERNEL = 0x00200000,   /* a thread of the kernel */
	PROCESS_KEEPS_PLACE = 0x04000000, /* whose processors, and so its group, nobody changes */
};

/* What /proc/PID/stat tells of a process or thread.  0, or -1: it is gone. */
struct process_facts {
	char state;
	int parent;
	unsigned flags; /* process_flag */
	unsigned threads;
	unsigned long long user_ticks, system_ticks; /* sysconf(_SC_CLK_TCK) a second */
	long long pages;                             /* resident */
};
int cgctl_process_facts(pid_t, struct process_facts *);

/* The settings of -s, read and checked. */
struct settings {
	struct limit *item;
	size_t count;
};

enum settings_trait {
	SETTINGS_TRY = 1u << 0,     /* leave out, aloud, those whose controller is not to be had */
	SETTINGS_FORCE = 1u << 1,   /* check no value, nor whether it is below the usage */
	SETTINGS_SAFE = 1u << 2,    /* reclaim memory before its limit is lowered */
	SETTINGS_AT_ONCE = 1u << 3, /* do not wait until memory is reclaimed */
};

/* Reads "KEY=VALUE" texts.  Returns 0 or -1; free with the last of these. */
int settings_read(struct run *, const char *const *texts, size_t count, unsigned traits,
		  struct settings *);

/* The same from the arguments of an option that repeats. */
int settings_read_option(struct run *, const struct option_list *, unsigned traits,
			 struct settings *);

/* Enables the controllers that the settings need, on the way to the group. */
int settings_enable(struct run *, const struct cgroup_tree *, const char *path, unsigned traits,
		    struct settings *, struct cgroup_making *);

/*
 * Sets them in the group, all or none, with what they mean there: shares of the parent, limits
 * below the usage.  before gets what each file held, or is NULL.
 */
int settings_apply(struct run *, const struct cgroup_tree *, const struct cgroup *, unsigned traits,
		   struct settings *, char **before);
void settings_free(struct settings *);

/*
 * Sets the labels of --label, all or none.  Returns 0 or -1.  before gets the assignments that undo
 * it, allocated, also when it fails; NULL: it is not undone.
 */
int cgctl_label(struct run *, const struct cgroup *, const struct option_list *, char **before);
void cgctl_unlabel(struct run *, const struct cgroup *, unsigned count, char **before);

/*
 * Where a file of a group was not there (ENOENT), says why: its controller, pressure that is not
 * counted, the root of the tree.  Returns -1.
 */
int cgctl_explain_missing(struct run *, const struct cgroup_tree *, const struct cgroup *,
			  const char *file);
int cgctl_advise_pressure(struct run *);

/* Reads a time-out in seconds, with a fraction or none, into milliseconds; -1: refused. */
int cgctl_read_timeout(struct run *, const char *text, int *milliseconds);

#endif
