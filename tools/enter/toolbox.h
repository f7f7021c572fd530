/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * toolbox - programs of the host for a target that has none: no shell, a root that is read-only.
 *
 * Three ways.  A host command that needs no loader is opened before and run from its descriptor.
 * A folder of the host, or a command with its loader and libraries, is mounted inside a private
 * copy of the target's mount namespace, where the target does not see it.  Or the host's root
 * stays, in a private copy too, and the target's is mounted at a folder of it.
 */
#ifndef ENTER_TOOLBOX_H
#define ENTER_TOOLBOX_H

#include <limits.h>

#include "joins.h"
#include "request.h"
#include "target.h"

enum { TOOLBOX_LIBRARIES = 6 };

struct toolbox {
	int command_fd; /* to be run from its descriptor; -1: by its path */
	int tree_fd;    /* what is mounted as tools: a folder, or one command; -1: nothing */
	bool tree_is_file;
	int library_fd[TOOLBOX_LIBRARIES]; /* folders for the loader, with -1 where there is none */
	char loader[PATH_MAX];             /* the host's own path of it; "": none is needed */
	char program[PATH_MAX];            /* as it will be named inside */
	char search[PATH_MAX];             /* PATH= with the tools in front; or "" */
	char libraries[1024];              /* where the loader finds them */
	char **command;                    /* what to run, with the loader before it */
	const char *host_place;            /* --host-root: where the target's root goes; or NULL */
	int target_root_fd, target_mnt_fd, our_mnt_fd;
};

/* The toolbox is all zero before: most of it is paths that are seldom asked for. */
int toolbox_open(struct run *, const struct request *, const struct target *, struct toolbox *);

/* Before any namespace is joined: the host's root with the target's in it (--host-root). */
int toolbox_keep_host(struct run *, const struct toolbox *);

/* Inside, with the target's root as ours: mounts what was brought. */
int toolbox_unpack(struct run *, struct toolbox *, char **command);

/* The parts that both rest on: a private copy of the mount namespace, and a tree moved onto a
 * place inside the root of at_fd, which may not lead out of it. */
int toolbox_make_private(struct run *);
int toolbox_attach(struct run *, int tree_fd, int at_fd, const char *place);

/* The host's folders of libraries, each of which may be brought. */
extern const char *const toolbox_library_folders[TOOLBOX_LIBRARIES];

#endif
