/* SPDX-License-Identifier: GPL-2.0-or-later */
/* request - what the command line of cns-enter asks for, read once. */
#ifndef ENTER_REQUEST_H
#define ENTER_REQUEST_H

#include "namespace.h"
#include "option.h"

/* What --without leaves as the caller has it; a set of these. */
enum part {
	PART_CGROUP = 1u << 0,
	PART_ROOT = 1u << 1,
	PART_DIRECTORY = 1u << 2,
	PART_USER = 1u << 3,
	PART_CAPABILITIES = 1u << 4,
	PART_SECCOMP = 1u << 5,
	PART_LABEL = 1u << 6,
	PART_LIMITS = 1u << 7,
	PART_OOM = 1u << 8,
	PART_SCHEDULE = 1u << 9,
	PART_UMASK = 1u << 10,
	PART_KEYRING = 1u << 11,
	PART_SIGNALS = 1u << 12,
};

struct request {
	const char *target;
	uint64_t parallel;
	bool tag;
	bool list, diff;
	bool all;
	struct option_list namespaces; /* as given; understood below */
	bool user_parent;
	const char *net_socket;
	struct option_list root; /* with an argument: a folder of ours */
	struct option_list directory;
	struct option_list inside; /* a working directory by its name in there */
	const char *user, *group;
	const char *login; /* --user=NAME, where that is no file */
	bool preserve_credentials;
	bool keep_capabilities;
	bool privileged;
	bool host_command;
	const char *tools;
	struct option_list host_root;
	struct option_list without_words;
	bool environment;
	struct option_list keep_env, keep_fd;
	bool no_fork;
	bool dies_with_caller;
	struct option_list terminal;
	bool join_cgroup, no_cgroup;
	bool follow_context;
	char **command;
	/* What follows from it. */
	enum { TERMINAL_PASS, TERMINAL_REPLACE, TERMINAL_MAKE } terminal_mode;
	bool is_list;                       /* the targets are on standard input */
	unsigned without;                   /* enum part */
	bool as_target;                     /* no namespace named: in as the target is, safely */
	unsigned kinds;                     /* those of the target that were named */
	const char *files[NAMESPACE_KINDS]; /* those that were named by a file */
};

struct option_outcome request_read(struct request *, struct run *, int argc, char **argv);

/* The last of an option that repeats, or NULL when it was not given. */
const struct option_given *request_last(const struct option_list *);

#endif
