/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * limit - the interface files of the controllers: which there are, what they take, in which units.
 *
 * The kernel takes some wrong values without a word: an empty line is a memory limit of zero, a
 * number too large wraps, a third number of cpu.max is dropped.  So a value is read and checked
 * here, and what is written is the kernel's own plain form of it: bytes, microseconds, MAJ:MIN.
 * Read the "Controllers" part of the kernel's admin-guide/cgroup-v2 beside this file.
 */
#ifndef LIBISO_LIMIT_H
#define LIBISO_LIMIT_H

#include "cgroup.h"

enum { LIMIT_FILE_MAX = 128, LIMIT_TEXT_MAX = 512 };

/* One file to set, and the very text to write to it. */
struct limit {
	char file[LIMIT_FILE_MAX]; /* "memory.max" */
	char controller[16];       /* "memory"; "" for those every group has */
	char text[LIMIT_TEXT_MAX]; /* "67108864" */
	char note[256];            /* what became of the value on the way, or "" */
	bool is_surprise;          /* the note is no answer to what was asked, as a rounding is */
	bool at_once;              /* memory is reclaimed later, by who needs it */
	bool raw;                  /* written as it was given, and not compared afterwards */
	uint32_t of_parent;        /* hundredths of a percent of what the group above may have */
};

enum limit_trait {
	LIMIT_FORCED =
		1u << 0, /* a value that is not understood is written as it is, to any file */
	LIMIT_AT_ONCE = 1u << 1, /* do not wait until memory is reclaimed (Linux 6.16) */
};

/*
 * Reads "KEY=VALUE" into a limit.  Values by kind of file:
 *	sizes      64M, 64MiB, 1.5G, 67108864, 50% (of the machine's memory), 50%parent (of what
 *	           the group above may have: limit_settle() in limit_usage.h does that), max
 *	cpu.max    max, 50% (of one CPU), 1.5cpu, QUOTA [PERIOD] (us, or with us, ms, s)
 *	io.*       the kernel's, the device as MAJ:MIN, name or /dev path, rates with units
 *	lists      0-3,6; empty to inherit
 * Returns 0, or -1 having said which value was expected.
 */
int limit_read(struct run *, const char *assignment, unsigned traits, struct limit *);

/*
 * Writes them in order and reads each back.  When one is refused, those before it get
 * their old values again.  The group's controllers must be enabled.  Returns 0 or -1.
 */
int limit_apply(struct run *, const struct cgroup *, const struct limit *, size_t count);

/*
 * The same, and keeps what each file held (NULL where that cannot be written again), the caller's
 * to free, so that the second can undo it later.
 */
int limit_apply_keeping(struct run *, const struct cgroup *, const struct limit *, size_t count,
			char **before);
void limit_undo(struct run *, const struct cgroup *, const struct limit *, size_t count,
		char **before);

/* Reads a file of the group, without the last newline.  Returns its length or -1. */
ssize_t limit_value(struct run *, const struct cgroup *, const char *file, char *text, size_t size);

/* Whether a file holds a limit that can be written again as it is read: what is worth saving. */
bool limit_is_saved(const char *file);

/* Whether a line of it is what the kernel gives a new group. */
bool limit_is_initial(const char *file, const char *line);

/* The controller of a file: what is before its first dot; "" for cgroup. and irq. files. */
void limit_controller(const char *file, char controller[16]);

#endif
