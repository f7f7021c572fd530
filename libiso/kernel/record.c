/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "kernel/notation.h"

static int open_nameless(struct run *run, int at_fd)
{
	struct notation_fd at;

	run_announce(run, "openat(%s, \".\", O_WRONLY|O_CLOEXEC|O_TMPFILE, 0644)",
		     notation_fd(&at, run, at_fd));
	return (int)run_judge(run, openat(at_fd, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0644));
}

static int fill(struct run *run, int fd, const char *path, const char *text)
{
	size_t length = strlen(text);

	run_announce(run, "write(\"%s\", \"%s\", %zu)", path, text, length);
	for (size_t done = 0; done < length;) {
		ssize_t written = write(fd, text + done, length - done);

		if (written > 0) {
			done += (size_t)written;
		} else if (written == 0 || errno != EINTR) {
			errno = written == 0 ? ENOSPC : errno;
			return (int)run_judge(run, -1);
		}
	}
	return 0;
}

static int give_name(struct run *run, int fd, int at_fd, const char *path)
{
	struct notation_fd at;
	struct notation_text name;
	char link_path[40];

	snprintf(link_path, sizeof link_path, "/proc/self/fd/%d", fd);
	run_announce(run, "linkat(AT_FDCWD, \"%s\", %s, %s, AT_SYMLINK_FOLLOW)", link_path,
		     notation_fd(&at, run, at_fd), notation_text(&name, path));
	return run->dry ? 0
			: (int)run_judge(run, linkat(AT_FDCWD, link_path, at_fd, path,
						     AT_SYMLINK_FOLLOW));
}

int kernel_record(struct run *run, int at_fd, const char *path, const char *text)
{
	if (run->dry) {
		return give_name(run, at_fd, at_fd, path);
	}
	int fd = open_nameless(run, at_fd);
	if (fd < 0) {
		return -1;
	}
	int result = fill(run, fd, path, text);
	if (result == 0) {
		result = give_name(run, fd, at_fd, path);
	}
	int saved = errno;
	close(fd);
	errno = saved;
	return result;
}

int kernel_flock(struct run *run, int fd)
{
	struct notation_fd file;

	run_announce(run, "flock(%s, LOCK_EX)", notation_fd(&file, run, fd));
	if (run->dry) {
		return 0;
	}
	int result;
	do {
		result = flock(fd, LOCK_EX);
	} while (result < 0 && errno == EINTR);
	return (int)run_judge(run, result);
}

int kernel_rename(struct run *run, int at_fd, const char *from, const char *to)
{
	struct notation_fd at, again;
	struct notation_text old, new;

	run_announce(run, "renameat(%s, %s, %s, %s)", notation_fd(&at, run, at_fd),
		     notation_text(&old, from), notation_fd(&again, run, at_fd),
		     notation_text(&new, to));
	return run->dry ? 0 : (int)run_judge(run, renameat(at_fd, from, at_fd, to));
}
