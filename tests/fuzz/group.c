/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The interface files of a control group: numbers, statistics, events, processes and mounts. */
#include "cgroup_sample.h"
#include "cgroup_state.h"
#include "folder.h"
#include "kernel/file.h"

/* The rooms themselves, for what they keep to themselves; mountinfo is that of our folder. */
#include "cgroup_usage.c"
#define kernel_open(run, at, path, flags) \
	kernel_open(run, folder_open(), folder_name_of(path), flags)
#include "cgroup_mount.c"
#undef kernel_open

static const char *const files[] = {
	"memory.current",   "memory.peak",     "memory.stat",  "memory.max",   "cpu.stat",
	"cpu.max",          "io.stat",         "pids.current", "pids.max",     "memory.events",
	"cpu.pressure",     "memory.pressure", "io.pressure",  "cgroup.procs", "cgroup.events",
	"cpu.cfs_quota_us", "cpuacct.usage",   "mountinfo",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cgroup cgroup = { .fd = folder_open() };
	struct run run = { .tool = "fuzz" };
	struct cgroup_usage usage = { 0 };
	struct cgroup_pressure pressure;
	struct cgroup_sample sample;
	struct cgroup_pids pids;
	struct cgroup_mounts mounts;

	folder_write("text", data, size);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		folder_link("text", files[i]);
	}
	cgroup_sample_read(&cgroup, UINT32_MAX, &sample);
	cgroup_pressure_read(&cgroup, "io", "full", &pressure);
	read_unified(cgroup.fd, &usage);
	read_legacy(cgroup.fd, &usage);
	cgroup_event(&run, &cgroup, "populated");
	cgroup_pids_read(&run, &cgroup, "cgroup.procs", &pids);
	cgroup_pids_free(&pids);
	if (cgroup_mounts_read(&run, &mounts) == 0) {
		cgroup_mounts_unified(&mounts);
		cgroup_mounts_legacy(&mounts, "memory");
		for (size_t i = 0; i < mounts.count; i++) {
			cgroup_mount_below(&mounts.item[i], "/a/b");
		}
	}
	cgroup_mounts_free(&mounts);
	return 0;
}
