/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/status, where the name of the process is its own choice. */
#include "status.h"

#include "folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run run = { .tool = "fuzz" };
	struct status status = { 0 };

	folder_write("status", data, size);
	if (status_read(&run, folder_open(), &status) == 0) {
		status_free(&status);
	}
	folder_forget("status");
	return 0;
}
