/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text - numbers, sizes and names out of text, and text made safe to print.
 *
 * Numbers are strict: the whole text, decimal digits only, no sign, no blank, no
 * leading zero, no overflow.  (4294967296 is root for tools that let it wrap.)
 */
#ifndef LIBISO_TEXT_H
#define LIBISO_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads a whole number up to max.  Returns 0, or -1 and leaves *number alone. */
int text_to_number(const char *text, uint64_t max, uint64_t *number);

/* The same with a minus sign allowed, from min to max. */
int text_to_integer(const char *text, int64_t min, int64_t max, int64_t *number);

/* Reads a user or group id, 0 to 4294967294: the last one means "no change" to the kernel. */
int text_to_id(const char *text, uint32_t *id);

/*
 * Reads a size in bytes: a number with an optional unit K, M, G, T, P or E (1024 each),
 * alone or as in KiB or KB, any case, and at most a fraction (1.5G).
 */
int text_to_size(const char *text, uint64_t *bytes);

/* Reads a permission mode in octal, 0 to 7777. */
int text_to_mode(const char *text, unsigned *mode);

/*
 * Copies the next item of a separated list to item and moves *list behind it.
 * Returns 1, 0 at the end, or -1 when the item is longer than size - 1.
 * *list is NULL at the end.  An empty item is an item, also the only one of an empty list.
 */
int text_next(const char **list, char separator, char *item, size_t size);

/* True for a name we give things: letters, digits and _.+@:- and no leading - or . */
bool text_is_name(const char *text);

/*
 * Copies text so that no terminal obeys it: C0, DEL, C1, bytes that are not UTF-8 and
 * bidirectional controls become \n, \t or \OOO as strace writes them.
 * Returns the length; the copy is always terminated, and cut where it does not fit.
 */
size_t text_escape(char *copy, size_t size, const char *text);

/* Undoes the octal escapes (\040) of /proc/PID/mountinfo in place; returns the new length. */
size_t text_unescape_octal(char *text);

#endif
