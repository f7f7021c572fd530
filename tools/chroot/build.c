/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <unistd.h>

#include "binfmt.h"
#include "kernel/confinement.h"
#include "kernel/mount.h"
#include "mount.h"
#include "namespace.h"
#include "path.h"
#include "root.h"
#include "site.h"

/* A clone is a mount point wherever the directory is, and private whatever its mounts are. */
static int adopt_directory(struct run *run, const struct request *want)
{
	const struct mount_change change = {
		.propagation = MS_PRIVATE,
		.depth = MOUNT_RECURSIVE,
	};

	run_step(run, "open the new root %s", want->root);
	int directory_fd = path_open_root(run, want->root);
	if (directory_fd < 0) {
		return -1;
	}
	run_step(run, "make it a mount of its own");
	int fd = mount_clone(run, directory_fd, "", MOUNT_RECURSIVE);
	close(directory_fd);
	if (fd < 0 || mount_set(run, fd, &change) < 0 || root_adopt(run, fd) < 0) {
		return -1;
	}
	return fd;
}

/* The directory named beside layers is only where one may imagine them: it can be missing. */
static int adopt_layers(struct run *run, const struct request *want)
{
	struct stat place;

	if (stat(want->root, &place) == 0 && !S_ISDIR(place.st_mode)) {
		run_step(run, "put the layers at %s", want->root);
		return run_refuse(run, "it is no directory");
	}
	return overlay_adopt(run, &want->layers);
}

/* It has to stay mounted somewhere, and the kernel has a place for it. */
static int add_interpreter(struct run *run, struct site *site, const struct request *want)
{
	int fd = binfmt_make(run, want->interpreter, site->root_fd, "/bin/sh");

	if (fd < 0) {
		return -1;
	}
	int result = site_attach(run, site, fd, "/proc/sys/fs/binfmt_misc", SITE_DIRECTORY);
	if (result < 0) {
		run_advise(run, "add --proc: the interpreter is registered in a mount in it");
	}
	close(fd);
	return result;
}

/* What --dry-run has not made is most like its lowest layer, or the directory itself. */
static void imagine_root(const struct request *want, int root_fd)
{
	unsigned layers = want->layers.lower_count;
	int fd = open(layers ? want->layers.lower[layers - 1] : want->root,
		      O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		dup3(fd, root_fd, O_CLOEXEC);
		close(fd);
	}
}

int build_root(struct run *run, struct request *want)
{
	struct site site = { 0 };
	unsigned mask;

	if (!want->pivots) {
		run_step(run, "open the new root %s", want->root);
		return path_open_root(run, want->root);
	}
	if ((!want->unprivileged && namespace_make(run, NAMESPACE_BIT(NAMESPACE_MNT)) < 0) ||
	    root_isolate(run) < 0 ||
	    change_open_idmaps(run, want->changes, want->change_count) < 0) {
		return -1;
	}
	run_step(run, "make files with just the modes that are asked for");
	mask = (unsigned)kernel_umask(run, 0);
	site.root_fd = want->layers.lower_count ? adopt_layers(run, want)
						: adopt_directory(run, want);
	if (site.root_fd < 0) {
		return -1;
	}
	if (run->dry) {
		imagine_root(want, site.root_fd);
	}
	if ((want->layers.upper || want->layers.memory) && site_own(run, &site, site.root_fd) < 0) {
		return -1;
	}
	if (change_make(run, &site, want->changes, want->change_count) < 0) {
		return -1;
	}
	if (want->interpreter && add_interpreter(run, &site, want) < 0) {
		return -1;
	}
	run_step(run, "withhold permissions from new files as before");
	kernel_umask(run, mask);
	return site.root_fd;
}

int build_identity(struct run *run, const struct request *want, int root_fd, struct credential *who)
{
	if (!want->who.user && !want->who.groups) {
		return 0;
	}
	return account_choose(run, root_fd, &want->who, who);
}

int build_enter(struct run *run, const struct request *want, int root_fd)
{
	if (want->personality) {
		run_step(run, "be on a machine of %s", want->personality);
		if (kernel_personality(run, strcmp(want->personality, "linux32") == 0
						    ? PER_LINUX32
						    : PER_LINUX) < 0) {
			return -1;
		}
	}
	if (want->pivots) {
		return root_enter(run, root_fd);
	}
	if (want->skips_chdir) {
		run_step(run, "change to the root that is the root already");
		return kernel_chroot(run, "/");
	}
	return root_change(run, root_fd);
}
