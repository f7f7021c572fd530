/* SPDX-License-Identifier: GPL-2.0-or-later */
/* folder - a folder in memory for parsers that open their file by name. */
#ifndef FUZZ_FOLDER_H
#define FUZZ_FOLDER_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

static char folder_name[] = "/dev/shm/fuzz-XXXXXX";

static inline int folder_remove_one(const char *path, const struct stat *file, int kind,
				    struct FTW *place)
{
	(void)file, (void)kind, (void)place;
	return remove(path);
}

static inline void folder_remove(void)
{
	nftw(folder_name, folder_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Makes a folder with "etc" in it once, and opens it; it goes when the fuzzer ends. */
static inline int folder_open(void)
{
	static int fd = -1;

	if (fd < 0 && mkdtemp(folder_name)) {
		fd = open(folder_name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		mkdirat(fd, "etc", 0755);
		atexit(folder_remove);
	}
	return fd;
}

static inline void folder_write(const char *path, const uint8_t *data, size_t size)
{
	int fd = openat(folder_open(), path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0644);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size) {
		abort();
	}
	close(fd);
}

/* Another name of a file that is there. */
static inline void folder_link(const char *path, const char *other)
{
	if (linkat(folder_open(), path, folder_open(), other, 0) < 0 && errno != EEXIST) {
		abort();
	}
}

/* The last part of a path, for parsers whose file has a place of its own. */
static inline const char *folder_name_of(const char *path)
{
	return strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
}

static inline void folder_forget(const char *path)
{
	unlinkat(folder_open(), path, 0);
}

#endif
