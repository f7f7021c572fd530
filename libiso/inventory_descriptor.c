/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inventory_descriptor - what threads, descriptors and sockets of processes hold. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inventory_part.h"
#include "kernel/namespace.h"
#include "text.h"

/* Where a link was found. */
struct place {
	struct inventory *inventory;
	const struct census_process *process;
	int folder_fd; /* of the process */
	int pid_fd;    /* -1 until a socket asks for it */
	bool no_sockets;
};

/* What is not there is nothing to tell of; what we lack to see it is. */
static int absent(void)
{
	return census_is_lack(errno) ? -1 : 0;
}

/* 1 and the text; 0: there is none; -1 with errno. */
static int read_link(int folder_fd, const char *path, char *link, size_t size)
{
	ssize_t length = readlinkat(folder_fd, path, link, size - 1);

	link[length < 0 ? 0 : length] = '\0';
	return length < 0 ? absent() : 1;
}

/* Where and what a link is that may name a namespace. */
struct found {
	const char *link; /* its text */
	const char *path; /* below the folder of the process */
	ino_t usual;      /* the namespace of the process itself, which is no news */
	const char *how;  /* it is held, before the PID and where */
	const char *where;
};

static int keep_holder(const struct place *place, const struct found *found)
{
	enum namespace_kind kind;
	ino_t inode;

	if (!inventory_read_name(found->link, &kind, &inode) || inode == found->usual) {
		return 0;
	}
	ptrdiff_t at = inventory_add(place->inventory, kind, inode);
	if (at < 0) {
		return -1;
	}
	struct inventory_entry *entry = &place->inventory->item[at];
	if (inventory_hold(entry, "%s:%d%s%s", found->how, place->process->pid,
			   found->where ? "/" : "", found->where ? found->where : "") < 0) {
		return -1;
	}
	return entry->path || !found->path ? 0
					   : inventory_append(&entry->path, "/proc/%d/%s",
							      place->process->pid, found->path);
}

/* NULL with errno. */
static DIR *open_folder(int folder_fd, const char *name)
{
	int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !folder) {
		close(fd);
		errno = ENOMEM;
	}
	return folder;
}

/* Namespaces that only children will be born in. */
static int read_for_children(const struct place *place)
{
	static const struct {
		const char *path;
		enum namespace_kind kind;
	} links[] = { { "ns/pid_for_children", NAMESPACE_PID },
		      { "ns/time_for_children", NAMESPACE_TIME } };
	char link[64];
	int result = 0;

	for (size_t i = 0; result >= 0 && i < sizeof links / sizeof links[0]; i++) {
		const struct found found = {
			.link = link,
			.path = links[i].path,
			.usual = place->process->namespace[links[i].kind],
			.how = "children-of",
		};

		result = read_link(place->folder_fd, links[i].path, link, sizeof link);
		if (result > 0) {
			result = keep_holder(place, &found);
		}
	}
	return result;
}

static int read_thread(const struct place *place, const char *thread)
{
	char path[64], link[64];
	int result = 0;

	for (int kind = 0; result >= 0 && kind < NAMESPACE_KINDS; kind++) {
		const struct found found = {
			.link = link,
			.path = path,
			.usual = place->process->namespace[kind],
			.how = "thread",
			.where = thread,
		};

		snprintf(path, sizeof path, "task/%.20s/ns/%s", thread, namespaces[kind].name);
		result = read_link(place->folder_fd, path, link, sizeof link);
		if (result > 0) {
			result = keep_holder(place, &found);
		}
	}
	return result;
}

static int read_threads(const struct place *place)
{
	struct dirent *entry;
	uint64_t number;
	int result = 0;

	if (place->process->threads <= 1) {
		return 0;
	}
	DIR *folder = open_folder(place->folder_fd, "task");
	if (!folder) {
		return absent();
	}
	while (result >= 0 && (entry = readdir(folder))) {
		if (text_to_number(entry->d_name, INT32_MAX, &number) == 0 &&
		    number != (uint64_t)place->process->pid) {
			result = read_thread(place, entry->d_name);
		}
	}
	int error = errno;
	closedir(folder);
	errno = error;
	return result;
}

/* The network namespace of a socket, or -1 with errno. */
static int open_space(struct place *place, int number)
{
	struct run quiet = { .tool = "" };

	if (place->pid_fd < 0) {
		place->pid_fd = kernel_pidfd_open(&quiet, place->process->pid);
	}
	int own = place->pid_fd < 0 ? -1 : kernel_pidfd_getfd(&quiet, place->pid_fd, number);
	if (own < 0) {
		/* Where one socket may not be looked at, no other may. */
		place->no_sockets = absent() == 0;
		return -1;
	}
	int space = kernel_socket_namespace(&quiet, own);
	int error = errno;
	close(own);
	errno = error;
	return space;
}

/* A socket stays in the network namespace that it was made in, wherever its owner goes. */
static int read_socket(struct place *place, const char *number)
{
	char link[32];
	struct stat file;
	int space = place->no_sockets ? -1 : open_space(place, (int)strtol(number, NULL, 10));
	const struct found found = {
		.link = link,
		.usual = place->process->namespace[NAMESPACE_NET],
		.how = "socket",
		.where = number,
	};

	if (space < 0) {
		return place->no_sockets ? 0 : absent();
	}
	int result = fstat(space, &file) < 0 ? absent() : 1;
	if (result > 0) {
		snprintf(link, sizeof link, "net:[%ju]", (uintmax_t)file.st_ino);
		result = keep_holder(place, &found);
	}
	int error = errno;
	close(space);
	errno = error;
	return result;
}

static int read_descriptor(struct place *place, int folder_fd, const char *number)
{
	char link[64], path[32];
	const struct found found = { .link = link, .path = path, .how = "fd", .where = number };
	int result = read_link(folder_fd, number, link, sizeof link);

	if (result <= 0) {
		return result;
	}
	if (strncmp(link, "socket:[", 8) == 0) {
		return read_socket(place, number);
	}
	if (*link == '/') {
		return 0;
	}
	snprintf(path, sizeof path, "fd/%.20s", number);
	return keep_holder(place, &found);
}

/* One part of the folder's list after another: readdir(3) would ask three calls more. */
static int read_each(struct place *place, int folder_fd)
{
	char list[4096] __attribute__((aligned(8)));
	int result = 0;
	ssize_t length;

	while (result >= 0 && (length = getdents64(folder_fd, list, sizeof list)) > 0) {
		for (ssize_t at = 0; result >= 0 && at < length;) {
			const struct dirent64 *entry = (const void *)(list + at);

			if (entry->d_name[0] != '.') {
				result = read_descriptor(place, folder_fd, entry->d_name);
			}
			at += entry->d_reclen;
		}
	}
	return result;
}

static int read_descriptors(struct place *place)
{
	int fd = openat(place->folder_fd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		return absent();
	}
	int result = read_each(place, fd);
	int error = errno;
	close(fd);
	if (place->pid_fd >= 0) {
		close(place->pid_fd);
	}
	errno = error;
	return result;
}

/* Our own descriptors hold nothing. */
int inventory_visit(void *inventory, const struct census_process *process, int folder_fd)
{
	struct place place = {
		.inventory = inventory,
		.process = process,
		.folder_fd = folder_fd,
		.pid_fd = -1,
	};

	if (process->is_kernel || !process->is_seen || process->pid == place.inventory->self) {
		return 0;
	}
	return read_for_children(&place) < 0 || read_threads(&place) < 0 ||
			       read_descriptors(&place) < 0
		       ? -1
		       : 0;
}
