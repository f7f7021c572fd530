/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "self.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/mount.h"
#include "kernel/process.h"

static const char file[] = "/proc/self/exe";

/* The kernel calls what was started by execveat(2) of a descriptor so. */
static bool is_started_anew(void)
{
	const char *name = (const char *)getauxval(AT_EXECFN);

	return name && strncmp(name, "/dev/fd/", 8) == 0;
}

static int clone_read_only(struct run *run)
{
	const struct mount_attr read_only = { .attr_set = MOUNT_ATTR_RDONLY };
	int fd = kernel_open_tree(run, AT_FDCWD, file, OPEN_TREE_CLONE);

	if (fd >= 0 && kernel_mount_setattr(run, fd, 0, &read_only) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Where files may not become so large (ulimit -f), that is an error and no signal that kills. */
static int copy_bytes(int from, int to)
{
	struct sigaction ignored = { .sa_handler = SIG_IGN }, before;
	struct stat size;
	ssize_t copied = 1;

	if (fstat(from, &size) < 0) {
		return -1;
	}
	sigaction(SIGXFSZ, &ignored, &before);
	for (off_t at = 0; copied > 0 && at < size.st_size;) {
		copied = sendfile(to, from, &at, (size_t)(size.st_size - at));
	}
	int saved = copied == 0 ? EIO : errno;
	sigaction(SIGXFSZ, &before, NULL);
	errno = saved;
	return copied > 0 ? 0 : -1;
}

/* Needs no right at all, but the memory and the time to copy. */
static int copy_sealed(struct run *run)
{
	const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
	int from = kernel_open(run, AT_FDCWD, file, O_RDONLY);

	if (from < 0) {
		return -1;
	}
	int fd = memfd_create("cns", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0 || copy_bytes(from, fd) < 0 || fcntl(fd, F_ADD_SEALS, seals) < 0) {
		run_refuse_errno(run, "memfd_create(2) for a copy");
		if (fd >= 0) {
			close(fd);
		}
		fd = -1;
	}
	close(from);
	return fd;
}

int self_protect(struct run *run, char *const argv[])
{
	if (is_started_anew()) {
		/* What the kernel made of the descriptor is no name that a person knows. */
		prctl(PR_SET_NAME, run->tool, 0, 0, 0);
		return 0;
	}
	if (run->dry || faccessat(AT_FDCWD, file, W_OK, AT_EACCESS) < 0) {
		return 0;
	}
	run_step(run, "start anew from a read-only copy: nobody inside can write to this program");
	int fd = clone_read_only(run);
	if (fd < 0) {
		run_forgive(run);
		fd = copy_sealed(run);
	}
	return fd < 0 ? -1 : kernel_execveat(run, fd, argv, environ);
}
