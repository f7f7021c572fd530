/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "netfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"

#define FOLDER "/etc/netns"
#define MARK   "# made by cns-netns up, removed by cns-netns down\n"

struct path {
	char folder[sizeof FOLDER + NAME_MAX + 2];
	char file[sizeof FOLDER + NAME_MAX + 24];
};

static void fill_path(struct path *path, const char *name, const char *file)
{
	snprintf(path->folder, sizeof path->folder, FOLDER "/%.255s", name);
	snprintf(path->file, sizeof path->file, FOLDER "/%.255s/%.20s", name, file);
}

static int make_folder(struct run *run, const char *folder)
{
	if (kernel_mkdir(run, AT_FDCWD, folder, 0755) < 0) {
		if (run->failure.error != EEXIST) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

static int write_marked(struct run *run, int fd, const char *text)
{
	char *whole = NULL;

	if (asprintf(&whole, MARK "%s", text) < 0) {
		return run_refuse(run, "there is no memory for a file");
	}
	int result = kernel_write(run, fd, whole);
	free(whole);
	return result;
}

/* The text is one of ours, or the host's own: no line of it ends the document. */
static void say_file(struct run *run, const struct path *path, const char *text)
{
	run_equivalent(run, "mkdir -p %s", path->folder);
	run_equivalent(run, "cat >%s <<'END'\n" MARK "%sEND", path->file, text);
}

int netfile_make(struct run *run, const char *name, const char *file, const char *text)
{
	struct path path;

	fill_path(&path, name, file);
	if (make_folder(run, FOLDER) < 0 || make_folder(run, path.folder) < 0) {
		return -1;
	}
	if (*text) {
		say_file(run, &path, text);
	}
	int fd = kernel_create(run, AT_FDCWD, path.file, 0644);
	if (fd < 0) {
		return -1;
	}
	int result = write_marked(run, fd, text);
	close(fd);
	return result;
}

/*
 * 1: ours; empty or cut short it is one whose writer was killed, or found the disk full.  0: there
 * is none, or another's.  -1: refused, it cannot be told.
 */
static int is_ours(struct run *run, const char *path)
{
	char start[sizeof MARK] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t length = fd < 0 ? -1 : read(fd, start, sizeof start - 1);
	int error = errno;

	if (fd >= 0) {
		close(fd);
	}
	if (length >= 0) {
		return strncmp(start, MARK, (size_t)length) == 0;
	}
	if (error == ENOENT || error == ENOTDIR || error == ELOOP || error == EISDIR) {
		return 0;
	}
	return run_refuse(run, "whose %s is cannot be read: %s (%s)", path, strerrordesc_np(error),
			  strerrorname_np(error));
}

static int remove_if_empty(struct run *run, const char *folder)
{
	if (kernel_unlink(run, AT_FDCWD, folder, AT_REMOVEDIR) < 0) {
		if (run->failure.error != ENOENT && run->failure.error != ENOTEMPTY &&
		    run->failure.error != EBUSY) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

int netfile_rewrite(struct run *run, const char *name, const char *file, const char *text)
{
	struct path path;

	fill_path(&path, name, file);
	int ours = is_ours(run, path.file);
	if (ours == 0 && run->dry && access(path.file, F_OK) < 0) {
		/* It would have been made by now. */
		say_file(run, &path, text);
		return 0;
	}
	if (ours <= 0) {
		return ours;
	}
	say_file(run, &path, text);
	int fd = kernel_open(run, AT_FDCWD, path.file,
			     run->dry ? O_PATH : O_WRONLY | O_TRUNC | O_NOFOLLOW);
	if (fd < 0) {
		return -1;
	}
	int result = write_marked(run, fd, text);
	close(fd);
	return result;
}

int netfile_remove(struct run *run, const char *name, const char *file)
{
	struct path path;

	fill_path(&path, name, file);
	run_step(run, "remove %s", path.file);
	int ours = is_ours(run, path.file);
	if (ours > 0) {
		run_equivalent(run, "rm %s", path.file);
		run_equivalent(run, "rmdir --ignore-fail-on-non-empty %s " FOLDER, path.folder);
	}
	if (ours < 0 || (ours > 0 && kernel_unlink(run, AT_FDCWD, path.file, 0) < 0)) {
		return -1;
	}
	return remove_if_empty(run, path.folder) < 0 ? -1 : remove_if_empty(run, FOLDER);
}
