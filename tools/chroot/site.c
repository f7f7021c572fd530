/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "site.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "path.h"

int site_own(struct run *run, struct site *site, int fd)
{
	struct stat file;

	/* A dry run has nothing to look at. */
	if (run->dry || site->made_count == sizeof site->made / sizeof site->made[0]) {
		return 0;
	}
	if (fstat(fd, &file) < 0) {
		return run_refuse_errno(run, "what was made there cannot be looked at");
	}
	site->made[site->made_count++] = file.st_dev;
	return 0;
}

/* Whether what is missing at target would be made in a filesystem of ours. */
static bool is_ours(struct run *run, const struct site *site, const char *target)
{
	int fd = path_open_nearest(run, site->root_fd, target);
	struct stat folder;
	bool ours = false;

	if (fd < 0) {
		return false;
	}
	if (fstat(fd, &folder) < 0) {
		run_forgive(run);
		run_refuse_errno(run, "the folder above %s cannot be looked at", target);
		close(fd);
		return false;
	}
	for (unsigned i = 0; i < site->made_count; i++) {
		ours |= site->made[i] == folder.st_dev;
	}
	close(fd);
	return ours;
}

int site_open(struct run *run, const struct site *site, const char *target, enum site_place place)
{
	int fd = path_open(run, site->root_fd, target,
			   O_PATH | (place == SITE_DIRECTORY ? O_DIRECTORY : 0));

	if (fd >= 0 || errno != ENOENT) {
		return fd;
	}
	if (!run->dry && !is_ours(run, site, target)) {
		return run->failure.error != ENOENT
			       ? -1
			       : run_advise(
					 run,
					 "the new root has no %s, and made there it would stay: make it "
					 "first, or build on --tmpfs / or layers with --volatile",
					 target);
	}
	run_forgive(run);
	return place == SITE_DIRECTORY ? path_make_directory(run, site->root_fd, target, 0755)
				       : path_make_file(run, site->root_fd, target, 0644);
}

static bool find_place(int fd, struct site_place_id *place)
{
	struct statx file;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_INO | STATX_MNT_ID, &file) < 0) {
		return false;
	}
	*place = (struct site_place_id){ file.stx_mnt_id, file.stx_ino };
	return true;
}

/* The root is the same for most of what is attached: it is looked at once. */
static bool is_at_root(struct site *site, int target_fd)
{
	struct site_place_id target;

	site->root_known = site->root_known || find_place(site->root_fd, &site->root);
	return site->root_known && find_place(target_fd, &target) &&
	       target.inode == site->root.inode && target.mount == site->root.mount;
}

int site_attach_at(struct run *run, struct site *site, int mount_fd, int target_fd)
{
	bool is_root = !run->dry && is_at_root(site, target_fd);

	if (mount_attach(run, mount_fd, target_fd) < 0) {
		return -1;
	}
	if (is_root) {
		site->root_fd = fcntl(mount_fd, F_DUPFD_CLOEXEC, 0);
		site->root_known = false;
	}
	return 0;
}

int site_attach(struct run *run, struct site *site, int mount_fd, const char *target,
		enum site_place place)
{
	int target_fd = site_open(run, site, target, place);

	if (target_fd < 0) {
		return -1;
	}
	int result = site_attach_at(run, site, mount_fd, target_fd);
	close(target_fd);
	return result;
}
