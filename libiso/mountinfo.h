/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mountinfo - the mount table of a process, read line by line from /proc/PID/mountinfo.
 *
 * Read proc(5) beside this file.  Names come unescaped; they are as hostile as whoever
 * mounted there, and are escaped again where they are printed.
 */
#ifndef LIBISO_MOUNTINFO_H
#define LIBISO_MOUNTINFO_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "run.h"

struct mountinfo {
	/* The entry last read; the texts lie in line. */
	uint64_t id, parent;
	const char *device;      /* MAJOR:MINOR */
	const char *root;        /* what of the filesystem is mounted */
	const char *point;       /* where, seen from the process's root */
	const char *options;     /* of this mount: "rw,nosuid" */
	const char *propagation; /* "shared:1 master:2", or "" */
	const char *type;        /* the filesystem's */
	const char *source;
	const char *super_options; /* the filesystem's own options */
	/* Ours. */
	FILE *file;
	char *part; /* what one read(2) gives */
	char *line;
	size_t size;
};

/* Opens the table of a process's folder of /proc (a descriptor), or of the caller for -1. */
int mountinfo_open(struct run *, int proc_fd, struct mountinfo *);

/* Reads the next entry: true, or false at the end. */
bool mountinfo_next(struct mountinfo *);

void mountinfo_close(struct mountinfo *);

/* Finds in the caller's table the mount that path is on (Linux 5.8).  0, and the caller closes; or
 * -1. */
int mountinfo_find(struct run *, const char *path, struct mountinfo *);

/* Writes the mount points below a folder, "none" if there are none; returns text. */
char *mountinfo_list_below(char *text, size_t size, const char *folder);

#endif
