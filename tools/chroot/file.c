/* SPDX-License-Identifier: GPL-2.0-or-later */
/* file - directories, files and links that are made in the new root because they were asked for. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"
#include "make.h"
#include "path.h"
#include "site.h"
#include "text.h"

int make_dir(struct run *run, struct site *site, const struct change *change)
{
	run_step(run, "make the directory %s", change->target);
	int fd = path_make_directory(run, site->root_fd, change->target, change->mode);

	if (fd < 0) {
		return -1;
	}
	close(fd);
	return 0;
}

/* The source of a file: digits are a descriptor that the caller left open. */
static int open_source(struct run *run, const char *source)
{
	uint64_t number;

	if (text_to_number(source, INT32_MAX, &number) == 0) {
		int fd = fcntl((int)number, F_DUPFD_CLOEXEC, 0);

		return fd >= 0 ? fd : run_refuse(run, "descriptor %s is not open", source);
	}
	return kernel_open(run, AT_FDCWD, source, O_RDONLY);
}

static int copy(struct run *run, int from_fd, int to_fd)
{
	char part[4096];

	for (;;) {
		ssize_t length = read(from_fd, part, sizeof part);

		if (length < 0 && errno == EINTR) {
			continue;
		}
		if (length <= 0) {
			return length < 0 ? run_refuse(run, "the source cannot be read: %s",
						       strerrordesc_np(errno))
					  : 0;
		}
		for (ssize_t done = 0; done < length;) {
			ssize_t written = write(to_fd, part + done, (size_t)(length - done));

			if (written < 0 && errno != EINTR) {
				return run_refuse(run, "the new file takes no more: %s",
						  strerrordesc_np(errno));
			}
			done += written > 0 ? written : 0;
		}
	}
}

/* What is there under the name is not opened: it could be a device or somebody's link. */
static int make_content(struct run *run, struct site *site, const struct change *change,
			int from_fd)
{
	struct path_name name;
	int folder_fd = path_open_folder(run, site->root_fd, change->target, &name);

	if (folder_fd < 0) {
		return -1;
	}
	if (kernel_unlink(run, folder_fd, name.text, 0) < 0 && errno == ENOENT) {
		run_forgive(run);
	}
	int fd = run->failure.happened ? -1
				       : kernel_create(run, folder_fd, name.text, change->mode);
	close(folder_fd);
	if (fd < 0) {
		return -1;
	}
	int result = run->dry ? 0 : copy(run, from_fd, fd);
	close(fd);
	return result;
}

int make_file(struct run *run, struct site *site, const struct change *change)
{
	run_step(run, "make the file %s from %s", change->target, change->source);
	int from_fd = open_source(run, change->source);

	if (from_fd < 0) {
		return -1;
	}
	int result = make_content(run, site, change, from_fd);
	close(from_fd);
	return result;
}

/* A link that is there already, and leads to the same, is as good as made. */
static int settle_link(struct run *run, int folder_fd, const char *name, const char *leads_to)
{
	char there[4096];
	ssize_t length = readlinkat(folder_fd, name, there, sizeof there - 1);

	there[length > 0 ? length : 0] = '\0';
	if (length <= 0 || strcmp(there, leads_to) != 0) {
		return -1;
	}
	run_forgive(run);
	return 0;
}

int make_symlink(struct run *run, struct site *site, const struct change *change)
{
	struct path_name name;

	run_step(run, "make the link %s to %s", change->target, change->source);
	int folder_fd = path_open_folder(run, site->root_fd, change->target, &name);
	if (folder_fd < 0) {
		return -1;
	}
	int result = kernel_symlink(run, change->source, folder_fd, name.text);
	if (result < 0 && errno == EEXIST) {
		result = settle_link(run, folder_fd, name.text, change->source);
	}
	close(folder_fd);
	return result;
}

int make_chmod(struct run *run, struct site *site, const struct change *change)
{
	run_step(run, "give %s the mode 0%o", change->target, change->mode);
	int fd = path_open(run, site->root_fd, change->target, O_RDONLY | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		return -1;
	}
	int result = kernel_fchmod(run, fd, change->mode);
	close(fd);
	return result;
}
