/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The root of the tree has no memory.current and no limits: the machine itself is in /proc. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "table.h"
#include "top.h"

static bool read_proc(const char *path, char text[4096])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, 4095);

	if (fd >= 0) {
		close(fd);
	}
	text[length < 0 ? 0 : length] = '\0';
	return length > 0;
}

/* A line of /proc/meminfo (proc(5)) in bytes; 0 where there is none. */
static unsigned long long bytes_of(const char *text, const char *key)
{
	const char *line = strstr(text, key);

	return line ? strtoull(line + strlen(key), NULL, 10) * 1024 : 0;
}

/* "WHAT 1.2G of 3.8G" behind what is in the line already. */
static void add_use(char line[160], const char *what, unsigned long long free_bytes,
		    unsigned long long all)
{
	char used[16], whole[16];
	size_t length = strlen(line);

	snprintf(line + length, 160 - length, "  %s %s of %s", what,
		 table_size_text(used, all - free_bytes), table_size_text(whole, all));
}

static void add_pressure(char line[160])
{
	static const char *const paths[] = { "/proc/pressure/cpu", "/proc/pressure/memory",
					     "/proc/pressure/io" };
	char text[4096];

	for (size_t i = 0; i < 3; i++) {
		const char *average = read_proc(paths[i], text) ? strstr(text, "avg10=") : NULL;
		size_t length = strlen(line);

		if (average) {
			snprintf(line + length, 160 - length, "%s%.1f", i ? "/" : "  psi ",
				 strtod(average + 6, NULL));
		}
	}
}

void top_machine(char line[160])
{
	char text[4096];

	snprintf(line, 160, "machine:");
	if (read_proc("/proc/meminfo", text)) {
		add_use(line, "memory", bytes_of(text, "MemAvailable:"),
			bytes_of(text, "MemTotal:"));
		add_use(line, "swap", bytes_of(text, "SwapFree:"), bytes_of(text, "SwapTotal:"));
	}
	if (read_proc("/proc/loadavg", text)) {
		size_t length = strlen(line);

		snprintf(line + length, 160 - length, "  load %.*s", (int)strcspn(text, " "), text);
	}
	add_pressure(line);
}
