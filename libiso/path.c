/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"

enum { LINKS_AT_MOST = 40, RACES_AT_MOST = 64 };

int path_open_root(struct run *run, const char *directory)
{
	return kernel_open(run, AT_FDCWD, directory, O_PATH | O_DIRECTORY);
}

/* The kernel says EAGAIN when a rename elsewhere made .. uncertain: it has to be asked again. */
int path_open(struct run *run, int root_fd, const char *path, int flags)
{
	const struct kernel_how how = {
		.flags = flags,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	int fd = kernel_openat2(run, root_fd, path, &how);

	for (int races = 0; fd < 0 && errno == EAGAIN && races < RACES_AT_MOST; races++) {
		run_forgive(run);
		fd = kernel_openat2(run, root_fd, path, &how);
	}
	return fd;
}

/* A failure that was to be expected is dropped, and -1 remains only for the others. */
static bool is_missing(struct run *run, int fd)
{
	if (fd >= 0 || errno != ENOENT) {
		return false;
	}
	run_forgive(run);
	errno = ENOENT;
	return true;
}

/* The name in folder_fd was just made, or someone's symbolic link was there before. */
static int open_made(struct run *run, int folder_fd, const char *name, int flags)
{
	return kernel_openat2(run, folder_fd, name,
			      &(struct kernel_how){
				      .flags = O_PATH | O_NOFOLLOW | flags,
				      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
			      });
}

/* --dry-run has made nothing that could be opened: a harmless descriptor stands for it. */
static int pretend_made(void)
{
	return open("/", O_PATH | O_CLOEXEC);
}

int path_new_directory(struct run *run, int folder_fd, const char *name, unsigned mode)
{
	if (kernel_mkdir(run, folder_fd, name, mode) < 0) {
		return -1;
	}
	return run->dry ? pretend_made() : open_made(run, folder_fd, name, O_DIRECTORY);
}

int path_new_file(struct run *run, int folder_fd, const char *name, unsigned mode)
{
	if (kernel_mknod(run, folder_fd, name, S_IFREG | mode, 0) < 0) {
		return -1;
	}
	return run->dry ? pretend_made() : open_made(run, folder_fd, name, 0);
}

static int make_in(struct run *run, int folder_fd, const char *name, unsigned mode)
{
	if (strcmp(name, "..") == 0) {
		return run_refuse(run,
				  "a folder on the way is missing, so .. has no meaning after it");
	}
	if (kernel_mkdir(run, folder_fd, name, mode) < 0) {
		if (errno != EEXIST) {
			return -1;
		}
		run_forgive(run);
	}
	return run->dry ? pretend_made() : open_made(run, folder_fd, name, O_DIRECTORY);
}

/* The part of path before end, opened; made inside parent_fd where it is missing. */
static int step_into(struct run *run, int root_fd, int parent_fd, const char *path, size_t end,
		     unsigned mode)
{
	char prefix[PATH_MAX];
	const char *name;

	memcpy(prefix, path, end);
	prefix[end] = '\0';
	int fd = path_open(run, root_fd, prefix, O_PATH | O_DIRECTORY);
	if (!is_missing(run, fd)) {
		return fd;
	}
	name = strrchr(prefix, '/');
	return make_in(run, parent_fd, name ? name + 1 : prefix, mode);
}

static int make_each(struct run *run, int root_fd, const char *path, unsigned mode)
{
	int parent_fd = path_open(run, root_fd, "/", O_PATH | O_DIRECTORY);
	size_t end = strspn(path, "/");

	while (parent_fd >= 0 && path[end]) {
		end += strcspn(path + end, "/");
		size_t next = end + strspn(path + end, "/");
		int fd = step_into(run, root_fd, parent_fd, path, end, path[next] ? 0755 : mode);

		close(parent_fd);
		parent_fd = fd;
		end = next;
	}
	return parent_fd;
}

int path_make_directory(struct run *run, int root_fd, const char *path, unsigned mode)
{
	int fd = path_open(run, root_fd, path, O_PATH | O_DIRECTORY);

	if (!is_missing(run, fd)) {
		return fd;
	}
	if (strlen(path) >= PATH_MAX) {
		return run_refuse(run, "the path is longer than %d bytes", PATH_MAX - 1);
	}
	return make_each(run, root_fd, path, mode);
}

int path_open_folder(struct run *run, int root_fd, const char *path, struct path_name *name)
{
	const char *slash = strrchr(path, '/');
	const char *last = slash ? slash + 1 : path;
	char folder[PATH_MAX] = "/";

	if (!*last || strcmp(last, ".") == 0 || strcmp(last, "..") == 0 ||
	    strlen(last) >= sizeof name->text || strlen(path) >= sizeof folder) {
		return run_refuse(run, "'%s' does not end in the name of a file", path);
	}
	memcpy(name->text, last, strlen(last) + 1);
	if (last != path) {
		memcpy(folder, path, (size_t)(last - path));
		folder[last - path] = '\0';
	}
	return path_make_directory(run, root_fd, folder, 0755);
}

/* Where a link that leads to nothing points, as a path inside the root. */
static int follow_link(int folder_fd, const char *name, char path[PATH_MAX])
{
	char target[PATH_MAX], joined[2 * PATH_MAX];
	ssize_t length = readlinkat(folder_fd, name, target, sizeof target - 1);
	const char *slash = strrchr(path, '/');
	size_t folder = slash ? (size_t)(slash + 1 - path) : 0;

	if (length <= 0) {
		return -1;
	}
	target[length] = '\0';
	folder = target[0] == '/' ? 0 : folder;
	memcpy(joined, path, folder);
	memcpy(joined + folder, target, (size_t)length + 1);
	if (folder + (size_t)length >= PATH_MAX) {
		return -1;
	}
	memcpy(path, joined, folder + (size_t)length + 1);
	return 0;
}

/* Makes the file, or learns that a link is in its place: then path says where to try next. */
static int make_file_once(struct run *run, int root_fd, char path[PATH_MAX], unsigned mode)
{
	struct path_name name;
	int folder_fd = path_open_folder(run, root_fd, path, &name);
	int fd = -1;

	if (folder_fd < 0) {
		return -1;
	}
	if (kernel_mknod(run, folder_fd, name.text, S_IFREG | mode, 0) == 0) {
		fd = run->dry ? pretend_made() : open_made(run, folder_fd, name.text, 0);
	} else if (errno == EEXIST && follow_link(folder_fd, name.text, path) == 0) {
		run_forgive(run);
	}
	close(folder_fd);
	return fd;
}

int path_make_file(struct run *run, int root_fd, const char *path, unsigned mode)
{
	char where[PATH_MAX];
	int fd = path_open(run, root_fd, path, O_PATH);

	if (!is_missing(run, fd)) {
		return fd;
	}
	if (strlen(path) >= sizeof where) {
		return run_refuse(run, "the path is longer than %zu bytes", sizeof where - 1);
	}
	memcpy(where, path, strlen(path) + 1);
	for (int links = 0; links < LINKS_AT_MOST; links++) {
		fd = make_file_once(run, root_fd, where, mode);
		if (fd >= 0 || run->failure.happened) {
			return fd;
		}
	}
	return run_refuse(run, "%s leads through too many symbolic links", path);
}

int path_open_nearest(struct run *run, int root_fd, const char *path)
{
	const struct failure before = run->failure;
	char folder[PATH_MAX] = "/";
	int fd = -1;

	if (strlen(path) < sizeof folder) {
		memcpy(folder, path, strlen(path) + 1);
	}
	for (char *slash; fd < 0 && (slash = strrchr(folder, '/')) && slash != folder;) {
		*slash = '\0';
		run->failure = (struct failure){ 0 };
		fd = path_open(run, root_fd, folder, O_PATH | O_DIRECTORY);
		if (fd < 0 && errno != ENOENT && errno != ENOTDIR) {
			return -1;
		}
	}
	run->failure = before;
	return fd >= 0 ? fd : path_open(run, root_fd, "/", O_PATH | O_DIRECTORY);
}
