/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "chain.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explain.h"
#include "kernel/process.h"

/* Writes the path of our sibling of this name; returns false when there is none. */
static bool find_sibling(char path[PATH_MAX], const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *last = slash ? slash + 1 : name;
	char own[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", own, sizeof own - 1);

	if (length <= 0 || strncmp(last, "cns-", 4) != 0) {
		return false;
	}
	own[length] = '\0';
	*strrchr(own, '/') = '\0';
	return (size_t)snprintf(path, PATH_MAX, "%s/%s", own, last) < PATH_MAX &&
	       access(path, X_OK) == 0;
}

int chain_follow(struct run *run, char *const argv[], char *const envp[])
{
	static char *const forms[] = {
		[EXPLAIN_TEXT] = (char *)"--explain=text",
		[EXPLAIN_JSON] = (char *)"--explain=json",
		[EXPLAIN_SHELL] = (char *)"--explain=shell",
	};
	/* This one call is made, so that the next program can tell of those that are not. */
	struct run next = { .tool = run->tool, .inside = run->inside };
	char path[PATH_MAX];
	size_t count = 0;

	if (!find_sibling(path, argv[0])) {
		return 0;
	}
	while (argv[count]) {
		count++;
	}
	char **longer = calloc(count + 3, sizeof *longer);
	if (!longer) {
		return 0;
	}
	longer[0] = argv[0];
	longer[1] = (char *)"--dry-run";
	longer[2] = forms[run->form];
	memcpy(longer + 3, argv + 1, (count - 1) * sizeof *longer);
	kernel_execve(&next, path, longer, envp);
	free(longer);
	run_note(run, "the story ends here: %s cannot be started", path);
	return 0;
}
