/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The floor of cns-ps --namespaces: what of each process has to be read, and nothing kept of it. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void read_links(int folder_fd, char *link, size_t size)
{
	static const char *const links[] = {
		"ns/mnt",
		"ns/uts",
		"ns/ipc",
		"ns/net",
		"ns/pid",
		"ns/user",
		"ns/cgroup",
		"ns/time",
		"ns/pid_for_children",
		"ns/time_for_children",
	};

	for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
		if (readlinkat(folder_fd, links[i], link, size) < 0) {
			return;
		}
	}
}

static void read_descriptors(int folder_fd, char *link, size_t size)
{
	char list[4096] __attribute__((aligned(8)));
	int fd = openat(folder_fd, "fd", O_RDONLY | O_DIRECTORY);
	ssize_t length;

	while (fd >= 0 && (length = getdents64(fd, list, sizeof list)) > 0) {
		for (ssize_t at = 0; at < length;) {
			const struct dirent64 *entry = (const void *)(list + at);

			at += entry->d_reclen;
			if (entry->d_name[0] != '.' &&
			    readlinkat(fd, entry->d_name, link, size) < 0) {
				continue;
			}
		}
	}
	close(fd);
}

int main(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	char text[1024];

	while (proc && (entry = readdir(proc))) {
		int folder_fd = strtol(entry->d_name, NULL, 10) > 0
					? openat(dirfd(proc), entry->d_name, O_PATH | O_DIRECTORY)
					: -1;
		int stat_fd = folder_fd < 0 ? -1 : openat(folder_fd, "stat", O_RDONLY);

		if (stat_fd >= 0 && read(stat_fd, text, sizeof text) > 0) {
			read_links(folder_fd, text, sizeof text);
			read_descriptors(folder_fd, text, sizeof text);
		}
		close(stat_fd);
		close(folder_fd);
	}
	return proc ? 0 : 1;
}
