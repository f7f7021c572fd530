/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cgctl.h"
#include "limit_advice.h"

static bool is_pressure(const char *file)
{
	static const char *const files[] = { "cpu.pressure", "memory.pressure", "io.pressure",
					     "irq.pressure" };

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		if (strcmp(files[i], file) == 0) {
			return true;
		}
	}
	return false;
}

int cgctl_advise_pressure(struct run *run)
{
	return run_advise(run, "cgroup.pressure=0 takes them away, psi=0 on the kernel's command "
			       "line too; psi=1 brings them");
}

int cgctl_explain_missing(struct run *run, const struct cgroup_tree *tree,
			  const struct cgroup *group, const char *file)
{
	struct run asking = *run;
	struct controllers all;
	char name[16], reason[512] = "";

	if (run->failure.error != ENOENT) {
		return -1;
	}
	if (is_pressure(file)) {
		return cgctl_advise_pressure(run);
	}
	asking.failure = (struct failure){ 0 };
	limit_controller(file, name);
	if (controllers_read(&asking, tree, &all) < 0) {
		return -1;
	}
	const struct controller *controller = controllers_find(&all, name);
	/* The root of all groups, which alone has no type, lacks them with every controller. */
	if (controller && faccessat(group->fd, "cgroup.type", F_OK, 0) == 0 &&
	    controller_explain(&asking, tree, controller, group->path, reason) == 0 && *reason) {
		return run_advise(run, "the controller %s: %s", name, reason);
	}
	return limit_advise_missing(run, group);
}
