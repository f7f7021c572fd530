/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * path - opening, and making, what a path names inside a root that someone else controls.
 *
 * Every look-up is one openat2(2) that cannot leave the root: absolute symbolic links and ..
 * are taken as they mean inside, magic links are not taken at all.  What is found is held by
 * its descriptor and never looked up again, so it does not matter what the path becomes
 * afterwards.  Needs Linux 5.6; there is no fallback, because every other way can be raced.
 */
#ifndef LIBISO_PATH_H
#define LIBISO_PATH_H

#include "run.h"

/*
 * Opens our caller's own path, as the caller sees it, to be a root for the functions below.
 * Returns an O_PATH descriptor of a directory, or -1.
 */
int path_open_root(struct run *, const char *directory);

/*
 * Opens what path names inside the root of root_fd, with the flags of open(2) (O_CREAT and its
 * kin excepted).  Returns a close-on-exec descriptor of the caller's, or -1 with errno.
 */
int path_open(struct run *, int root_fd, const char *path, int flags);

/*
 * Opens a directory inside the root as path_open() with O_PATH, after making it and its
 * missing parents (those 0755).
 */
int path_make_directory(struct run *, int root_fd, const char *path, unsigned mode);

/*
 * The same for a regular file, which is made empty; parents are made too, and a symbolic link
 * that leads to nothing is followed to where the file should be.  Returns an O_PATH descriptor.
 */
int path_make_file(struct run *, int root_fd, const char *path, unsigned mode);

/*
 * Makes a directory or an empty file of a plain name in a folder where there is none yet, and
 * opens it (O_PATH).
 */
int path_new_directory(struct run *, int folder_fd, const char *name, unsigned mode);
int path_new_file(struct run *, int folder_fd, const char *name, unsigned mode);

/*
 * Splits path inside the root into its folder, which is opened (and made, if missing), and its
 * last name, which is copied to name: for what is made by name, a symbolic link or a node.
 * Returns the folder's O_PATH descriptor; -1 also where the last name is empty, . or ..
 */
struct path_name {
	char text[256];
};
int path_open_folder(struct run *, int root_fd, const char *path, struct path_name *name);

/*
 * Opens (O_PATH) the nearest folder of path that is there: its own, or its parent's, and so on.
 * Fails where one cannot be opened for another reason than that it is not there.
 */
int path_open_nearest(struct run *, int root_fd, const char *path);

#endif
