/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One walk.  Components come from the kernel's own listing, so plain openat(2) cannot be led
 * astray. */
struct walk {
	struct run *run;
	struct cgroup_list *list;
	unsigned depth_max;
};

static int add_entry(const struct walk *walk, const char *path, uint64_t id, ptrdiff_t parent)
{
	struct cgroup_list *list = walk->list;

	/* Doubled at each power of two. */
	if ((list->count & (list->count - 1)) == 0) {
		size_t room = list->count ? list->count * 2 : 1;
		struct cgroup_entry *grown = reallocarray(list->item, room, sizeof *list->item);

		if (!grown) {
			return run_refuse(walk->run, "no memory for the list of cgroups");
		}
		list->item = grown;
	}
	list->item[list->count] = (struct cgroup_entry){
		.path = strdup(path),
		.id = id,
		.depth = parent < 0 ? 0 : list->item[parent].depth + 1,
		.parent = parent,
	};
	if (!list->item[list->count].path) {
		return run_refuse(walk->run, "no memory for the list of cgroups");
	}
	list->count++;
	return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strverscmp((*a)->d_name, (*b)->d_name);
}

static int is_group(const struct dirent *entry)
{
	return entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 &&
	       strcmp(entry->d_name, "..") != 0;
}

static int walk_into(const struct walk *walk, int folder_fd, ptrdiff_t parent);

/* A folder's links are its own two and one from each group in it. */
static bool is_leaf(int folder_fd, const char *name)
{
	struct stat status;

	return fstatat(folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_nlink == 2;
}

static int walk_child(const struct walk *walk, int folder_fd, const struct dirent *entry,
		      ptrdiff_t parent)
{
	char path[CGROUP_PATH_MAX];
	const char *above = walk->list->item[parent].path;

	if ((size_t)snprintf(path, sizeof path, "%s/%s", above[1] ? above : "", entry->d_name) >=
	    sizeof path) {
		return run_refuse(walk->run, "a path below %s is longer than the kernel takes",
				  above);
	}
	if (add_entry(walk, path, entry->d_ino, parent) < 0) {
		return -1;
	}
	ptrdiff_t place = (ptrdiff_t)walk->list->count - 1;
	if (walk->list->item[place].depth >= walk->depth_max || is_leaf(folder_fd, entry->d_name)) {
		return 0;
	}
	int fd = openat(folder_fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno != ENOENT && errno != EACCES && errno != ENODEV) {
		return run_refuse_errno(walk->run, "%s cannot be read", path);
	}
	if (fd < 0) {
		/* Removed meanwhile, or not ours to read: it is listed, what is below it is not. */
		return 0;
	}
	int result = walk_into(walk, fd, place);
	close(fd);
	return result;
}

static int walk_into(const struct walk *walk, int folder_fd, ptrdiff_t parent)
{
	struct dirent **entries = NULL;
	int count = scandirat(folder_fd, ".", &entries, is_group, by_name);
	int result = 0;

	if (count < 0 && errno != ENOENT && errno != ENODEV) {
		return run_refuse_errno(walk->run, "%s cannot be read",
					walk->list->item[parent].path);
	}
	for (int i = 0; i < count; i++) {
		if (result == 0) {
			result = walk_child(walk, folder_fd, entries[i], parent);
		}
		free(entries[i]);
	}
	free(entries);
	return result;
}

int cgroup_list_read(struct run *run, const struct cgroup_tree *tree, const char *path,
		     unsigned depth_max, struct cgroup_list *list)
{
	struct walk walk = { run, list, depth_max };
	struct cgroup start;
	int result;

	*list = (struct cgroup_list){ 0 };
	if (cgroup_open_path(run, tree, path, &start) < 0) {
		return -1;
	}
	result = add_entry(&walk, start.path, start.id, -1);
	if (result == 0 && depth_max > 0) {
		result = walk_into(&walk, start.fd, 0);
	}
	cgroup_close(&start);
	if (result < 0) {
		cgroup_list_free(list);
	}
	return result;
}

int cgroup_list_open(struct run *run, const struct cgroup_tree *tree,
		     const struct cgroup_entry *entry, struct cgroup *group)
{
	struct cgroup now;

	if (cgroup_open_path(run, tree, entry->path, &now) < 0) {
		return -1;
	}
	if (now.id != entry->id) {
		cgroup_close(&now);
		return run_refuse(run, "%s was removed meanwhile, and another made in its place",
				  entry->path);
	}
	*group = now;
	return 0;
}

void cgroup_list_free(struct cgroup_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->item[i].path);
	}
	free(list->item);
	*list = (struct cgroup_list){ 0 };
}
