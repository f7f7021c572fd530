/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * netname - network namespaces with names: bind mounts under /run/netns, as ip-netns(8) has them.
 *
 * The layout and the lock are those of iproute2, so that its names are ours and ours are its.
 * The folder is a shared mount of itself, so that a name reaches other mount namespaces.
 * A folder that we made is marked by its sticky bit, and goes with its last name.
 */
#ifndef LIBISO_NETNAME_H
#define LIBISO_NETNAME_H

#include <stdbool.h>
#include <stddef.h>

#include "namespace.h"
#include "run.h"

#define NETNAME_FOLDER "/run/netns"

/* What to try where only root may: a hint. */
#define NETNAME_WITHOUT_ROOT                                                                      \
	"root may; or anybody inside: cns-unshare --user --map-root-user --net --mount -- sh -c " \
	"'mount -t tmpfs none /run && exec sh'"

/*
 * True for a name that a new namespace may have: letters, digits and _.+@:- , at most 255, no
 * leading - or full stop.  True for any name that can stand in the folder: what others made.
 */
bool netname_is_new(const char *name);
bool netname_is_possible(const char *name);

/*
 * Opens the namespace of this name: a descriptor, the caller's.  Refuses a file that stands for
 * no network namespace.
 */
int netname_open(struct run *, const char *name);

/*
 * Gives a name that must be free to the namespace of a descriptor.  The name appears only for a
 * moment without the namespace, under the lock; on failure it is gone again.
 */
int netname_give(struct run *, const char *name, int namespace_fd);

/*
 * The same for many names in a row, under one lock: the folder, made and shared if need be; a name
 * in it; and its end, which takes it away again when it holds no name.  Between the first and the
 * last no name can be removed.
 */
enum { NETNAME_OWN = -1 }; /* instead of a descriptor: the namespace that we are in */
int netname_folder_open(struct run *);
int netname_give_in(struct run *, const char *name, int namespace_fd);
void netname_folder_close(struct run *, int folder_fd);

/* Makes a namespace and goes into it: 0. */
int netname_make(struct run *);

/* Makes a namespace: a descriptor, the caller's.  The calling process stays where it is. */
int netname_unshare(struct run *);

/* Takes the name away.  The namespace lives on while anything else holds it. */
int netname_remove(struct run *, const char *name);

/*
 * Removes what a killed program of ours left in the folder: a file whose namespace was never
 * mounted, and the folder itself when it is ours and empty.  Returns the number of files, or -1.
 */
int netname_tidy(struct run *);

/* The names, in the order of the folder; none where there is no folder. */
struct netname_list {
	char **name;
	size_t count;
};
int netname_list(struct run *, struct netname_list *);
int netname_list_add(struct run *, struct netname_list *, const char *name);
void netname_list_free(struct netname_list *);

/*
 * The number of a descriptor's namespace that no other has until the next boot: NS_GET_ID (Linux
 * 6.18), else the cookie of its sockets, which is the same (SO_NETNS_COOKIE, Linux 5.14).
 */
int netname_identity(struct run *, int namespace_fd, uint64_t *id);

/* Opens the network namespace of one of our own, or of another process: /proc/PID/ns/net. */
int netname_open_own(struct run *);
int netname_open_of(struct run *, pid_t pid);

#endif
