/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inventory_descriptor - what threads, descriptors and sockets of processes hold. */
#include <dirent.h>
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

static ssize_t read_link(int folder_fd, const char *path, char *link, size_t size)
{
	ssize_t length = readlinkat(folder_fd, path, link, size - 1);

	link[length < 0 ? 0 : length] = '\0';
	return length;
}

/* Finds or adds what a link names; NULL: it names no namespace, or there is no memory. */
static struct inventory_entry *entry_of(struct inventory *inventory, const char *link)
{
	enum namespace_kind kind;
	ino_t inode;
	ptrdiff_t at = inventory_read_name(link, &kind, &inode)
			       ? inventory_add(inventory, kind, inode)
			       : -1;

	return at < 0 ? NULL : &inventory->item[at];
}

static void keep_path(struct inventory_entry *entry, const struct census_process *process,
		      const char *below)
{
	if (!entry->path) {
		inventory_append(&entry->path, "/proc/%d/%s", process->pid, below);
	}
}

static DIR *open_folder(int folder_fd, const char *name)
{
	int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	if (!folder && fd >= 0) {
		close(fd);
	}
	return folder;
}

/* Namespaces that only children will be born in. */
static void read_for_children(const struct place *place)
{
	static const struct {
		const char *path;
		enum namespace_kind kind;
	} links[] = { { "ns/pid_for_children", NAMESPACE_PID },
		      { "ns/time_for_children", NAMESPACE_TIME } };
	char link[64];

	for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
		if (read_link(place->folder_fd, links[i].path, link, sizeof link) <= 0) {
			continue;
		}
		struct inventory_entry *entry = entry_of(place->inventory, link);
		if (entry && entry->inode != place->process->namespace[links[i].kind]) {
			inventory_hold(entry, "children-of:%d", place->process->pid);
			keep_path(entry, place->process, links[i].path);
		}
	}
}

static void read_thread(const struct place *place, const char *thread)
{
	char path[64], link[64];

	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		snprintf(path, sizeof path, "task/%.20s/ns/%s", thread, namespaces[kind].name);
		if (read_link(place->folder_fd, path, link, sizeof link) <= 0) {
			continue;
		}
		struct inventory_entry *entry = entry_of(place->inventory, link);
		if (entry && entry->inode != place->process->namespace[kind]) {
			inventory_hold(entry, "thread:%d/%.20s", place->process->pid, thread);
			keep_path(entry, place->process, path);
		}
	}
}

static void read_threads(const struct place *place)
{
	DIR *folder = place->process->threads > 1 ? open_folder(place->folder_fd, "task") : NULL;
	struct dirent *entry;
	uint64_t number;

	while (folder && (entry = readdir(folder))) {
		if (text_to_number(entry->d_name, INT32_MAX, &number) == 0 &&
		    number != (uint64_t)place->process->pid) {
			read_thread(place, entry->d_name);
		}
	}
	if (folder) {
		closedir(folder);
	}
}

/* A socket stays in the network namespace that it was made in, wherever its owner goes. */
static void read_socket(struct place *place, const char *number)
{
	struct run quiet = { .tool = "" };
	struct stat file;
	int own = -1, space = -1;

	if (place->no_sockets) {
		return;
	}
	if (place->pid_fd < 0) {
		place->pid_fd = kernel_pidfd_open(&quiet, place->process->pid);
	}
	if (place->pid_fd >= 0) {
		own = kernel_pidfd_getfd(&quiet, place->pid_fd, (int)strtol(number, NULL, 10));
	}
	if (own >= 0) {
		space = kernel_socket_namespace(&quiet, own);
		close(own);
	}
	place->no_sockets = own < 0;
	if (space >= 0 && fstat(space, &file) == 0 &&
	    file.st_ino != place->process->namespace[NAMESPACE_NET]) {
		ptrdiff_t at = inventory_add(place->inventory, NAMESPACE_NET, file.st_ino);

		if (at >= 0) {
			inventory_hold(&place->inventory->item[at], "socket:%d/%.20s",
				       place->process->pid, number);
		}
	}
	if (space >= 0) {
		close(space);
	}
}

static void read_descriptors(struct place *place)
{
	DIR *folder = open_folder(place->folder_fd, "fd");
	struct dirent *entry;
	char link[64], path[32];

	while (folder && (entry = readdir(folder))) {
		if (entry->d_name[0] == '.' ||
		    read_link(dirfd(folder), entry->d_name, link, sizeof link) <= 0) {
			continue;
		}
		if (strncmp(link, "socket:[", 8) == 0) {
			read_socket(place, entry->d_name);
			continue;
		}
		struct inventory_entry *held = entry_of(place->inventory, link);
		if (held) {
			snprintf(path, sizeof path, "fd/%.20s", entry->d_name);
			inventory_hold(held, "fd:%d/%.20s", place->process->pid, entry->d_name);
			keep_path(held, place->process, path);
		}
	}
	if (folder) {
		closedir(folder);
	}
	if (place->pid_fd >= 0) {
		close(place->pid_fd);
	}
}

/* Our own descriptors hold nothing. */
void inventory_visit(void *inventory, const struct census_process *process, int folder_fd)
{
	struct place place = {
		.inventory = inventory,
		.process = process,
		.folder_fd = folder_fd,
		.pid_fd = -1,
	};

	if (process->is_kernel || !process->is_seen || process->pid == getpid()) {
		return;
	}
	read_for_children(&place);
	read_threads(&place);
	read_descriptors(&place);
}
