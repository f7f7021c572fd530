/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * explain_words - the arguments of an announced call, which is text in the notation of strace(1).
 */
#ifndef LIBISO_EXPLAIN_WORDS_H
#define LIBISO_EXPLAIN_WORDS_H

enum { WORD_SIZE = 320, WORDS = 6 };

/* A call, taken apart: its arguments without quotes, a descriptor as the path that it is of. */
struct words {
	char word[WORDS][WORD_SIZE];
	int first_fd; /* where the first one is a descriptor; else -1 */
};

void explain_words_read(struct words *, const char *call);

/*
 * A file by a folder and a name: the two joined, unless the name says it all.  ".../NAME" where the
 * folder has no path.
 */
void explain_words_join(char path[2 * WORD_SIZE], const char *at, const char *name);

#endif
