/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup - the tree of control groups: finding, naming, making, joining, emptying, removing.
 *
 * The tree is version 2's, wherever it is mounted; version 1's hierarchies are only joined and
 * reported.  A group is named by its path below the mount.  Every path is opened beneath the
 * mount by openat2(2), with no symbolic link and no other mount in the way.
 * Read cgroups(7) and the kernel's admin-guide/cgroup-v2 beside this file.
 */
#ifndef LIBISO_CGROUP_H
#define LIBISO_CGROUP_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "run.h"

enum { CGROUP_PATH_MAX = PATH_MAX };

/* One mounted hierarchy, as /proc/self/mountinfo shows it. */
struct cgroup_mount {
	char *path;        /* where it is mounted */
	char *root;        /* the group at its root: "/", or "/.." when outside our namespace */
	char *controllers; /* version 1: "cpu,cpuacct" or "name=systemd"; version 2: "" */
	char *options;     /* version 2: its super block's, "rw,nsdelegate" */
	dev_t device;      /* of the file system, by which a mount that is covered is told */
	bool unified;      /* version 2 */
};

struct cgroup_mounts {
	struct cgroup_mount *item;
	size_t count;
};

/* Reads all of them.  Returns 0 (the list may be empty) or -1; free with the second. */
int cgroup_mounts_read(struct run *, struct cgroup_mounts *);
void cgroup_mounts_free(struct cgroup_mounts *);

/*
 * The version 2 mount: the first that no other mount covers, and of those the first with "/" as its
 * root.  NULL: there is none.
 */
const struct cgroup_mount *cgroup_mounts_unified(const struct cgroup_mounts *);

/* The version 1 mount that carries a controller ("memory") or a name ("name=systemd"); or NULL. */
const struct cgroup_mount *cgroup_mounts_legacy(const struct cgroup_mounts *, const char *name);

/*
 * The part of a path of /proc/PID/cgroup that lies below the mount, with its leading slash;
 * NULL when it lies outside.
 */
const char *cgroup_mount_below(const struct cgroup_mount *, const char *path);

/*
 * The groups of a running process in every hierarchy, opened, so that they can be joined when
 * nothing can be opened any more.
 */
struct cgroup_place {
	int procs_fd; /* its cgroup.procs, to write to */
	bool unified;
	bool frozen;    /* who joins it hangs */
	char path[256]; /* for messages: where that file is, cut where it is longer */
};

struct cgroup_places {
	struct cgroup_place *item;
	size_t count;
};

/*
 * Opens the groups of the process whose folder of /proc is process_fd, except those that the
 * caller is in already.  Call it before any namespace is entered.  Returns 0 or -1; a hierarchy
 * that is not mounted here, and one whose group lies outside what is mounted, is refused.
 */
int cgroup_places_open(struct run *, int process_fd, struct cgroup_places *);

/*
 * Moves the caller into all of them (it writes 0 to each cgroup.procs), version 2 last.  Needs no
 * path.  Returns 0 or -1; EACCES: the common ancestor's cgroup.procs must be writable too.
 */
int cgroup_places_join(struct run *, const struct cgroup_places *);
void cgroup_places_close(struct cgroup_places *);

/* The version 2 tree as this run sees it. */
struct cgroup_tree {
	int mount_fd; /* O_PATH of the mount's root */
	char mount[CGROUP_PATH_MAX];
	char base[CGROUP_PATH_MAX]; /* where relative names begin: "" (the mount's root) or "/a/b"
				     */
	/* Where version 1 is mounted, each path with a newline behind it; what has no room is not
	 * known as such. */
	char legacy[2048];
};

/*
 * Finds and opens it.  Relative names begin at the mount's root for who may make groups there,
 * and at the caller's own group otherwise.  Returns 0 or -1.
 */
int cgroup_tree_open(struct run *, struct cgroup_tree *);
void cgroup_tree_close(struct cgroup_tree *);

/* A group, opened. */
struct cgroup {
	int fd;                     /* O_PATH of its folder; the caller closes it */
	uint64_t id;                /* the kernel's id: its inode, never used again */
	char path[CGROUP_PATH_MAX]; /* below the mount, with a leading slash; "/" is the root */
};

/*
 * Makes a path below the mount of a name:
 *   /a/b   from the root of the mount; also a path of the file system, where the mount is in it
 *   a/b    from the tree's base
 *   .      the caller's own group
 *   @a/b   any group whose last components these are, if there is only one; @/a/b is /a/b
 * Returns 0 or -1 (no such group for @, more than one, a name no group can have).
 */
int cgroup_name_resolve(struct run *, const struct cgroup_tree *, const char *name,
			char path[CGROUP_PATH_MAX]);

/* Resolves a name and opens the group, which must be there. */
int cgroup_open(struct run *, const struct cgroup_tree *, const char *name, struct cgroup *);

/* Opens by path below the mount; refuses as cgroup_open() does. */
int cgroup_open_path(struct run *, const struct cgroup_tree *, const char *path, struct cgroup *);
void cgroup_close(struct cgroup *);

/*
 * Finds the group of an id: by its file handle for who may open one (CAP_DAC_READ_SEARCH), else by
 * going through the tree.  Copies its path.  Returns 0 or -1: there is none that can be seen.
 */
int cgroup_path_of_id(struct run *, const struct cgroup_tree *, uint64_t id,
		      char path[CGROUP_PATH_MAX]);

/* The PATH of "0::PATH" in the text of a /proc/PID/cgroup, ended in place; NULL: there is none. */
char *cgroup_unified_path(char *text);

/* The path of a process's group, below the mount; -1 when it cannot be seen from here. */
int cgroup_path_of(struct run *, const struct cgroup_tree *, int process_fd,
		   char path[CGROUP_PATH_MAX]);

/* Copies the path of the group above; "/" has none: -1. */
int cgroup_path_parent(const char *path, char parent[CGROUP_PATH_MAX]);

/* The last component of a path; "/" for the root. */
const char *cgroup_path_leaf(const char *path);

/* A group found in the tree. */
struct cgroup_entry {
	char *path;
	uint64_t id;
	unsigned depth;   /* 0: where the list begins */
	ptrdiff_t parent; /* its place in the list; -1: none */
};

struct cgroup_list {
	struct cgroup_entry *item;
	size_t count;
};

/*
 * Lists a group and all below it to depth_max (UINT_MAX: all), each before its children, by
 * name.  What is removed meanwhile is left out.  Free with the second.
 */
int cgroup_list_read(struct run *, const struct cgroup_tree *, const char *path, unsigned depth_max,
		     struct cgroup_list *);
void cgroup_list_free(struct cgroup_list *);

/* Opens a group of a list; refuses one that was made under its name since it was listed. */
int cgroup_list_open(struct run *, const struct cgroup_tree *, const struct cgroup_entry *,
		     struct cgroup *);

#endif
