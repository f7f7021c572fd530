/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * holders - who keeps a network namespace alive.
 *
 * Not only its processes do: so does a descriptor of it, a mount of it in any mount namespace,
 * and a socket that was made in it, in whatever process that now is.  What another user's
 * processes have cannot be seen without root.
 */
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/interface.h"
#include "kernel/namespace.h"
#include "namespace.h"
#include "table.h"
#include "target.h"
#include "text.h"
#include "verb.h"

enum { KIND, PID, COMMAND, WHAT };

static const struct table_column columns[] = {
	[KIND] = { "KIND", "process, thread, descriptor, socket or mount", TABLE_SHOWN },
	[PID] = { "PID", "the process that has it", TABLE_SHOWN | TABLE_NUMBER | TABLE_KEY },
	[COMMAND] = { "COMMAND", "its name", TABLE_SHOWN },
	[WHAT] = { "WHAT", "which thread, descriptor or mount point", TABLE_SHOWN },
	{ 0 },
};

struct search {
	struct namespace_id id;
	struct table *table;
	ino_t *mount_namespaces; /* already looked at */
	size_t count;
	/* The process at hand. */
	int folder_fd;
	unsigned long long pid;
	char command[64];
};

static void tell(const struct search *search, const char *kind, const char *what)
{
	struct table_row *row = table_add(search->table, NULL);

	table_set(row, KIND, "%s", kind);
	table_set_number(row, PID, search->pid);
	table_set(row, COMMAND, "%s", search->command);
	table_set(row, WHAT, "%s", what);
}

static bool is_it(const struct search *search, int folder_fd, const char *path)
{
	struct stat file;

	return fstatat(folder_fd, path, &file, 0) == 0 && file.st_ino == search->id.inode &&
	       file.st_dev == search->id.device;
}

static DIR *open_folder(const struct search *search, const char *path)
{
	int fd = openat(search->folder_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? NULL : fdopendir(fd);
}

/* True when the process itself is in it: then its descriptors say nothing more. */
static bool search_threads(const struct search *search)
{
	bool leader = is_it(search, search->folder_fd, "ns/net");
	DIR *tasks = leader ? NULL : open_folder(search, "task");

	if (leader) {
		tell(search, "process", "");
	}
	for (struct dirent *entry; tasks && (entry = readdir(tasks));) {
		char path[NAME_MAX + 8];

		snprintf(path, sizeof path, "%s/ns/net", entry->d_name);
		if (entry->d_name[0] != '.' && is_it(search, dirfd(tasks), path)) {
			tell(search, "thread", entry->d_name);
		}
	}
	if (tasks) {
		closedir(tasks);
	}
	return leader;
}

/* A copy of the socket tells where it was made; what may not be asked is passed over. */
static bool is_socket_of(struct run *run, const struct search *search, int pid_fd,
			 const char *number)
{
	struct namespace_id id;
	uint64_t fd;
	bool same = false;

	if (text_to_number(number, INT32_MAX, &fd) < 0) {
		return false;
	}
	int copy = kernel_pidfd_getfd(run, pid_fd, (int)fd);
	int made_in = copy < 0 ? -1 : kernel_socket_namespace(run, copy);
	if (made_in >= 0) {
		same = namespace_identify(made_in, &id) == 0 && namespace_is_same(id, search->id);
		close(made_in);
	} else {
		run_forgive(run);
	}
	if (copy >= 0) {
		close(copy);
	}
	return same;
}

static void search_descriptors(struct run *run, const struct search *search)
{
	DIR *folder = open_folder(search, "fd");
	int pid_fd = -1;

	for (struct dirent *entry; folder && (entry = readdir(folder));) {
		struct stat file;

		if (entry->d_name[0] == '.' ||
		    fstatat(dirfd(folder), entry->d_name, &file, 0) < 0) {
			continue;
		}
		if (file.st_ino == search->id.inode && file.st_dev == search->id.device) {
			tell(search, "descriptor", entry->d_name);
		}
		if (!S_ISSOCK(file.st_mode)) {
			continue;
		}
		if (pid_fd < 0) {
			pid_fd = kernel_pidfd_open(run, (pid_t)search->pid);
		}
		if (pid_fd < 0) {
			run_forgive(run);
		} else if (is_socket_of(run, search, pid_fd, entry->d_name)) {
			tell(search, "socket", entry->d_name);
		}
	}
	if (pid_fd >= 0) {
		close(pid_fd);
	}
	if (folder) {
		closedir(folder);
	}
}

/* Each mount namespace once: true the first time. */
static bool is_new_mount_namespace(struct search *search)
{
	struct stat file;

	if (fstatat(search->folder_fd, "ns/mnt", &file, 0) < 0) {
		return false;
	}
	for (size_t i = 0; i < search->count; i++) {
		if (search->mount_namespaces[i] == file.st_ino) {
			return false;
		}
	}
	ino_t *grown = reallocarray(search->mount_namespaces, search->count + 1, sizeof *grown);
	if (!grown) {
		return false;
	}
	search->mount_namespaces = grown;
	grown[search->count++] = file.st_ino;
	return true;
}

static void search_mounts(struct search *search)
{
	char root[64], *line = NULL, wanted[64], path[PATH_MAX];
	size_t size = 0;
	int fd = is_new_mount_namespace(search)
			 ? openat(search->folder_fd, "mountinfo", O_RDONLY | O_CLOEXEC)
			 : -1;
	FILE *mounts = fd < 0 ? NULL : fdopen(fd, "r");

	snprintf(wanted, sizeof wanted, "net:[%ju]", (uintmax_t)search->id.inode);
	while (mounts && getline(&line, &size, mounts) > 0) {
		if (sscanf(line, "%*d %*d %*s %63s %4095s", root, path) == 2 &&
		    strcmp(root, wanted) == 0) {
			text_unescape_octal(path);
			tell(search, "mount", path);
		}
	}
	free(line);
	if (mounts) {
		fclose(mounts);
	}
}

static void search_process(struct run *run, struct search *search)
{
	int fd = openat(search->folder_fd, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, search->command, sizeof search->command - 1);

	if (fd >= 0) {
		close(fd);
	}
	search->command[length > 0 ? length : 0] = '\0';
	search->command[strcspn(search->command, "\n")] = '\0';
	if (!search_threads(search)) {
		search_descriptors(run, search);
	}
	search_mounts(search);
}

static int search_all(struct run *run, struct search *search)
{
	uint64_t number;

	run_step(run, "look at what every process has");
	int fd = kernel_open(run, AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY);
	DIR *proc = fd < 0 ? NULL : fdopendir(fd);
	if (!proc) {
		return -1;
	}
	for (struct dirent *entry; (entry = readdir(proc));) {
		/* Our own descriptor of the namespace goes with us. */
		if (text_to_number(entry->d_name, INT32_MAX, &number) < 0 ||
		    (pid_t)number == getpid()) {
			continue;
		}
		search->pid = number;
		search->folder_fd = openat(fd, entry->d_name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (search->folder_fd >= 0) {
			search_process(run, search);
			close(search->folder_fd);
		}
	}
	closedir(proc);
	free(search->mount_namespaces);
	return 0;
}

static int identify(struct run *run, const char *text, struct namespace_id *id)
{
	struct target target;

	if (target_open_network(run, text, &target) < 0) {
		return -1;
	}
	int fd = target_open_namespace(run, &target, NAMESPACE_NET);
	int result = fd < 0 ? -1 : namespace_identify(fd, id);
	if (fd >= 0) {
		close(fd);
	}
	target_close(&target);
	return result;
}

int netns_holders(struct run *run, int argc, char **argv)
{
	struct table_format format = { 0 };
	struct option_row options[TABLE_OPTIONS + 1] = { 0 };
	struct search search = { 0 };
	const struct tool tool = {
		.name = "cns-netns holders",
		.summary = "List what keeps a network namespace alive.",
		.operands = "TARGET",
		.operands_min = 1,
		.operands_max = 1,
		.rows = options,
	};

	table_options(options, &format);
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	search.table = table_new(run, "holders", columns, &format);
	if (!search.table) {
		return run->failure.happened ? run_failed(run) : option_answered(run);
	}
	if (identify(run, asked.operand[0], &search.id) < 0 || search_all(run, &search) < 0) {
		table_free(search.table);
		return run_failed(run);
	}
	return table_print(run, search.table);
}
