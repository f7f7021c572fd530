/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * protect - what is there, hidden or made read-only.
 *
 * The cover of a file is the machine's own null device, checked to be that, and of a directory an
 * empty filesystem of ours: nothing from inside the root covers anything.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "make.h"
#include "path.h"
#include "site.h"

/* Opens what is to be protected; -2 where it need not be there. */
static int open_place(struct run *run, const struct site *site, const struct change *change)
{
	int fd = path_open(run, site->root_fd, change->target, O_PATH);

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR) && (change->optional || run->dry)) {
		run_forgive(run);
		return -2;
	}
	return fd;
}

static int clone_null(struct run *run)
{
	struct stat device;
	int fd = mount_clone(run, AT_FDCWD, "/dev/null", MOUNT_ALONE);

	if (fd < 0 || run->dry) {
		return fd;
	}
	if (fstat(fd, &device) < 0) {
		run_refuse_errno(run, "/dev/null cannot be looked at");
		close(fd);
		return -1;
	}
	if (!S_ISCHR(device.st_mode) || device.st_rdev != makedev(1, 3)) {
		close(fd);
		return run_refuse(run, "/dev/null is not the null device");
	}
	return fd;
}

static int clone_cover(struct run *run, int place_fd, const struct change *change)
{
	const struct mount_parameter nothing[] = {
		{ .key = "mode", .text = "0555" },
		{ .key = "size", .text = "0" },
		{ .key = "nr_inodes", .text = "2" },
		{ 0 },
	};
	const struct mount_change read_only = {
		.set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
		.propagation = MS_PRIVATE,
	};
	struct stat place;

	if (fstat(place_fd, &place) < 0) {
		return run_refuse_errno(run, "%s cannot be looked at", change->target);
	}
	if (S_ISDIR(place.st_mode)) {
		return mount_make(run, &(struct mount_recipe){
					       .type = "tmpfs",
					       .parameters = nothing,
					       .attributes = (unsigned)change->attributes.set,
				       });
	}
	int fd = clone_null(run);
	if (fd >= 0 && mount_set(run, fd, &read_only) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int make_mask(struct run *run, struct site *site, const struct change *change)
{
	int result = -1;

	run_step(run, "hide %s", change->target);
	int place_fd = open_place(run, site, change);
	if (place_fd < 0) {
		return place_fd == -2 ? 0 : -1;
	}
	int fd = clone_cover(run, place_fd, change);
	if (fd >= 0) {
		result = mount_attach(run, fd, place_fd);
		close(fd);
	}
	close(place_fd);
	return result;
}

int make_ro_path(struct run *run, struct site *site, const struct change *change)
{
	int result = -1;

	run_step(run, "make %s and all below it read-only", change->target);
	int place_fd = open_place(run, site, change);
	if (place_fd < 0) {
		return place_fd == -2 ? 0 : -1;
	}
	int fd = mount_clone(run, place_fd, "", MOUNT_RECURSIVE);
	if (fd >= 0 && mount_set(run, fd, &change->attributes) == 0) {
		result = site_attach_at(run, site, fd, place_fd);
	}
	if (fd >= 0) {
		close(fd);
	}
	close(place_fd);
	return result;
}

int make_remount_ro(struct run *run, struct site *site, const struct change *change)
{
	const struct mount_change read_only = { .set = MOUNT_ATTR_RDONLY, .depth = MOUNT_ALONE };

	run_step(run, "make the mount at %s read-only", change->target);
	int fd = open_place(run, site, change);
	if (fd < 0) {
		return fd == -2 ? 0 : -1;
	}
	int result = mount_set(run, fd, &read_only);
	if (result < 0 && errno == EINVAL) {
		run_advise(run,
			   "nothing is mounted there; --ro-path makes a directory read-only that "
			   "is no mount");
	}
	close(fd);
	return result;
}
