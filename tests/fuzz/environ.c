/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/environ of a target: what a loader or a shell obeys never comes through. */
#include "folder.h"

/* The chapter of cns-enter itself. */
#include "enter/variables.c"

static void check(const struct environment *list)
{
	static const char *const obeyed[] = { "LD_", "BASH_ENV=", "ENV=", "GCONV_PATH=", "IFS=" };

	for (size_t i = 0; i < list->count; i++) {
		for (size_t k = 0; k < sizeof obeyed / sizeof obeyed[0]; k++) {
			if (strncmp(list->entry[i], obeyed[k], strlen(obeyed[k])) == 0) {
				abort();
			}
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct target target = { .proc_fd = folder_open() };

	folder_write("environ", data, size);
	for (unsigned ways = 0; ways < 4; ways++) {
		struct request want = { .environment = ways & 1, .as_target = true };
		struct joins joins = { .kinds = ways & 2 ? NAMESPACE_BIT(NAMESPACE_MNT) : 0 };
		struct run run = { .tool = "fuzz" };
		struct account user = { 0 };
		struct variables variables;

		if (variables_open(&run, &want, &target, &joins, &user, &variables) == 0) {
			check(&variables.list);
		}
		environment_free(&variables.list);
		free(variables.theirs);
	}
	return 0;
}
