/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "idmap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "kernel/file.h"

struct identity identity_now(void)
{
	return (struct identity){ geteuid(), getegid() };
}

static int map_one(struct run *run, const char *kind, unsigned outside, unsigned inside)
{
	char line[40], path[32];

	snprintf(path, sizeof path, "/proc/self/%cid_map", *kind);
	snprintf(line, sizeof line, "%u %u 1", inside, outside);
	run_step(run, "let %s %u outside be %s %u inside", kind, outside, kind, inside);
	return kernel_write_file(run, AT_FDCWD, path, line);
}

int idmap_single(struct run *run, struct identity outside, struct identity inside)
{
	if (map_one(run, "user", outside.uid, inside.uid) < 0) {
		return -1;
	}
	/* Since Linux 3.19 the group map of the unprivileged needs this first. */
	run_step(run, "give up setgroups(2), which could shed a group that denies access");
	if (kernel_write_file(run, AT_FDCWD, "/proc/self/setgroups", "deny") < 0) {
		if (run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
	}
	return map_one(run, "group", outside.gid, inside.gid);
}
