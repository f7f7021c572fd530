/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A seccomp profile in JSON, as docker has it. */
#include "seccomp_profile.h"

#include "folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[sizeof folder_name + 16];
	struct run run = { .tool = "fuzz" };

	folder_write("profile", data, size);
	snprintf(path, sizeof path, "%s/profile", folder_name);
	scmp_filter_ctx filter = seccomp_profile_read(&run, path, 1);

	/* What is refused is not half of a filter. */
	if ((filter == NULL) != run.failure.happened) {
		abort();
	}
	if (filter) {
		seccomp_release(filter);
	}
	return 0;
}
