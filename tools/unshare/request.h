/* SPDX-License-Identifier: GPL-2.0-or-later */
/* request - what cns-unshare was asked for, read once from its command line. */
#ifndef UNSHARE_REQUEST_H
#define UNSHARE_REQUEST_H

#include <stdint.h>

#include "confinement.h"
#include "idmap.h"
#include "mount.h"
#include "namespace.h"
#include "option.h"
#include "persist.h"

/* What a row of the option lists below stands for, in its value. */
enum map_word { MAP_ONE, MAP_RANGE, MAP_ROOT, MAP_CURRENT, MAP_AUTO, MAP_SUBIDS };
enum map_scope { MAP_USERS = 1u << 8, MAP_GROUPS = 1u << 9, MAP_BOTH = MAP_USERS | MAP_GROUPS };

struct request {
	/* As written. */
	struct option_list kinds;     /* --KIND[=FILE] */
	struct option_list mappings;  /* --map-... */
	struct option_list joins;     /* --join KIND=TARGET */
	struct option_list variables; /* --env NAME=VALUE */
	unsigned try_kinds;           /* --try-KIND */
	bool all, forks, stays, initiates, forwards, then_current, keep_caps, lo, clear_env;
	struct option_list proc, binfmt, death;
	uint64_t grace; /* seconds */
	const char *owner, *setgroups_word, *propagation_word, *root, *directory, *uid, *gid,
		*groups;
	const char *monotonic, *boottime, *whitelist, *hostname, *domainname, *load_interp;
	const char *persist_folder, *unpersist, *pid_file, *ready_word, *status_word;

	struct option_list confinement_given;
	struct option_list kept_fds; /* --keep-fd */
	bool close_fds;

	/* As understood. */
	struct confinement confinement;
	int *keep_fds; /* in rising order; kept_fds.count of them */
	unsigned make; /* the set to make */
	struct persist_file files[NAMESPACE_KINDS];
	bool keeps;
	enum setgroups_policy setgroups;
	enum propagation propagation;
	const char *proc_directory;   /* NULL: no proc */
	bool proc_may_stay;           /* --mount-proc=try */
	const char *binfmt_directory; /* NULL: none */
	bool forked;                  /* a child becomes the command */
	int death_signal;             /* 0: the child may outlive us */
	int64_t monotonic_seconds, boottime_seconds;
	bool has_owner;
	uid_t owner_uid;
	gid_t owner_gid;
	int ready_fd, status_fd; /* -1: not asked for */
	char **command;          /* ends with NULL; empty: the login shell */
};

/* Reads the command line; the outcome says whether to go on. */
struct option_outcome request_read(struct request *, struct run *, int argc, char **argv);

#endif
