/* SPDX-License-Identifier: GPL-2.0-or-later */
/* request - what the command line of cns-enter asks for, read once. */
#ifndef ENTER_REQUEST_H
#define ENTER_REQUEST_H

#include "namespace.h"
#include "option.h"

struct request {
	const char *target;
	bool all;
	struct option_list namespaces; /* as given; understood below */
	bool user_parent;
	const char *net_socket;
	struct option_list root; /* with an argument: a folder of ours */
	struct option_list directory;
	struct option_list inside; /* a working directory by its name in there */
	const char *user, *group;
	bool preserve_credentials;
	bool keep_capabilities;
	bool privileged;
	bool environment;
	struct option_list keep_env, keep_fd;
	bool no_fork;
	struct option_list terminal;
	bool join_cgroup, no_cgroup;
	bool follow_context;
	char **command;
	/* What follows from it. */
	enum { TERMINAL_PASS, TERMINAL_REPLACE, TERMINAL_MAKE } terminal_mode;
	bool as_target;                     /* no namespace named: in as the target is, safely */
	unsigned kinds;                     /* those of the target that were named */
	const char *files[NAMESPACE_KINDS]; /* those that were named by a file */
};

struct option_outcome request_read(struct request *, struct run *, int argc, char **argv);

/* The last of an option that repeats, or NULL when it was not given. */
const struct option_given *request_last(const struct option_list *);

#endif
