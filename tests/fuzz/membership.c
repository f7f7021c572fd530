/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/PID/cgroup, whose paths are of who makes groups: the first line is what is searched for. */
#include "container.h"
#include "fuzz.h"
#include "target_find.h"

#include <limits.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *end = strchr(text, '\n'), path[64];
	const char *cgroups = end ? end + 1 : text;
	struct container_name name;
	char *plain = malloc(size + 1);

	if (end) {
		*end = '\0';
	}
	for (int is_cgroup = 0; is_cgroup <= 1; is_cgroup++) {
		struct target_search search = { .name = text, .is_cgroup = is_cgroup };

		target_is_member(&search, cgroups);
	}
	if (container_name_read(cgroups, &name) != (name.id[0] != '\0')) {
		abort();
	}
	container_cgroup_path(cgroups, path, sizeof path);
	if (plain) {
		container_name_unescape(plain, text, strlen(text));
		if (strlen(plain) > strlen(text)) {
			abort();
		}
	}
	container_name_engine(text);
	free(plain);
	free(text);
	return 0;
}
