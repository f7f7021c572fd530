/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/file - the gate: files opened, read, written, made and removed.
 *
 * Opening to read and reading change nothing, so --dry-run does both; the rest it only says.
 * Every descriptor is born close-on-exec.
 */
#ifndef LIBISO_KERNEL_FILE_H
#define LIBISO_KERNEL_FILE_H

#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "run.h"

/* openat(2) of what exists, with O_NOCTTY; at_fd may be AT_FDCWD. */
int kernel_open(struct run *, int at_fd, const char *path, int flags);

/* newfstatat(2), which is fstatat(2), and follows links. */
int kernel_stat(struct run *, int at_fd, const char *path, struct stat *);

/* openat2(2) with RESOLVE_* flags (Linux 5.6); mode only with O_CREAT. */
struct kernel_how {
	int flags;
	unsigned mode;
	uint64_t resolve;
};
int kernel_openat2(struct run *, int at_fd, const char *path, const struct kernel_how *);

/*
 * Opens, writes text once, closes: what the one-shot files under /proc and cgroupfs want.
 * Returns 0 or -1; a short write is EIO.
 */
int kernel_write_file(struct run *, int at_fd, const char *path, const char *text);

/* The same, opened with more flags, such as O_NONBLOCK. */
int kernel_write_file_with(struct run *, int at_fd, const char *path, const char *text, int flags);

/* fcntl(F_DUPFD_CLOEXEC, 3) and pipe2(O_CLOEXEC); change nothing, so --dry-run makes them too. */
int kernel_duplicate(struct run *, int fd);
int kernel_pipe(struct run *, int ends[2]);

/* write(2) of the whole text at once, to a descriptor; 0 or -1, a short write is EIO. */
int kernel_write(struct run *, int fd, const char *text);

/*
 * Reads a whole small file of at most size - 1 bytes and ends it with a zero.
 * Returns the length; -1 with EFBIG when it is larger.
 */
ssize_t kernel_read_file(struct run *, int at_fd, const char *path, char *text, size_t size);

/*
 * The same of a file that is there at once, such as /proc/PID/status, a value of a group and what
 * we wrote ourselves: a short answer is its end, and no second one is asked for.  Not for a table
 * of many lines, such as /proc/PID/mountinfo, which the kernel gives in parts.
 */
ssize_t kernel_read_record(struct run *, int at_fd, const char *path, char *text, size_t size);

/* mkdirat(2), unlinkat(2), symlinkat(2), mknodat(2), fchmod(2), fchownat(2). */
int kernel_mkdir(struct run *, int at_fd, const char *path, unsigned mode);
int kernel_unlink(struct run *, int at_fd, const char *path, int flags);
int kernel_symlink(struct run *, const char *target, int at_fd, const char *path);
int kernel_mknod(struct run *, int at_fd, const char *path, unsigned mode, dev_t device);
int kernel_fchmod(struct run *, int fd, unsigned mode);
int kernel_fchownat(struct run *, int at_fd, const char *path, uid_t uid, gid_t gid);

/* Makes an empty file that must not exist (O_CREAT|O_EXCL); returns a descriptor. */
int kernel_create(struct run *, int at_fd, const char *path, unsigned mode);

/* fsetxattr(2) of a text; a value of NULL is fremovexattr(2). */
int kernel_fsetxattr(struct run *, int fd, const char *name, const char *value);

/*
 * open_by_handle_at(2) to read, of the 8-byte handle that a cgroup's id is (FILEID_KERNFS);
 * mount_fd is no O_PATH descriptor.  Needs CAP_DAC_READ_SEARCH; ESTALE: there is no such cgroup.
 */
int kernel_open_by_id(struct run *, int mount_fd, uint64_t id);

/* close_range(first, ~0, flags): closes, or with CLOSE_RANGE_CLOEXEC marks (Linux 5.11). */
int kernel_close_range(struct run *, unsigned first, unsigned last, unsigned flags);

#endif
