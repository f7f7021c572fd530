/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "overlay_diff.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "kernel/file.h"
#include "path.h"

struct walk {
	struct run *run;
	const int *lower_fd;
	unsigned lower_count;
	overlay_difference *tell;
	void *data;
	char path[PATH_MAX]; /* of the folder being read, with a slash at its end */
};

/*
 * Keeps what cannot be looked at from passing for what is not there: the failure is recorded, and
 * ends the walk.
 */
static void note_failure(const struct walk *walk, const char *path)
{
	if (errno == ENOSYS) {
		run_refuse_errno(walk->run, "openat2(\"/%s\")", path);
	} else if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP) {
		run_refuse_errno(walk->run, "/%s cannot be looked at", path);
	}
}

/* What is at a path of one layer. */
enum found { FOUND_NOTHING, FOUND_WHITEOUT, FOUND_FOLDER, FOUND_OTHER };

static bool has_attribute(const struct walk *walk, int fd, const char *path, const char *name)
{
	static const char *const space[] = { "trusted", "user" };
	char full[64];

	for (size_t i = 0; i < 2; i++) {
		snprintf(full, sizeof full, "%s.overlay.%s", space[i], name);
		if (fgetxattr(fd, full, NULL, 0) >= 0) {
			return true;
		}
		if (errno != ENODATA && errno != ENOTSUP) {
			note_failure(walk, path);
		}
	}
	return false;
}

/* The second form of a whiteout is an empty regular file, which can be opened without harm. */
static bool is_whiteout(const struct walk *walk, int folder_fd, const char *name,
			const struct stat *file)
{
	if (S_ISCHR(file->st_mode)) {
		return file->st_rdev == 0;
	}
	if (!S_ISREG(file->st_mode) || file->st_size != 0) {
		return false;
	}
	int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0) {
		note_failure(walk, name);
		return false;
	}
	bool is = has_attribute(walk, fd, name, "whiteout");
	close(fd);
	return is;
}

/* Layers are not looked through: a path is in a layer without any symbolic link, or it is not. */
static int open_in_layer(int layer_fd, const char *path, int flags)
{
	struct run quiet = { .tool = "" };

	return kernel_openat2(&quiet, layer_fd, path,
			      &(struct kernel_how){
				      .flags = flags | O_NOFOLLOW,
				      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
			      });
}

static enum found find_in_layer(const struct walk *walk, int layer_fd, const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	struct stat file;
	size_t length = slash ? (size_t)(slash - path) : 0;

	memcpy(folder, path, length);
	memcpy(folder + length, length ? "" : ".", length ? 1 : 2);
	int folder_fd = open_in_layer(layer_fd, folder, O_RDONLY | O_DIRECTORY);
	if (folder_fd < 0) {
		note_failure(walk, path);
		return FOUND_NOTHING;
	}
	enum found found = FOUND_NOTHING;
	const char *name = slash ? slash + 1 : path;
	if (fstatat(folder_fd, name, &file, AT_SYMLINK_NOFOLLOW) == 0) {
		found = is_whiteout(walk, folder_fd, name, &file) ? FOUND_WHITEOUT
			: S_ISDIR(file.st_mode)                   ? FOUND_FOLDER
								  : FOUND_OTHER;
	} else {
		note_failure(walk, path);
	}
	close(folder_fd);
	return found;
}

static bool is_opaque(const struct walk *walk, int layer_fd, const char *path)
{
	int fd = open_in_layer(layer_fd, path, O_RDONLY | O_DIRECTORY);
	bool opaque = fd >= 0 && has_attribute(walk, fd, walk->path + 1, "opaque");

	if (fd >= 0) {
		close(fd);
	}
	return opaque;
}

/* Whether a layer that lacks the path hides it in those below: by what it has on the way to it. */
static bool hides(const struct walk *walk, int layer_fd, const char *path)
{
	char prefix[PATH_MAX];

	for (size_t end = strcspn(path, "/"); path[end]; end += 1 + strcspn(path + end + 1, "/")) {
		memcpy(prefix, path, end);
		prefix[end] = '\0';
		switch (find_in_layer(walk, layer_fd, prefix)) {
		case FOUND_NOTHING: return false;
		case FOUND_FOLDER:
			if (is_opaque(walk, layer_fd, prefix)) {
				return true;
			}
			break;
		default: return true;
		}
	}
	return false;
}

/* What the lower layers show together at a path. */
static enum found find_below(const struct walk *walk, const char *path)
{
	for (unsigned i = 0; i < walk->lower_count; i++) {
		enum found found = find_in_layer(walk, walk->lower_fd[i], path);

		if (found == FOUND_WHITEOUT) {
			return FOUND_NOTHING;
		}
		if (found != FOUND_NOTHING) {
			return found;
		}
		if (hides(walk, walk->lower_fd[i], path)) {
			return FOUND_NOTHING;
		}
	}
	return FOUND_NOTHING;
}

static int compare_names(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

/* The names in a folder, sorted; a list in one piece per name, which ends with NULL. */
static char **read_names(const struct walk *walk, int folder_fd)
{
	int fd = openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	char **names = folder ? calloc(1, sizeof *names) : NULL;
	struct dirent *entry;
	size_t count = 0;

	while (names && (errno = 0, entry = readdir(folder))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
			continue;
		}
		char **grown = reallocarray(names, count + 2, sizeof *names);
		if (!grown) {
			break;
		}
		names = grown;
		names[count] = strdup(entry->d_name);
		if (!names[count]) {
			break;
		}
		names[++count] = NULL;
	}
	if (errno || !names) {
		run_refuse_errno(walk->run, "%s cannot be read", walk->path);
	}
	if (folder) {
		closedir(folder);
	} else if (fd >= 0) {
		close(fd);
	}
	if (names) {
		qsort(names, count, sizeof *names, compare_names);
	}
	return names;
}

static void free_names(char **names)
{
	for (size_t i = 0; names && names[i]; i++) {
		free(names[i]);
	}
	free(names);
}

static int walk_folder(struct walk *walk, int folder_fd, bool all_new);

/* A folder that hides all below it: what was there, and is not in it now, is deleted. */
static void tell_hidden(struct walk *walk, int upper_fd, size_t length)
{
	for (unsigned i = 0; i < walk->lower_count; i++) {
		int fd = open_in_layer(walk->lower_fd[i], walk->path + 1, O_RDONLY | O_DIRECTORY);
		char **names = fd < 0 ? NULL : read_names(walk, fd);
		struct stat file;

		for (size_t n = 0; names && names[n]; n++) {
			int added = snprintf(walk->path + length, sizeof walk->path - length, "/%s",
					     names[n]);

			if (added > 0 && (size_t)added < sizeof walk->path - length &&
			    fstatat(upper_fd, names[n], &file, AT_SYMLINK_NOFOLLOW) < 0 &&
			    find_below(walk, walk->path + 1) != FOUND_NOTHING) {
				walk->tell(walk->data, 'D', walk->path);
			}
			walk->path[length] = '\0';
		}
		free_names(names);
		if (fd >= 0) {
			close(fd);
		}
	}
}

static int walk_entry(struct walk *walk, int folder_fd, const char *name, bool all_new)
{
	enum found below = all_new ? FOUND_NOTHING : find_below(walk, walk->path + 1);
	size_t length = strlen(walk->path);
	struct stat file;

	if (fstatat(folder_fd, name, &file, AT_SYMLINK_NOFOLLOW) < 0) {
		return run_refuse_errno(walk->run, "%s cannot be looked at", walk->path);
	}
	bool gone = is_whiteout(walk, folder_fd, name, &file);
	if (walk->run->failure.happened) {
		return -1;
	}
	if (gone) {
		if (below != FOUND_NOTHING) {
			walk->tell(walk->data, 'D', walk->path);
		}
		return 0;
	}
	walk->tell(walk->data, below == FOUND_NOTHING ? 'A' : 'C', walk->path);
	if (!S_ISDIR(file.st_mode)) {
		return 0;
	}
	int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		return run_refuse_errno(walk->run, "%s cannot be read", walk->path);
	}
	bool opaque = below == FOUND_FOLDER && has_attribute(walk, fd, walk->path + 1, "opaque");
	if (opaque) {
		tell_hidden(walk, fd, length);
	}
	int result = walk_folder(walk, fd, below != FOUND_FOLDER);
	close(fd);
	return result;
}

static int walk_folder(struct walk *walk, int folder_fd, bool all_new)
{
	size_t length = strlen(walk->path);
	char **names = read_names(walk, folder_fd);
	int result = 0;

	for (size_t i = 0; names && names[i] && result == 0; i++) {
		if (length + strlen(names[i]) + 2 > sizeof walk->path) {
			result = run_refuse(walk->run, "a path in it is longer than %zu bytes",
					    sizeof walk->path - 1);
			break;
		}
		walk->path[length] = '/';
		memcpy(walk->path + length + 1, names[i], strlen(names[i]) + 1);
		result = walk_entry(walk, folder_fd, names[i], all_new);
		walk->path[length] = '\0';
	}
	free_names(names);
	return walk->run->failure.happened ? -1 : result;
}

static int open_lower(struct run *run, const struct overlay *overlay, int *lower_fd)
{
	for (unsigned i = 0; i < overlay->lower_count; i++) {
		run_step(run, "open the lower layer %s", overlay->lower[i]);
		lower_fd[i] = path_open_root(run, overlay->lower[i]);
		if (lower_fd[i] < 0) {
			return -1;
		}
	}
	return 0;
}

int overlay_diff(struct run *run, const struct overlay *overlay, overlay_difference *tell,
		 void *data)
{
	int lower_fd[OVERLAY_LAYERS_MAX];
	struct walk walk = {
		.run = run,
		.lower_fd = lower_fd,
		.lower_count = overlay->lower_count,
		.tell = tell,
		.data = data,
	};

	if (open_lower(run, overlay, lower_fd) < 0) {
		return -1;
	}
	run_step(run, "read the upper layer %s", overlay->upper);
	int upper_fd = path_open_root(run, overlay->upper);
	if (upper_fd < 0) {
		return -1;
	}
	int result = walk_folder(&walk, upper_fd, false);
	close(upper_fd);
	for (unsigned i = 0; i < overlay->lower_count; i++) {
		close(lower_fd[i]);
	}
	return result;
}
