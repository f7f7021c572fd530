/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_above.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroup_state.h"
#include "kernel/file.h"

bool cgroup_is_above(const char *mount_root)
{
	do {
		if (strncmp(mount_root, "/..", 3) != 0) {
			return false;
		}
		mount_root += 3;
	} while (*mount_root);
	return true;
}

static unsigned depth_of(const char *path)
{
	unsigned depth = 0;

	for (; path[0] && path[1]; path++) {
		depth += *path == '/';
	}
	return depth;
}

/* A thread of ours is in it: its ids are those of the reader's own PID namespace. */
static bool has_us(const struct cgroup_tree *tree, const char *path)
{
	struct run quiet = { .tool = "" };
	struct cgroup_pids threads = { 0 };
	struct cgroup group;
	bool found = false;

	if (cgroup_open_path(&quiet, tree, path, &group) < 0) {
		return false;
	}
	if (cgroup_pids_read(&quiet, &group, "cgroup.threads", &threads) == 0) {
		for (size_t i = 0; i < threads.count && !found; i++) {
			found = threads.item[i] == gettid();
		}
	}
	cgroup_pids_free(&threads);
	cgroup_close(&group);
	return found;
}

/* The path below the mount of the namespace's root: of our own group, less its path inside. */
static int find_root(struct run *run, const struct cgroup_tree *tree, const char *mount_root,
		     char root[CGROUP_PATH_MAX])
{
	char text[16384];
	struct cgroup_list list;

	if (kernel_read_file(run, AT_FDCWD, "/proc/self/cgroup", text, sizeof text) < 0) {
		return -1;
	}
	const char *own = cgroup_unified_path(text);
	size_t inside = own && own[1] ? strlen(own) : 0;
	if (!own || cgroup_list_read(run, tree, "/", UINT_MAX, &list) < 0) {
		return -1;
	}
	unsigned depth = depth_of(mount_root) + (inside ? depth_of(own) : 0);
	const char *found = NULL;
	for (size_t i = 0; i < list.count && !found; i++) {
		const struct cgroup_entry *entry = &list.item[i];
		size_t length = strlen(entry->path);

		if (entry->depth == depth && length > inside &&
		    strncmp(entry->path + length - inside, own, inside) == 0 &&
		    has_us(tree, entry->path)) {
			found = entry->path;
			snprintf(root, CGROUP_PATH_MAX, "%.*s", (int)(length - inside), found);
		}
	}
	cgroup_list_free(&list);
	return found ? 0 : -1;
}

int cgroup_path_above(struct run *run, const struct cgroup_tree *tree, const char *mount_root,
		      const char *told, char path[CGROUP_PATH_MAX])
{
	char made[CGROUP_PATH_MAX];

	if (find_root(run, tree, mount_root, made) < 0) {
		return run_refuse(run, "our own group is not seen in what is mounted at %s",
				  tree->mount);
	}
	for (const char *part = told; *part && part[1];) {
		size_t length = 1 + strcspn(part + 1, "/"), used = strlen(made);

		if (length != 3 || strncmp(part, "/..", 3) != 0) {
			if (used + length >= sizeof made) {
				return run_refuse(run, "its path is longer than the kernel takes");
			}
			snprintf(made + used, sizeof made - used, "%.*s", (int)length, part);
		} else if (used == 0) {
			return run_refuse(run, "its group %s lies outside of what is mounted at %s",
					  told, tree->mount);
		} else {
			*strrchr(made, '/') = '\0';
		}
		part += length;
	}
	snprintf(path, CGROUP_PATH_MAX, "%s", *made ? made : "/");
	return 0;
}
