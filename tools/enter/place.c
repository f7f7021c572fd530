/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "place.h"

#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/mount.h"

/* The folder of ours that was given, else the target's own. */
static int open_folder(struct run *run, const struct option_given *given,
		       const struct target *target, const char *link)
{
	if (given && given->argument) {
		run_step(run, "open %s", given->argument);
		return kernel_open(run, AT_FDCWD, given->argument, O_PATH | O_DIRECTORY);
	}
	run_step(run, "open the target's %s directory", *link == 'r' ? "root" : "working");
	if (target->proc_fd < 0) {
		return run_refuse(run, "no process was named as the target");
	}
	return kernel_open(run, target->proc_fd, link, O_PATH | O_DIRECTORY);
}

static bool is_our_root(int fd)
{
	struct statx ours, theirs;
	unsigned mask = STATX_INO | STATX_MNT_ID;

	return statx(AT_FDCWD, "/", 0, mask, &ours) == 0 &&
	       statx(fd, "", AT_EMPTY_PATH, mask, &theirs) == 0 && ours.stx_ino == theirs.stx_ino &&
	       ours.stx_dev_major == theirs.stx_dev_major &&
	       ours.stx_dev_minor == theirs.stx_dev_minor && ours.stx_mnt_id == theirs.stx_mnt_id;
}

static bool needs_names(const struct request *want)
{
	return want->as_target || !want->command[0] || want->login || want->user || want->group;
}

/* Where users have their names: the root that they will see, as far as it can be opened now. */
static int open_names(struct run *run, const struct target *target, const struct joins *joins,
		      struct place *place)
{
	bool other = joins->kinds & NAMESPACE_BIT(NAMESPACE_MNT);

	run_step(run, "open the root in which users have their names");
	if (place->root_fd >= 0) {
		place->names_fd = kernel_duplicate(run, place->root_fd);
	} else if (other && target->proc_fd < 0) {
		return 0;
	} else {
		place->names_fd = other ? kernel_open(run, target->proc_fd, "root",
						      O_PATH | O_DIRECTORY)
					: kernel_open(run, AT_FDCWD, "/", O_PATH | O_DIRECTORY);
	}
	return place->names_fd < 0 ? -1 : 0;
}

/* A target without a process has neither; one with a process has both in the first manner. */
int place_open(struct run *run, const struct request *want, const struct target *target,
	       const struct joins *joins, struct place *place)
{
	const struct option_given *root = request_last(&want->root);
	const struct option_given *directory = request_last(&want->directory);
	const struct option_given *inside = request_last(&want->inside);
	bool follows_root = want->as_target && target->proc_fd >= 0 && !(want->without & PART_ROOT);
	bool follows_directory = follows_root && !(want->without & PART_DIRECTORY);

	*place = (struct place){ .root_fd = -1, .directory_fd = -1, .names_fd = -1 };
	place->directory_given = directory && directory->argument;
	place->may_be_outside = !want->as_target;
	if (root || follows_root) {
		place->root_fd = open_folder(run, root, target, "root");
		if (place->root_fd < 0) {
			return -1;
		}
	}
	/* Nothing to do, and so no right to chroot(2) is needed. */
	if (!root && place->root_fd >= 0 && !(joins->kinds & NAMESPACE_BIT(NAMESPACE_MNT)) &&
	    is_our_root(place->root_fd)) {
		run_note(run, "its root is ours");
		close(place->root_fd);
		place->root_fd = -1;
	}
	if (needs_names(want) && open_names(run, target, joins, place) < 0) {
		return -1;
	}
	if (inside && inside->argument) {
		place->inside = inside->argument;
	} else if (directory || inside || follows_directory) {
		place->directory_fd = open_folder(run, directory, target, "cwd");
		return place->directory_fd < 0 ? -1 : 0;
	}
	return 0;
}

/*
 * A directory out of reach of the root leads out of it (CVE-2024-21626).  The kernel shows its
 * path with a remark in front, which libc does not return as a path.
 */
static bool is_unreachable(void)
{
	char path[PATH_MAX];

	return !getcwd(path, sizeof path);
}

static int enter_root(struct run *run, const struct place *place)
{
	run_step(run, "make the root directory ours");
	if (kernel_fchdir(run, place->root_fd) < 0) {
		return -1;
	}
	return kernel_chroot(run, ".");
}

/* By a name that means something only inside, and must not lead out again. */
static int enter_by_name(struct run *run, const char *name)
{
	const struct kernel_how how = {
		.flags = O_PATH | O_DIRECTORY,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};

	run_step(run, "go to the directory %s inside", name);
	if (run->dry) {
		return kernel_chdir(run, name);
	}
	int base_fd = kernel_open(run, AT_FDCWD, *name == '/' ? "/" : ".", O_PATH | O_DIRECTORY);
	int fd = base_fd < 0 ? -1 : kernel_openat2(run, base_fd, name, &how);
	int result = fd < 0 ? -1 : kernel_fchdir(run, fd);

	if (fd >= 0) {
		close(fd);
	}
	if (base_fd >= 0) {
		close(base_fd);
	}
	return result;
}

static int enter_directory(struct run *run, const struct place *place)
{
	run_step(run, "go to the working directory");
	if (kernel_fchdir(run, place->directory_fd) < 0) {
		return -1;
	}
	if (run->dry || place->may_be_outside || !is_unreachable()) {
		return 0;
	}
	if (place->directory_given) {
		run_refuse(run, "it lies outside of the root directory");
		return run_advise(run, "--wdns names a directory inside");
	}
	run_step(run,
		 "go to / instead: the target's working directory is out of reach of its root");
	return kernel_chdir(run, "/");
}

int place_enter(struct run *run, const struct place *place)
{
	if (place->root_fd >= 0 && enter_root(run, place) < 0) {
		return -1;
	}
	if (place->inside) {
		return enter_by_name(run, place->inside);
	}
	return place->directory_fd >= 0 ? enter_directory(run, place) : 0;
}

void place_close(struct place *place)
{
	if (place->root_fd >= 0) {
		close(place->root_fd);
	}
	if (place->directory_fd >= 0) {
		close(place->directory_fd);
	}
	if (place->names_fd >= 0) {
		close(place->names_fd);
	}
	place->root_fd = place->directory_fd = place->names_fd = -1;
}
