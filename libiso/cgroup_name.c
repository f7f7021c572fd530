/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static bool has_control(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < 0x20 || *text == 0x7f) {
			return true;
		}
	}
	return false;
}

/* Adds the components of name to path, one slash before each. */
static int add_components(struct run *run, const char *name, char path[CGROUP_PATH_MAX])
{
	size_t used = strlen(path);
	char part[CGROUP_PATH_MAX];
	const char *rest = name;

	for (int n; (n = text_next(&rest, '/', part, sizeof part)) != 0;) {
		if (n > 0 && *part == '\0') {
			continue;
		}
		if (n < 0 || strcmp(part, ".") == 0 || strcmp(part, "..") == 0 ||
		    has_control(part)) {
			return run_refuse(run, "'%.200s' is not a name that a cgroup can have",
					  name);
		}
		if (used + strlen(part) + 2 > CGROUP_PATH_MAX) {
			return run_refuse(run, "the path is longer than the kernel takes");
		}
		used += (size_t)snprintf(path + used, CGROUP_PATH_MAX - used, "/%s", part);
	}
	if (used == 0) {
		memcpy(path, "/", 2);
	}
	return 0;
}

/* Whether path is suffix, or ends in "/suffix". */
static bool ends_in(const char *path, const char *suffix)
{
	size_t length = strlen(path), end = strlen(suffix);

	return length >= end && strcmp(path + length - end, suffix) == 0;
}

/* The only group whose last components are those of suffix, which begins with a slash. */
static const char *only_fit(struct run *run, const struct cgroup_list *list, const char *suffix)
{
	const char *found = NULL, *other = NULL;

	for (size_t i = 0; i < list->count; i++) {
		const char *path = list->item[i].path;

		if (strcmp(path, suffix) == 0) {
			return path;
		}
		if (ends_in(path, suffix)) {
			other = found;
			found = path;
		}
	}
	if (!found) {
		run_refuse(run, "no cgroup is called so");
	} else if (other) {
		run_refuse(run, "%s and %s are both called so; say more of the path", other, found);
	}
	return other ? NULL : found;
}

static int find_by_end(struct run *run, const struct cgroup_tree *tree, const char *suffix,
		       char path[CGROUP_PATH_MAX])
{
	struct cgroup_list list;

	if (cgroup_list_read(run, tree, "/", UINT_MAX, &list) < 0) {
		return -1;
	}
	const char *found = only_fit(run, &list, suffix);
	if (found) {
		snprintf(path, CGROUP_PATH_MAX, "%s", found);
	}
	cgroup_list_free(&list);
	return found ? 0 : -1;
}

static bool is_below(const char *name, const char *folder, size_t length)
{
	return length > 1 && strncmp(name, folder, length) == 0 &&
	       (name[length] == '/' || !name[length]);
}

/* What follows the mount's own path in a path of the file system; NULL: it is none. */
static const char *below_mount(const struct cgroup_tree *tree, const char *name)
{
	size_t length = strlen(tree->mount);

	return is_below(name, tree->mount, length) ? name + length : NULL;
}

/* A group of version 1 must not be taken for the wish of one of that name in version 2. */
static int refuse_legacy(struct run *run, const struct cgroup_tree *tree, const char *name)
{
	for (const char *line = tree->legacy; *line; line = strchr(line, '\n') + 1) {
		size_t length = strcspn(line, "\n");

		if (is_below(name, line, length)) {
			return run_refuse(run,
					  "it is in cgroup version 1, which is mounted at %.*s; "
					  "version 2 is at %s",
					  (int)length, line, tree->mount);
		}
	}
	return 0;
}

int cgroup_name_resolve(struct run *run, const struct cgroup_tree *tree, const char *name,
			char path[CGROUP_PATH_MAX])
{
	char made[CGROUP_PATH_MAX] = "";
	bool search = name[0] == '@' && name[1] != '/';
	const char *rest = name[0] == '@' ? name + 1 : name;
	const char *mounted = below_mount(tree, rest);

	run_step(run, "find the cgroup '%.200s'", name);
	if (!*rest) {
		return run_refuse(run, "its name is empty");
	}
	if (strcmp(rest, ".") == 0 || strcmp(rest, "./") == 0) {
		return cgroup_path_of(run, tree, AT_FDCWD, path);
	}
	if (rest[0] != '/' && !search) {
		snprintf(made, sizeof made, "%s", tree->base);
	}
	if (strncmp(rest, "./", 2) == 0 && !search) {
		if (cgroup_path_of(run, tree, AT_FDCWD, made) < 0) {
			return -1;
		}
		made[made[1] ? strlen(made) : 0] = '\0';
		rest += 2;
	}
	if (!mounted && refuse_legacy(run, tree, rest) < 0) {
		return -1;
	}
	if (add_components(run, mounted ? mounted : rest, made) < 0) {
		return -1;
	}
	if (search) {
		return find_by_end(run, tree, made, path);
	}
	memcpy(path, made, sizeof made);
	return 0;
}
