/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"
#include "netname.h"

int netname_list_add(struct run *run, struct netname_list *list, const char *name)
{
	if ((list->count & (list->count - 1)) == 0) {
		/* Room for the next power of two: entries may have been taken out meanwhile. */
		size_t room = list->count ? list->count * 2 : 1;
		char **grown = reallocarray(list->name, room, sizeof *grown);

		if (!grown) {
			return run_refuse(run, "there is no memory for %zu names", room);
		}
		list->name = grown;
	}
	list->name[list->count] = strdup(name);
	if (!list->name[list->count]) {
		return run_refuse(run, "there is no memory for the name %s", name);
	}
	list->count++;
	return 0;
}

int netname_list(struct run *run, struct netname_list *list)
{
	*list = (struct netname_list){ 0 };
	run_step(run, "list the names in " NETNAME_FOLDER);
	int fd = kernel_open(run, AT_FDCWD, NETNAME_FOLDER, O_RDONLY | O_DIRECTORY);
	if (fd < 0) {
		if (run->failure.error == ENOENT) {
			run_forgive(run);
			return 0;
		}
		return -1;
	}
	DIR *folder = fdopendir(fd);
	if (!folder) {
		close(fd);
		return run_refuse_errno(run, "the folder cannot be read");
	}
	int result = 0;
	while (result == 0) {
		errno = 0;
		struct dirent *entry = readdir(folder);
		if (!entry) {
			result = errno ? run_refuse_errno(run, "its names cannot be read") : 0;
			break;
		}
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			result = netname_list_add(run, list, entry->d_name);
		}
	}
	closedir(folder);
	return result;
}

void netname_list_free(struct netname_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->name[i]);
	}
	free(list->name);
	*list = (struct netname_list){ 0 };
}
