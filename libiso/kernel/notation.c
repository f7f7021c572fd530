/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/notation.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

static size_t add(char *text, size_t size, size_t used, const char *name)
{
	int n = snprintf(text + used, size - used, "%s%s", used ? "|" : "", name);

	return n < 0 || used + (size_t)n >= size ? size - 1 : used + (size_t)n;
}

char *notation_flags(char *text, size_t size, uint64_t value, const struct notation_flag *table)
{
	const char *none = "0";
	char rest[24];
	size_t used = 0;

	text[0] = '\0';
	for (; table->name; table++) {
		if (table->bit == 0) {
			none = table->name;
		} else if ((value & table->bit) == table->bit) {
			used = add(text, size, used, table->name);
			value &= ~table->bit;
		}
	}
	if (value) {
		snprintf(rest, sizeof rest, "0x%" PRIx64, value);
		used = add(text, size, used, rest);
	}
	if (used == 0) {
		add(text, size, 0, none);
	}
	return text;
}

const char *notation_fd(struct notation_fd *out, const struct run *run, int fd)
{
	char link[40], target[256];
	int saved = errno;
	ssize_t length = -1;

	if (fd == AT_FDCWD) {
		return "AT_FDCWD";
	}
	if (run->explain && !run->inside) {
		snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
		length = readlink(link, target, sizeof target);
	}
	if (length >= 0) {
		snprintf(out->text, sizeof out->text, "%d<%.*s>", fd, (int)length, target);
	} else {
		snprintf(out->text, sizeof out->text, "%d", fd);
	}
	errno = saved;
	return out->text;
}

const char *notation_text(struct notation_text *out, const char *text)
{
	if (!text) {
		return "NULL";
	}
	snprintf(out->text, sizeof out->text, "\"%.256s\"%s", text,
		 strnlen(text, 257) > 256 ? "..." : "");
	return out->text;
}
