/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pids - the processes in a named network namespace. */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"
#include "namespace.h"
#include "netname.h"
#include "text.h"
#include "verb.h"

static bool is_in(int proc_fd, const char *pid, const char *thread, struct namespace_id id)
{
	struct stat file;
	char path[64];

	snprintf(path, sizeof path, "%.16s/task/%.16s/ns/net", pid, thread);
	return fstatat(proc_fd, path, &file, 0) == 0 && file.st_dev == id.device &&
	       file.st_ino == id.inode;
}

/* A thread may have gone into a namespace of its own: setns(2) moves only the one that calls. */
static bool has_thread_in(int proc_fd, const char *pid, struct namespace_id id)
{
	char path[32];
	bool found = false;

	snprintf(path, sizeof path, "%.16s/task", pid);
	int fd = openat(proc_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	for (struct dirent *entry; folder && !found && (entry = readdir(folder));) {
		found = entry->d_name[0] != '.' && is_in(proc_fd, pid, entry->d_name, id);
	}
	if (folder) {
		closedir(folder);
	}
	return found;
}

static int print_members(struct run *run, struct namespace_id id)
{
	uint64_t number;

	run_step(run, "look for processes in it");
	int fd = kernel_open(run, AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY);
	DIR *proc = fd < 0 ? NULL : fdopendir(fd);
	if (!proc) {
		return -1;
	}
	for (struct dirent *entry; (entry = readdir(proc));) {
		if (text_to_number(entry->d_name, INT32_MAX, &number) == 0 &&
		    has_thread_in(fd, entry->d_name, id)) {
			puts(entry->d_name);
		}
	}
	closedir(proc);
	return 0;
}

int netns_pids(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns pids",
		.summary = "Print the ids of the processes in a named network namespace.",
		.operands = "NAME...",
		.operands_min = 1,
		.operands_max = -1,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct netns_names names;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (netns_names_read(run, &asked, &names) < 0) {
		return run_failed(run);
	}
	int status = netns_names_check_present(&tool, &names);
	for (size_t i = 0; status == 0 && i < names.count; i++) {
		struct namespace_id id;
		int fd = netname_open(run, names.name[i]);

		if (fd < 0 || namespace_identify(fd, &id) < 0 || print_members(run, id) < 0) {
			status = run_failed(run);
		}
		if (fd >= 0) {
			close(fd);
		}
	}
	netns_names_free(&names);
	return status ? status : option_answered(run);
}
