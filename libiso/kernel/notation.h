/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notation - arguments of kernel calls as strace writes them, so that the two can be compared. */
#ifndef LIBISO_KERNEL_NOTATION_H
#define LIBISO_KERNEL_NOTATION_H

#include <stddef.h>
#include <stdint.h>

struct run;

struct notation_flag {
	uint64_t bit;
	const char *name;
};

/*
 * Writes "MS_NOSUID|MS_NODEV" in the order of the table, which ends with a nameless row;
 * unknown bits in hexadecimal; "0" (or the name that the table gives to bit 0) for none.
 * Returns text.
 */
char *notation_flags(char *text, size_t size, uint64_t value, const struct notation_flag *table);

/* Enough for any file descriptor with what it stands for. */
struct notation_fd {
	char text[320];
};

/* Writes AT_FDCWD, or 3</proc/1/ns/net> under --explain; the plain number otherwise (no call). */
const char *notation_fd(struct notation_fd *, const struct run *, int fd);

/* Writes NULL or "text" in quotes, at most 256 bytes of it. */
struct notation_text {
	char text[272];
};
const char *notation_text(struct notation_text *, const char *text);

#endif
