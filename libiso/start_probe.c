/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * start_probe - whether a program works that starts as start.c has it; the Makefile makes and runs
 * it.
 *
 * Uses of the C library each part of what the start prepares.  Says "started" and ends with 0.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static bool is_constructed;
static _Thread_local int own = 7;

__attribute__((constructor)) static void construct(void)
{
	is_constructed = true;
}

static void say(void)
{
	printf("started");
}

/* Large enough for the loops that pass by the caches. */
static bool copies(size_t size)
{
	char *from = malloc(size), *to = malloc(size);
	bool same = from && to;

	if (same) {
		memset(from, 'x', size - 1);
		from[size - 1] = '\0';
		memcpy(to, from, size);
		memmove(to + 1, to, size - 1);
		same = to[0] == 'x' && memcmp(to + 1, from, size - 1) == 0 &&
		       strlen(from) == size - 1 && strchr(from, '\0') == from + size - 1;
	}
	free(from);
	free(to);
	return same;
}

static bool has_guards(void)
{
	unsigned long canary, guard;

	__asm__("mov %%fs:0x28, %0" : "=r"(canary));
	__asm__("mov %%fs:0x30, %0" : "=r"(guard));
	return canary && !(canary & 0xff) && guard;
}

int main(int argc, char **argv)
{
	char text[64];

	errno = 0;
	snprintf(text, sizeof(text), "%.3f %s", strtod("1.5", NULL), program_invocation_short_name);
	return argc == 1 && argv[0] && is_constructed && own == 7 && has_guards() &&
			       open("", O_RDONLY) < 0 && errno == ENOENT && copies(100) &&
			       copies(100000) && copies(4 << 20) && getenv("PATH") &&
			       setenv("new", "value", 1) == 0 &&
			       strcmp(getenv("new"), "value") == 0 &&
			       strncmp(text, "1.500 ", 6) == 0 && getauxval(AT_PAGESZ) == 4096 &&
			       atexit(say) == 0
		       ? 0
		       : 1;
}
