/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "groups.h"

#include <linux/capability.h>

#include "credential.h"

int groups_open(struct run *run, const struct request *want, const struct target *target,
		struct cgroup_places *places)
{
	*places = (struct cgroup_places){ 0 };
	if (want->no_cgroup || target->proc_fd < 0) {
		return 0;
	}
	if (cgroup_places_open(run, target->proc_fd, places) == 0) {
		return 0;
	}
	if (want->join_cgroup) {
		return -1;
	}
	if (want->as_target && credential_may(CAP_SYS_ADMIN)) {
		return run->failure.advice[0]
			       ? -1
			       : run_advise(run,
					    "--no-cgroup enters without the container's limits");
	}
	run_note(run, "the command stays in our control groups, without the target's limits");
	run_forgive(run);
	return 0;
}
