/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mount.h"

#include <errno.h>
#include <string.h>

#include "kernel/mount.h"

static const struct {
	const char *name;
	unsigned long flag;
} propagations[] = {
	[PROPAGATION_PRIVATE] = { "private", MS_PRIVATE },
	[PROPAGATION_SHARED] = { "shared", MS_SHARED },
	[PROPAGATION_SLAVE] = { "slave", MS_SLAVE },
	[PROPAGATION_UNCHANGED] = { "unchanged", 0 },
};

int propagation_read(const char *text, enum propagation *propagation)
{
	for (unsigned i = 0; i < sizeof propagations / sizeof propagations[0]; i++) {
		if (strcmp(text, propagations[i].name) == 0) {
			*propagation = i;
			return 0;
		}
	}
	return -1;
}

int mount_propagate(struct run *run, enum propagation propagation)
{
	if (propagation == PROPAGATION_UNCHANGED) {
		return 0;
	}
	run_step(run, "make the propagation of every mount %s", propagations[propagation].name);
	return kernel_mount(run, &(struct kernel_mount){
					 .source = "none",
					 .target = "/",
					 .flags = MS_REC | propagations[propagation].flag,
				 });
}

int mount_proc(struct run *run, const char *directory)
{
	run_step(run, "mount a proc that shows the new PID namespace at %s", directory);
	return kernel_mount(run, &(struct kernel_mount){
					 .source = "proc",
					 .target = directory,
					 .type = "proc",
					 .flags = MS_NOSUID | MS_NODEV | MS_NOEXEC,
				 });
}
