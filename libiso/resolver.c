/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resolver.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"

#define FOLDER "/etc/netns"
#define MARK   "# made by cns-netns up, removed by cns-netns down\n"

struct resolver_path {
	char folder[sizeof FOLDER + NAME_MAX + 2];
	char file[sizeof FOLDER + NAME_MAX + 16];
};

static void fill_path(struct resolver_path *path, const char *name)
{
	snprintf(path->folder, sizeof path->folder, FOLDER "/%.255s", name);
	snprintf(path->file, sizeof path->file, FOLDER "/%.255s/resolv.conf", name);
}

/* A server at a loopback address is the host's own stub: nobody listens there in a namespace. */
static size_t copy_servers(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, server[64];
	size_t length = 0, used = 0;

	while (file && getline(&line, &length, file) > 0) {
		bool is_server = sscanf(line, " nameserver %63s", server) == 1;
		bool kept = is_server
				    ? strncmp(server, "127.", 4) != 0 && strcmp(server, "::1") != 0
				    : strncmp(line, "search", 6) == 0 ||
					      strncmp(line, "options", 7) == 0;

		if (kept && used + strlen(line) < size) {
			memcpy(text + used, line, strlen(line) + 1);
			used += strlen(line);
		}
	}
	free(line);
	if (file) {
		fclose(file);
	}
	text[used] = '\0';
	return used;
}

int resolver_of_host(struct run *run, char *text, size_t size)
{
	/* Where the stub of systemd-resolved (its manual page, FILES) says whom it asks itself. */
	static const char *const paths[] = { "/etc/resolv.conf",
					     "/run/systemd/resolve/resolv.conf" };

	run_step(run, "find name servers that a namespace can reach");
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		copy_servers(paths[i], text, size);
		if (strstr(text, "nameserver")) {
			return 0;
		}
	}
	run_refuse(run, "/etc/resolv.conf names none but servers of this host alone");
	return run_advise(run, "--dns ADDRESS names one");
}

static int make_folder(struct run *run, const char *folder)
{
	if (kernel_mkdir(run, AT_FDCWD, folder, 0755) < 0) {
		if (run->failure.error != EEXIST) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

int resolver_make(struct run *run, const char *name, const char *text)
{
	struct resolver_path path;
	char whole[4096];

	fill_path(&path, name);
	run_step(run, "write the name servers of %s to %s", name, path.file);
	snprintf(whole, sizeof whole, MARK "%s", text);
	if (make_folder(run, FOLDER) < 0 || make_folder(run, path.folder) < 0) {
		return -1;
	}
	int fd = kernel_create(run, AT_FDCWD, path.file, 0644);
	if (fd < 0) {
		return -1;
	}
	close(fd);
	return kernel_write_file(run, AT_FDCWD, path.file, whole);
}

/* Empty it is one whose writer was killed before it could write. */
static bool is_ours(const char *path)
{
	char start[sizeof MARK] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t length = fd < 0 ? -1 : read(fd, start, sizeof start - 1);

	if (fd >= 0) {
		close(fd);
	}
	return length == 0 || (length > 0 && strcmp(start, MARK) == 0);
}

static int remove_if_empty(struct run *run, const char *folder)
{
	if (kernel_unlink(run, AT_FDCWD, folder, AT_REMOVEDIR) < 0) {
		if (run->failure.error != ENOENT && run->failure.error != ENOTEMPTY &&
		    run->failure.error != EBUSY) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

int resolver_remove(struct run *run, const char *name)
{
	struct resolver_path path;

	fill_path(&path, name);
	run_step(run, "remove the name servers of %s", name);
	if (is_ours(path.file) && kernel_unlink(run, AT_FDCWD, path.file, 0) < 0) {
		return -1;
	}
	return remove_if_empty(run, path.folder) < 0 ? -1 : remove_if_empty(run, FOLDER);
}
