/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgctl.h"

static ssize_t read_proc(pid_t pid, const char *file, char *text, size_t size)
{
	char path[48];

	snprintf(path, sizeof path, "/proc/%d/%s", pid, file);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t length = fd < 0 ? -1 : read(fd, text, size - 1);
	if (fd >= 0) {
		close(fd);
	}
	text[length > 0 ? length : 0] = '\0';
	return length;
}

void cgctl_command_of(pid_t pid, char text[256])
{
	char words[200];
	ssize_t length = read_proc(pid, "cmdline", words, sizeof words);

	for (ssize_t i = 0; i < length - 1; i++) {
		words[i] = words[i] ? words[i] : ' ';
	}
	if (length > 0) {
		snprintf(text, 256, "%s", words);
		return;
	}
	read_proc(pid, "comm", words, sizeof words);
	words[strcspn(words, "\n")] = '\0';
	snprintf(text, 256, "[%s]", words);
}

/* The name may hold blanks and parentheses: the numbers begin behind the last one. */
int cgctl_process_facts(pid_t pid, struct process_facts *facts)
{
	char text[1024];

	if (read_proc(pid, "stat", text, sizeof text) <= 0) {
		return -1;
	}
	const char *rest = strrchr(text, ')');
	return rest && sscanf(rest,
			      ") %c %d %*d %*d %*d %*d %u %*u %*u %*u %*u %llu %llu %*d %*d %*d "
			      "%*d %u %*d %*u %*u %lld",
			      &facts->state, &facts->parent, &facts->flags, &facts->user_ticks,
			      &facts->system_ticks, &facts->threads, &facts->pages) == 7
		       ? 0
		       : -1;
}
