/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel/mount.h"
#include "mount.h"

static bool is_mount_root(int fd, const char *path)
{
	struct statx file;

	return statx(fd, path, AT_EMPTY_PATH, STATX_TYPE, &file) < 0 ||
	       !(file.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) ||
	       (file.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}

int root_isolate(struct run *run)
{
	run_step(run, "keep the mounts to be made out of every other mount namespace");
	if (kernel_mount(run, &(struct kernel_mount){
				      .source = "none",
				      .target = "/",
				      .flags = MS_REC | MS_SLAVE,
			      }) == 0) {
		return 0;
	}
	if (errno == EINVAL && !is_mount_root(AT_FDCWD, "/")) {
		run_advise(run,
			   "/ is a directory that was entered by chroot(2), no root of a mount; "
			   "enter it with cns-chroot --pivot instead");
	}
	return -1;
}

int root_adopt(struct run *run, int mount_fd)
{
	int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	run_step(run, "put the new root over /, seen by nobody else");
	if (root_fd < 0) {
		return run_refuse(run, "/ cannot be opened: %s (%s)", strerrordesc_np(errno),
				  strerrorname_np(errno));
	}
	int result = mount_attach(run, mount_fd, root_fd);
	int saved = errno;
	close(root_fd);
	errno = saved;
	return result;
}

/* The kernel's first filesystem (rootfs) is a ramfs or tmpfs that nothing is mounted under. */
static bool is_initramfs(void)
{
	enum { RAMFS = (int)0x858458f6, TMPFS = 0x01021994 };
	struct statfs root;

	return statfs("/", &root) == 0 && ((int)root.f_type == RAMFS || (int)root.f_type == TMPFS);
}

/* The new root covers / already, so that looking up from it is all that is left to do. */
static int cover(struct run *run)
{
	run_forgive(run);
	run_warn(run, "an initramfs cannot be pivoted away: the new root covers it, and it stays");
	run_step(run, "look up from the new root");
	return kernel_chroot(run, ".") < 0 ? -1 : kernel_chdir(run, "/");
}

/* Whether another mount lies over the root, or -1: from .. of a root, look-ups go to the topmost.
 */
static int is_covered(struct run *run, int root_fd)
{
	struct statx root, top;

	if (statx(root_fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &root) < 0 ||
	    statx(AT_FDCWD, "/..", 0, STATX_MNT_ID, &top) < 0) {
		return run_refuse(run,
				  "whether a mount lies over the new root is not known: %s (%s)",
				  strerrordesc_np(errno), strerrorname_np(errno));
	}
	return root.stx_mnt_id != top.stx_mnt_id;
}

/* The old root now lies over the new one, and what was put over it in between over both. */
static int detach_old(struct run *run, int mount_fd)
{
	int covered;

	run_step(run, "detach the old root, so that no path leads back to it");
	do {
		if (kernel_umount(run, ".", MNT_DETACH) < 0) {
			return -1;
		}
		covered = run->dry ? 0 : is_covered(run, mount_fd);
	} while (covered > 0);
	return covered < 0 ? -1 : kernel_chdir(run, "/");
}

int root_enter(struct run *run, int mount_fd)
{
	run_step(run, "make the new root the root of this mount namespace");
	if (kernel_fchdir(run, mount_fd) < 0) {
		return -1;
	}
	if (kernel_pivot_root(run, ".", ".") < 0) {
		return errno == EINVAL && is_initramfs() ? cover(run) : -1;
	}
	run->inside = !run->dry;
	return detach_old(run, mount_fd);
}

int root_change(struct run *run, int directory_fd)
{
	run_step(run, "look up every path from the new root");
	if (kernel_fchdir(run, directory_fd) < 0 || kernel_chroot(run, ".") < 0) {
		return -1;
	}
	return kernel_chdir(run, "/");
}
