/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bind - what is outside, shown inside as well. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "make.h"
#include "site.h"

static int attach_clone(struct run *run, struct site *site, int fd, const struct change *change)
{
	struct stat source;

	if (fstat(fd, &source) < 0) {
		return run_refuse(run, "%s cannot be looked at: %s", change->source,
				  strerrordesc_np(errno));
	}
	if (mount_set(run, fd, &change->attributes) < 0) {
		return -1;
	}
	return site_attach(run, site, fd, change->target,
			   S_ISDIR(source.st_mode) ? SITE_DIRECTORY : SITE_FILE);
}

int make_bind(struct run *run, struct site *site, const struct change *change)
{
	bool read_only = change->attributes.set & MOUNT_ATTR_RDONLY;

	run_step(run, "show %s of outside at %s%s", change->source, change->target,
		 read_only ? ", read-only" : "");
	int fd = mount_clone(run, AT_FDCWD, change->source, change->attributes.depth);
	if (fd < 0 && change->optional && errno == ENOENT) {
		run_forgive(run);
		return 0;
	}
	if (fd < 0) {
		return -1;
	}
	int result = attach_clone(run, site, fd, change);
	close(fd);
	return result;
}
