/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "limit_advice.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *file;
	int error;
	const char *advice;
} known[] = {
	{ "cpu.weight", EINVAL, "a group that is idle has no weight; cpu.idle=0 gives it one" },
	{ "cpu.weight.nice", EINVAL,
	  "a group that is idle has no weight; cpu.idle=0 gives it one" },
	{ "cpu.max.burst", EINVAL, "a burst is at most the quota of cpu.max" },
	{ "cpu.max", EINVAL, "a quota is at least the burst of cpu.max.burst" },
	{ "cpuset.cpus", ERANGE, "the machine has no such processor; see /sys/devices/system/cpu" },
	{ "cpuset.cpus", EINVAL, "see cpuset.cpus.effective of the root for the processors" },
	{ "cpuset.mems", ERANGE, "see cpuset.mems.effective of the root for the nodes" },
	{ "cpuset.mems", EINVAL, "see cpuset.mems.effective of the root for the nodes" },
	{ "io.weight", EOPNOTSUPP,
	  "the disk has weights with io.cost, which cns-cgctl set / 'io.cost.qos=DISK enable=1' "
	  "switches on, or with the scheduler bfq" },
	{ "io.max", ENODEV, "limits are of whole disks, and the disk must still be there" },
	{ "rdma.max", ENODEV, "there is no such device in /sys/class/infiniband" },
	{ "rdma.max", EINVAL, "the limits are hca_handle=NUMBER and hca_object=NUMBER, or max" },
	{ "misc.max", EINVAL, "misc.capacity of the root names the resources that there are" },
	{ "dmem.max", EINVAL, "dmem.capacity of the root names the regions that there are" },
	{ "dmem.low", EINVAL, "dmem.capacity of the root names the regions that there are" },
	{ "dmem.min", EINVAL, "dmem.capacity of the root names the regions that there are" },
	{ "cgroup.type", EOPNOTSUPP,
	  "only an empty group becomes threaded, and only where neither it nor the one above passes "
	  "on a controller of whole processes, such as memory" },
	{ "cgroup.subtree_control", ENOENT,
	  "the group has not all of these controllers itself; the verb enable passes them on from "
	  "the root down, or says why not" },
	{ "", EACCES,
	  "the limits of a group belong to who is above it; who was given a group makes one below "
	  "it and sets them there" },
	{ "", EPERM,
	  "with the mount option nsdelegate what is above a cgroup namespace sets the limits of "
	  "its root; make a group below it and set them there" },
};

static bool has(const struct cgroup *cgroup, const char *file)
{
	return faccessat(cgroup->fd, file, F_OK, 0) == 0;
}

int limit_advise_missing(struct run *run, const struct cgroup *cgroup)
{
	if (!has(cgroup, "cgroup.procs")) {
		/* The group is gone. */
		return -1;
	}
	/* Only the root of all groups has no type. */
	return run_advise(run,
			  has(cgroup, "cgroup.type")
				  ? "this kernel has no such file: it came with a newer one, or "
				    "with an option that this one was built without"
				  : "the root of the tree is the whole machine, which has no "
				    "limits and no events; the groups below it do");
}

int limit_advise(struct run *run, const struct cgroup *cgroup, const struct limit *limit)
{
	if (run->failure.error == ENOENT && strncmp(run->failure.call, "openat(", 7) == 0) {
		return limit_advise_missing(run, cgroup);
	}
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (run->failure.error == known[i].error &&
		    (!*known[i].file || strcmp(known[i].file, limit->file) == 0)) {
			return run_advise(run, "%s", known[i].advice);
		}
	}
	return -1;
}
