/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/stat, in which the process has chosen its name: brackets, blanks and lines too. */
#include "folder.h"

/* The room itself, for what it keeps to itself. */
#include "census.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct census_process process = { 0 };

	folder_write("stat", data, size);
	read_stat(folder_open(), &process);
	if (memchr(process.name, '\0', sizeof process.name) == NULL) {
		abort();
	}
	return 0;
}
