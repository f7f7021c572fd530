/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "kernel/file.h"
#include "text.h"

/*
 * A line of mountinfo (proc(5)): fields separated by one blank, a variable number of optional
 * ones, a lone "-", then the type, the source and the super block's options.
 */
enum field { FIELD_DEVICE = 2, FIELD_ROOT = 3, FIELD_PATH = 4, FIELDS = 6 };

struct mount_line {
	char *field[FIELDS];
	char *type;
	char *options;
};

static bool split_line(char *line, struct mount_line *split)
{
	char *rest = strstr(line, " - ");
	char *next = line;

	if (!rest) {
		return false;
	}
	line[strcspn(line, "\n")] = '\0';
	*rest = '\0';
	for (int i = 0; i < FIELDS; i++) {
		split->field[i] = strsep(&next, " ");
		if (!split->field[i]) {
			return false;
		}
	}
	rest += strlen(" - ");
	split->type = strsep(&rest, " ");
	strsep(&rest, " ");
	split->options = rest;
	return rest != NULL;
}

/* Options of a version 1 mount that are not controllers (cgroups(7)). */
static bool is_mount_option(const char *word)
{
	static const char *const others[] = {
		"rw", "ro", "noprefix", "clone_children", "xattr", "cpuset_v2_mode", "favordynmods",
	};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (strcmp(word, others[i]) == 0) {
			return true;
		}
	}
	return strncmp(word, "release_agent=", 14) == 0;
}

/* What a version 1 hierarchy is called: its controllers or its name, out of its options. */
static void copy_controllers(char *copy, size_t size, const char *options)
{
	char word[256];
	size_t used = 0;

	copy[0] = '\0';
	while (text_next(&options, ',', word, sizeof word) > 0) {
		if (!is_mount_option(word) && used + strlen(word) + 2 < size) {
			used += (size_t)snprintf(copy + used, size - used, "%s%s", used ? "," : "",
						 word);
		}
	}
}

/* MAJOR:MINOR, as the kernel writes it. */
static dev_t parse_device(const char *text)
{
	char *rest;
	unsigned long major_number = strtoul(text, &rest, 10);

	return makedev(major_number, *rest == ':' ? strtoul(rest + 1, NULL, 10) : 0);
}

static int add_mount(struct run *run, struct cgroup_mounts *mounts, const struct mount_line *line)
{
	struct cgroup_mount *grown = reallocarray(mounts->item, mounts->count + 1,
						  sizeof *mounts->item);
	char controllers[512] = "";

	if (!grown) {
		return run_refuse(run, "no memory for the list of mounts");
	}
	mounts->item = grown;
	text_unescape_octal(line->field[FIELD_PATH]);
	text_unescape_octal(line->field[FIELD_ROOT]);
	bool unified = strcmp(line->type, "cgroup2") == 0;
	if (!unified) {
		copy_controllers(controllers, sizeof controllers, line->options);
	}
	struct cgroup_mount *mount = &mounts->item[mounts->count];
	*mount = (struct cgroup_mount){
		.path = strdup(line->field[FIELD_PATH]),
		.root = strdup(line->field[FIELD_ROOT]),
		.controllers = strdup(controllers),
		.options = strdup(line->options),
		.device = parse_device(line->field[FIELD_DEVICE]),
		.unified = unified,
	};
	mounts->count++;
	if (!mount->path || !mount->root || !mount->controllers || !mount->options) {
		return run_refuse(run, "no memory for the list of mounts");
	}
	return 0;
}

int cgroup_mounts_read(struct run *run, struct cgroup_mounts *mounts)
{
	struct mount_line split;
	char part[4096]; /* what the kernel gives at most; stdio would ask for 1024 bytes */
	char *line = NULL;
	size_t size = 0;
	int result = 0;

	*mounts = (struct cgroup_mounts){ 0 };
	run_step(run, "find where cgroups are mounted");
	int fd = kernel_open(run, AT_FDCWD, "/proc/self/mountinfo", O_RDONLY);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file) {
		run_refuse_errno(run, "/proc/self/mountinfo cannot be read");
		if (fd >= 0) {
			close(fd);
		}
		return -1;
	}
	setvbuf(file, part, _IOFBF, sizeof part);
	while (result == 0 && getline(&line, &size, file) >= 0) {
		if (split_line(line, &split) && strncmp(split.type, "cgroup", 6) == 0) {
			result = add_mount(run, mounts, &split);
		}
	}
	/* Without memory for a line it ends without an error of the stream. */
	if (result == 0 && !feof(file)) {
		result = run_refuse_errno(run, "/proc/self/mountinfo cannot be read");
	}
	free(line);
	fclose(file);
	return result;
}

void cgroup_mounts_free(struct cgroup_mounts *mounts)
{
	for (size_t i = 0; i < mounts->count; i++) {
		free(mounts->item[i].path);
		free(mounts->item[i].root);
		free(mounts->item[i].controllers);
		free(mounts->item[i].options);
	}
	free(mounts->item);
	*mounts = (struct cgroup_mounts){ 0 };
}

/* Whether its path leads to it, and not to what was mounted over it or above it. */
static bool is_covered(const struct cgroup_mount *mount)
{
	struct stat status;

	return stat(mount->path, &status) < 0 || status.st_dev != mount->device;
}

/* How good it is to work on: the greater, the better. */
static int worth(const struct cgroup_mount *mount)
{
	return (strcmp(mount->root, "/") == 0 ? 1 : 0) + (is_covered(mount) ? 0 : 2);
}

const struct cgroup_mount *cgroup_mounts_unified(const struct cgroup_mounts *mounts)
{
	const struct cgroup_mount *best = NULL;
	int most = -1;

	for (size_t i = 0; i < mounts->count && most < 3; i++) {
		int much = mounts->item[i].unified ? worth(&mounts->item[i]) : -1;

		if (much > most) {
			best = &mounts->item[i];
			most = much;
		}
	}
	return best;
}

static bool list_has(const char *list, const char *name)
{
	char word[256];

	while (text_next(&list, ',', word, sizeof word) > 0) {
		if (strcmp(word, name) == 0) {
			return true;
		}
	}
	return false;
}

const struct cgroup_mount *cgroup_mounts_legacy(const struct cgroup_mounts *mounts,
						const char *name)
{
	for (size_t i = 0; i < mounts->count; i++) {
		if (!mounts->item[i].unified && list_has(mounts->item[i].controllers, name)) {
			return &mounts->item[i];
		}
	}
	return NULL;
}

const char *cgroup_mount_below(const struct cgroup_mount *mount, const char *path)
{
	size_t length = strcmp(mount->root, "/") == 0 ? 0 : strlen(mount->root);

	if (strncmp(path, mount->root, length) != 0 || (path[length] && path[length] != '/') ||
	    strncmp(path, "/..", 3) == 0) {
		return NULL;
	}
	return path[length] ? path + length : "/";
}
