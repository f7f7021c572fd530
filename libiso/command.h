/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * command - the last link of every chain: becoming the command, or saying why not.
 *
 * execve(2) answers ENOENT for a missing file, a missing ELF interpreter and a missing #!
 * interpreter alike; the user is told which.
 */
#ifndef LIBISO_COMMAND_H
#define LIBISO_COMMAND_H

#include "run.h"

/*
 * Becomes the command, found as execvp(3) finds it: by PATH of envp when its name has
 * no slash, and as a script of /bin/sh when it has no known format.
 * Returns only an exit status, having told the user why (126 found but not runnable, 127 not
 * found), or 0 under --dry-run.
 */
int command_become(struct run *, char *const argv[], char *const envp[]);

/* The same for a file that has another name than argv[0], as a login shell has. */
int command_become_file(struct run *, const char *path, char *const argv[], char *const envp[]);

/* The same for a program that is open already, which need not be there by any name. */
int command_become_fd(struct run *, int fd, char *const argv[], char *const envp[]);

#endif
