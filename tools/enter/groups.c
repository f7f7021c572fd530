/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "groups.h"

#include <linux/capability.h>

#include "credential.h"

static int check_frozen(struct run *run, const struct cgroup_places *places)
{
	for (size_t i = 0; i < places->count; i++) {
		if (places->item[i].frozen) {
			run_step(run, "join the target's group %s", places->item[i].path);
			run_refuse(run, "it is frozen, and so the command would be");
			return run_advise(run,
					  "cns-cgctl thaw thaws it; --no-cgroup stays outside");
		}
	}
	return 0;
}

int groups_open(struct run *run, const struct request *want, const struct target *target,
		struct cgroup_places *places)
{
	*places = (struct cgroup_places){ 0 };
	if (want->no_cgroup || target->proc_fd < 0) {
		return 0;
	}
	if (cgroup_places_open(run, target->proc_fd, places) == 0) {
		return check_frozen(run, places);
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
