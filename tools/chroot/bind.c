/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bind - what is outside, shown inside as well. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "idmap_fd.h"
#include "kernel/file.h"
#include "make.h"
#include "site.h"

int change_open_idmaps(struct run *run, struct change *changes, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct mount_change *attributes = &changes[i].attributes;
		const char *map = changes[i].text;

		if (!(attributes->set & MOUNT_ATTR_IDMAP)) {
			continue;
		}
		run_step(run, "make ready to show %s with other ids", changes[i].source);
		attributes->userns_fd = map[0] == '/' ? kernel_open(run, AT_FDCWD, map, O_RDONLY)
						      : idmap_open_map(run, map);
		if (attributes->userns_fd < 0) {
			return -1;
		}
	}
	return 0;
}

static int set_attributes(struct run *run, int fd, const struct change *change)
{
	int result = mount_set(run, fd, &change->attributes);

	if (result < 0 && errno == EINVAL && (change->attributes.set & MOUNT_ATTR_IDMAP)) {
		run_advise(run, "its filesystem, or one mounted below it, cannot show other ids "
				"(norec leaves those below out)");
	} else if (result < 0 && errno == EPERM && (change->attributes.set & MOUNT_ATTR_IDMAP)) {
		run_advise(run, "other ids are for root of the user namespace that mounted the "
				"filesystem, and by another user namespace than that one");
	}
	return result;
}

static int attach_clone(struct run *run, struct site *site, int fd, const struct change *change)
{
	struct stat source;

	/* What --dry-run has not cloned is looked at where it is. */
	if ((run->dry ? stat(change->source, &source) : fstat(fd, &source)) < 0) {
		return run_refuse(run, "%s cannot be looked at: %s (%s)", change->source,
				  strerrordesc_np(errno), strerrorname_np(errno));
	}
	if (set_attributes(run, fd, change) < 0) {
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

/* A link that leads to nothing is usual here: what it should lead to is made, if that is ours. */
int make_resolv(struct run *run, struct site *site, const struct change *change)
{
	struct change bind = *change;

	bind.source = change->target;
	return make_bind(run, site, &bind);
}
