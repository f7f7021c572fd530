/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * census - one pass over /proc: every process with its namespaces, root, cgroups and start.
 *
 * Read proc(5) beside this file.  A process's folder is opened once and everything is read
 * below that descriptor, so what stands in an entry is of one process, whoever gets its PID
 * later.  A process that ends meanwhile is left out.  Where the kernel does not let us look
 * (ptrace(2), access mode checking), its namespaces are unknown and the entry says so.
 */
#ifndef LIBISO_CENSUS_H
#define LIBISO_CENSUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "namespace.h"
#include "run.h"

/* What a process calls "/"; unlike its path this tells mounts apart. */
struct census_root {
	uint64_t mount; /* its id (Linux 5.8) */
	uint64_t inode;
	uint32_t major, minor;
};

struct census_process {
	pid_t pid, parent;
	uint64_t start; /* in clock ticks since boot */
	uid_t uid;      /* effective, as the owner of its folder */
	unsigned threads;
	bool is_kernel; /* a thread of the kernel */
	bool is_seen;   /* its namespaces and root are known */
	char state;
	char name[64];                    /* as the process chose it: escape it */
	ino_t namespace[NAMESPACE_KINDS]; /* 0: unknown, or a kind that the kernel lacks */
	struct census_root root;
	const char *cgroups; /* the whole of its /proc/PID/cgroup; "" unknown */
	ptrdiff_t parent_at; /* the parent's place in the census; -1: not there */
};

struct census {
	int proc_fd;                 /* of /proc; the census's */
	struct census_process *item; /* by PID */
	size_t count;
	size_t unseen; /* how many of them could not be looked into */
	/* Ours: each text of cgroups once. */
	char **texts;
	size_t text_count, text_room;
};

/* What else to do on the way, and what to leave out. */
struct census_way {
	bool only_namespaces; /* neither roots nor cgroups are read */
	/*
	 * Called for each process that is listed, while its folder is open; or NULL.  Returns -1
	 * with the errno of what we lacked to see all of it (census_is_lack), which ends the
	 * census.
	 */
	int (*visit)(void *with, const struct census_process *, int folder_fd);
	void *with;
};

/*
 * Reads it, in the way that is given, or all with NULL.  Returns 0, and the caller frees it; -1
 * where /proc cannot be read.
 */
int census_read(struct run *, struct census *, const struct census_way *);
void census_free(struct census *);

/*
 * Whether an error is for want of our own descriptors or memory: it must not pass for a process
 * that has ended, nor for one that holds nothing.
 */
bool census_is_lack(int error);

/* The place of a process by its PID, or -1. */
ptrdiff_t census_find(const struct census *, pid_t);

/*
 * The folder of a process in the census (O_PATH), or -1 when it has ended: also when another has
 * its PID by now.  Says nothing.
 */
int census_open(const struct census *, const struct census_process *);

/*
 * Reads a small file below a folder of /proc; returns its length, cut at size - 1 bytes, or -1
 * with errno.  Says nothing, for processes come and go while one looks.
 */
ssize_t census_read_file(int folder_fd, const char *path, char *text, size_t size);

/* Its command line with blanks between the words, or its name in brackets; cut at size. */
char *census_command(const struct census *, const struct census_process *, char *text, size_t size);

/* How long ago it began, in seconds. */
uint64_t census_age(const struct census_process *);

#endif
