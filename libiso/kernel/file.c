/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/close_range.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "explain.h"
#include "kernel/notation.h"

static const struct notation_flag open_flags[] = {
	{ O_RDWR, "O_RDWR" },           { O_WRONLY, "O_WRONLY" },
	{ O_CREAT, "O_CREAT" },         { O_EXCL, "O_EXCL" },
	{ O_NOCTTY, "O_NOCTTY" },       { O_TRUNC, "O_TRUNC" },
	{ O_APPEND, "O_APPEND" },       { O_NONBLOCK, "O_NONBLOCK" },
	{ O_NOFOLLOW, "O_NOFOLLOW" },   { O_CLOEXEC, "O_CLOEXEC" },
	{ O_PATH, "O_PATH" },           { O_TMPFILE, "O_TMPFILE" },
	{ O_DIRECTORY, "O_DIRECTORY" }, { 0, NULL },
};

static const struct notation_flag resolve_flags[] = {
	{ RESOLVE_NO_XDEV, "RESOLVE_NO_XDEV" },
	{ RESOLVE_NO_MAGICLINKS, "RESOLVE_NO_MAGICLINKS" },
	{ RESOLVE_NO_SYMLINKS, "RESOLVE_NO_SYMLINKS" },
	{ RESOLVE_BENEATH, "RESOLVE_BENEATH" },
	{ RESOLVE_IN_ROOT, "RESOLVE_IN_ROOT" },
	{ RESOLVE_CACHED, "RESOLVE_CACHED" },
	{ 0, NULL },
};

/* O_RDONLY is no bit; strace writes it all the same. */
static const char *open_text(char *text, size_t size, int flags)
{
	size_t used = 0;

	if ((flags & O_ACCMODE) == O_RDONLY) {
		memcpy(text, "O_RDONLY|", 10);
		used = 9;
	}
	notation_flags(text + used, size - used, (unsigned)flags, open_flags);
	return text;
}

static bool changes_something(int flags)
{
	return (flags & (O_CREAT | O_TRUNC)) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

/* What --dry-run gives for a descriptor that would have been made: of nothing, but real. */
static int pretend_fd(void)
{
	return open("/", O_PATH | O_CLOEXEC);
}

int kernel_open(struct run *run, int at_fd, const char *path, int flags)
{
	struct notation_fd at;
	struct notation_text file;
	char text[160];

	flags |= O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY);
	run_announce(run, "openat(%s, %s, %s)", notation_fd(&at, run, at_fd),
		     notation_text(&file, path), open_text(text, sizeof text, flags));
	if (run->dry && changes_something(flags)) {
		return pretend_fd();
	}
	return (int)run_judge(run, openat(at_fd, path, flags, 0));
}

int kernel_stat(struct run *run, int at_fd, const char *path, struct stat *file)
{
	struct notation_fd at;
	struct notation_text text;

	run_announce(run, "newfstatat(%s, %s, 0)", notation_fd(&at, run, at_fd),
		     notation_text(&text, path));
	return (int)run_judge(run, fstatat(at_fd, path, file, 0));
}

int kernel_openat2(struct run *run, int at_fd, const char *path, const struct kernel_how *wanted)
{
	struct open_how how = {
		.flags = (uint64_t)(wanted->flags | O_CLOEXEC),
		.mode = wanted->mode,
		.resolve = wanted->resolve,
	};
	struct notation_fd at;
	struct notation_text file;
	char flags[160], mode[24] = "", resolve[160];

	if (wanted->flags & O_CREAT) {
		snprintf(mode, sizeof mode, "mode=0%o, ", wanted->mode);
	}
	run_announce(run, "openat2(%s, %s, {flags=%s, %sresolve=%s}, %zu)",
		     notation_fd(&at, run, at_fd), notation_text(&file, path),
		     open_text(flags, sizeof flags, wanted->flags | O_CLOEXEC), mode,
		     notation_flags(resolve, sizeof resolve, how.resolve, resolve_flags),
		     sizeof how);
	if (run->dry && changes_something(wanted->flags)) {
		return pretend_fd();
	}
	return (int)run_judge(run, syscall(SYS_openat2, at_fd, path, &how, sizeof how));
}

int kernel_create(struct run *run, int at_fd, const char *path, unsigned mode)
{
	struct notation_fd at;
	struct notation_text file;

	run_announce(run, "openat(%s, %s, O_WRONLY|O_CREAT|O_EXCL|O_CLOEXEC, 0%o)",
		     notation_fd(&at, run, at_fd), notation_text(&file, path), mode);
	if (run->dry) {
		return pretend_fd();
	}
	return (int)run_judge(run,
			      openat(at_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
}

int kernel_duplicate(struct run *run, int fd)
{
	struct notation_fd file;

	run_announce(run, "fcntl(%s, F_DUPFD_CLOEXEC, 3)", notation_fd(&file, run, fd));
	return (int)run_judge(run, fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

int kernel_pipe(struct run *run, int ends[2])
{
	run_announce(run, "pipe2([], O_CLOEXEC)");
	return (int)run_judge(run, pipe2(ends, O_CLOEXEC));
}

/* A shell has no descriptor of the folder: there the file is named with it. */
struct file_name {
	char text[640];
};

static const char *name_file(struct file_name *name, const struct run *run, int at_fd,
			     const char *path)
{
	struct notation_fd at;

	if (run->form != EXPLAIN_SHELL || at_fd == AT_FDCWD || *path == '/') {
		return path;
	}
	const char *folder = strchr(notation_fd(&at, run, at_fd), '/');
	int length = folder ? (int)strcspn(folder, ">") : 0;
	/* Under --dry-run a folder that would have been made stands open as "/". */
	if (length <= 1) {
		folder = "...";
		length = 3;
	}
	snprintf(name->text, sizeof name->text, "%.*s/%s", length, folder, path);
	return name->text;
}

/* The whole text in one write, or nothing counts: these files take each write as an order. */
static int write_once(struct run *run, const char *path, int fd, const char *text)
{
	size_t length = strlen(text);

	run_announce(run, "write(\"%s\", \"%s\", %zu)", path, text, length);
	ssize_t written = write(fd, text, length);
	if (written >= 0 && (size_t)written < length) {
		errno = EIO;
		written = -1;
	}
	return run_judge(run, written) < 0 ? -1 : 0;
}

int kernel_write(struct run *run, int fd, const char *text)
{
	struct notation_fd file;
	size_t length = strlen(text);

	run_announce(run, "write(%s, \"%s\", %zu)", notation_fd(&file, run, fd), text, length);
	if (run->dry) {
		return 0;
	}
	ssize_t written = write(fd, text, length);
	if (written >= 0 && (size_t)written < length) {
		errno = EIO;
		written = -1;
	}
	return run_judge(run, written) < 0 ? -1 : 0;
}

int kernel_write_file(struct run *run, int at_fd, const char *path, const char *text)
{
	return kernel_write_file_with(run, at_fd, path, text, 0);
}

int kernel_write_file_with(struct run *run, int at_fd, const char *path, const char *text,
			   int flags)
{
	struct file_name name;
	const char *shown = name_file(&name, run, at_fd, path);

	if (run->dry) {
		run_announce(run, "write(\"%s\", \"%s\", %zu)", shown, text, strlen(text));
		return 0;
	}
	int fd = kernel_open(run, at_fd, path, O_WRONLY | flags);
	if (fd < 0) {
		return -1;
	}
	int result = write_once(run, shown, fd, text);
	int saved = errno;
	close(fd);
	errno = saved;
	return result;
}

/* Where a file is read to: at most size - 1 bytes, and a zero. */
struct room {
	char *text;
	size_t size;
};

typedef ssize_t reader(int fd, const struct room *);

static ssize_t read_all(int fd, const struct room *room)
{
	size_t used = 0;

	while (used < room->size) {
		ssize_t n = read(fd, room->text + used, room->size - used);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n <= 0) {
			room->text[used] = '\0';
			return n < 0 ? -1 : (ssize_t)used;
		}
		used += (size_t)n;
	}
	errno = EFBIG;
	return -1;
}

static ssize_t read_at_once(int fd, const struct room *room)
{
	ssize_t n;

	do {
		n = read(fd, room->text, room->size);
	} while (n < 0 && errno == EINTR);
	if (n == (ssize_t)room->size) {
		errno = EFBIG;
		return -1;
	}
	room->text[n > 0 ? n : 0] = '\0';
	return n;
}

static ssize_t read_by(reader *way, struct run *run, int at_fd, const char *path, struct room room)
{
	int fd = kernel_open(run, at_fd, path, O_RDONLY | O_NONBLOCK);

	if (fd < 0) {
		return -1;
	}
	run_announce(run, "read(\"%s\")", path);
	ssize_t length = run_judge(run, way(fd, &room));
	int saved = errno;
	close(fd);
	errno = saved;
	return length;
}

ssize_t kernel_read_file(struct run *run, int at_fd, const char *path, char *text, size_t size)
{
	return read_by(read_all, run, at_fd, path, (struct room){ text, size });
}

ssize_t kernel_read_record(struct run *run, int at_fd, const char *path, char *text, size_t size)
{
	return read_by(read_at_once, run, at_fd, path, (struct room){ text, size });
}

int kernel_mkdir(struct run *run, int at_fd, const char *path, unsigned mode)
{
	struct notation_fd at;
	struct notation_text file;

	run_announce(run, "mkdirat(%s, %s, 0%o)", notation_fd(&at, run, at_fd),
		     notation_text(&file, path), mode);
	return run->dry ? 0 : (int)run_judge(run, mkdirat(at_fd, path, mode));
}

int kernel_unlink(struct run *run, int at_fd, const char *path, int flags)
{
	struct notation_fd at;
	struct notation_text file;

	run_announce(run, "unlinkat(%s, %s, %s)", notation_fd(&at, run, at_fd),
		     notation_text(&file, path), flags & AT_REMOVEDIR ? "AT_REMOVEDIR" : "0");
	return run->dry ? 0 : (int)run_judge(run, unlinkat(at_fd, path, flags));
}

int kernel_symlink(struct run *run, const char *target, int at_fd, const char *path)
{
	struct notation_fd at;
	struct notation_text file, points;

	run_announce(run, "symlinkat(%s, %s, %s)", notation_text(&points, target),
		     notation_fd(&at, run, at_fd), notation_text(&file, path));
	return run->dry ? 0 : (int)run_judge(run, symlinkat(target, at_fd, path));
}

int kernel_mknod(struct run *run, int at_fd, const char *path, unsigned mode, dev_t device)
{
	const char *type = S_ISCHR(mode)    ? "S_IFCHR"
			   : S_ISBLK(mode)  ? "S_IFBLK"
			   : S_ISFIFO(mode) ? "S_IFIFO"
					    : "S_IFREG";
	struct notation_fd at;
	struct notation_text file;
	char number[64] = "";

	if (S_ISCHR(mode) || S_ISBLK(mode)) {
		snprintf(number, sizeof number, ", makedev(0x%x, 0x%x)", major(device),
			 minor(device));
	}
	run_announce(run, "mknodat(%s, %s, %s|0%o%s)", notation_fd(&at, run, at_fd),
		     notation_text(&file, path), type, mode & 07777, number);
	return run->dry ? 0 : (int)run_judge(run, mknodat(at_fd, path, mode, device));
}

int kernel_fchmod(struct run *run, int fd, unsigned mode)
{
	struct notation_fd file;

	run_announce(run, "fchmod(%s, 0%o)", notation_fd(&file, run, fd), mode);
	return run->dry ? 0 : (int)run_judge(run, fchmod(fd, mode));
}

int kernel_fchownat(struct run *run, int at_fd, const char *path, uid_t uid, gid_t gid)
{
	struct notation_fd at;
	struct notation_text file;
	int flags = AT_SYMLINK_NOFOLLOW | (*path ? 0 : AT_EMPTY_PATH);

	run_announce(run, "fchownat(%s, %s, %u, %u, %s)", notation_fd(&at, run, at_fd),
		     notation_text(&file, path), uid, gid,
		     *path ? "AT_SYMLINK_NOFOLLOW" : "AT_SYMLINK_NOFOLLOW|AT_EMPTY_PATH");
	return run->dry ? 0 : (int)run_judge(run, fchownat(at_fd, path, uid, gid, flags));
}

int kernel_close_range(struct run *run, unsigned first, unsigned last, unsigned flags)
{
	run_announce(run, "close_range(%u, %u, %s)", first, last,
		     flags & CLOSE_RANGE_CLOEXEC ? "CLOSE_RANGE_CLOEXEC" : "0");
	return run->dry ? 0 : (int)run_judge(run, syscall(SYS_close_range, first, last, flags));
}

int kernel_fsetxattr(struct run *run, int fd, const char *name, const char *value)
{
	struct notation_fd file;
	size_t length = value ? strlen(value) : 0;

	if (value) {
		run_announce(run, "fsetxattr(%s, \"%s\", \"%s\", %zu, 0)",
			     notation_fd(&file, run, fd), name, value, length);
	} else {
		run_announce(run, "fremovexattr(%s, \"%s\")", notation_fd(&file, run, fd), name);
	}
	if (run->dry) {
		return 0;
	}
	return (int)run_judge(run, value ? fsetxattr(fd, name, value, length, 0)
					 : fremovexattr(fd, name));
}

int kernel_open_by_id(struct run *run, int mount_fd, uint64_t id)
{
	enum { KERNFS = 0xfe }; /* FILEID_KERNFS of the kernel's linux/exportfs.h */
	union {
		struct file_handle head;
		char room[sizeof(struct file_handle) + sizeof id];
	} handle = { .head = { .handle_bytes = sizeof id, .handle_type = KERNFS } };
	struct notation_fd mount;

	memcpy(handle.head.f_handle, &id, sizeof id);
	run_announce(run,
		     "open_by_handle_at(%s, {handle_bytes=8, handle_type=FILEID_KERNFS, "
		     "f_handle=%" PRIu64 "}, O_RDONLY|O_DIRECTORY|O_CLOEXEC)",
		     notation_fd(&mount, run, mount_fd), id);
	return (int)run_judge(run, open_by_handle_at(mount_fd, &handle.head,
						     O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}
