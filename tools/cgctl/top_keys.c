/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "top.h"

int top_next_key(const char **text)
{
	static const struct {
		const char *sequence;
		enum top_key key;
	} keys[] = {
		{ "\033[A", KEY_UP },   { "\033[B", KEY_DOWN },     { "\033OA", KEY_UP },
		{ "\033OB", KEY_DOWN }, { "\033[5~", KEY_PAGE_UP }, { "\033[6~", KEY_PAGE_DOWN },
		{ "\033[H", KEY_HOME }, { "\033[F", KEY_END },      { "\033[1~", KEY_HOME },
		{ "\033[4~", KEY_END },
	};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		size_t length = strlen(keys[i].sequence);

		if (strncmp(*text, keys[i].sequence, length) == 0) {
			*text += length;
			return keys[i].key;
		}
	}
	if (**text == '\033' && (*text)[1] == '[') {
		*text += strlen(*text);
		return KEY_OTHER;
	}
	return (unsigned char)*(*text)++;
}
