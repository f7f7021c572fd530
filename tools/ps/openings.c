/* SPDX-License-Identifier: GPL-2.0-or-later */
/* openings - ports that a target's network listens on, descriptors that lead out, ways out */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capability.h"
#include "fact.h"
#include "mountinfo.h"

/* Mount ids of a target's own table. */
struct mount_ids {
	unsigned long *item;
	size_t count, room;
};

/* "  0: 0100007F:1F90 00000000:0000 0A ..."; the words of an address are in host order. */
static void add_port(struct subject *subject, const char *protocol, unsigned listening,
		     const char *line)
{
	char digits[33], address[INET6_ADDRSTRLEN], item[80];
	unsigned port, state;
	uint32_t word[4] = { 0 };

	if (sscanf(line, "%*u: %32[0-9A-F]:%x %*[0-9A-F]:%*x %x", digits, &port, &state) != 3 ||
	    state != listening) {
		return;
	}
	size_t words = strlen(digits) / 8;
	for (size_t i = 0; i < words && i < 4; i++) {
		if (sscanf(digits + i * 8, "%8x", &word[i]) != 1) {
			return;
		}
	}
	inet_ntop(words == 4 ? AF_INET6 : AF_INET, word, address, sizeof address);
	snprintf(item, sizeof item, words == 4 ? "%s [%s]:%u" : "%s %s:%u", protocol, address,
		 port);
	fact_add(subject, "port", item, "open");
}

/* TCP_LISTEN, and TCP_CLOSE for a UDP socket that talks to nobody in particular. */
static void add_tcp(struct subject *subject, const char *line)
{
	add_port(subject, "tcp", 0x0a, line);
}

static void add_udp(struct subject *subject, const char *line)
{
	add_port(subject, "udp", 0x07, line);
}

static int read_ids(struct subject *subject, struct mount_ids *ids)
{
	struct mountinfo mount;

	if (mountinfo_open(subject->run, subject->target.proc_fd, &mount) < 0) {
		run_forgive(subject->run);
		return -1;
	}
	while (mountinfo_next(&mount)) {
		if (ids->count == ids->room) {
			size_t room = ids->room ? ids->room * 2 : 64;
			unsigned long *item = realloc(ids->item, room * sizeof *item);

			if (!item) {
				break;
			}
			ids->item = item;
			ids->room = room;
		}
		ids->item[ids->count++] = mount.id;
	}
	mountinfo_close(&mount);
	return ids->count > 0 ? 0 : -1;
}

static bool is_among(const struct mount_ids *ids, unsigned long id)
{
	for (size_t i = 0; i < ids->count; i++) {
		if (ids->item[i] == id) {
			return true;
		}
	}
	return false;
}

/* What is on a mount that the target's table does not have was opened outside. */
static void read_descriptor(struct subject *subject, const struct mount_ids *ids,
			    const char *number)
{
	char path[48], link[4096], info[1024], item[32];
	unsigned long id;

	snprintf(path, sizeof path, "fd/%.20s", number);
	ssize_t length = readlinkat(subject->target.proc_fd, path, link, sizeof link - 1);
	if (length <= 0 || link[0] != '/') {
		return;
	}
	link[length] = '\0';
	/* A device is the same wherever it was opened; a folder or a file is not. */
	if (strncmp(link, "/dev/", 5) == 0 || strncmp(link, "/memfd:", 7) == 0) {
		return;
	}
	snprintf(path, sizeof path, "fdinfo/%.20s", number);
	if (census_read_file(subject->target.proc_fd, path, info, sizeof info) <= 0) {
		return;
	}
	const char *field = strstr(info, "mnt_id:");
	if (field && sscanf(field, "mnt_id: %lu", &id) == 1 && !is_among(ids, id)) {
		subject->leaks++;
		snprintf(item, sizeof item, "%.20s", number);
		fact_add(subject, "leads outside", item, "%s", link);
	}
}

static void read_descriptors(struct subject *subject)
{
	struct mount_ids ids = { 0 };
	struct dirent *entry;
	int fd = openat(subject->target.proc_fd, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);

	if (folder && read_ids(subject, &ids) == 0) {
		while ((entry = readdir(folder))) {
			if (entry->d_name[0] != '.') {
				read_descriptor(subject, &ids, entry->d_name);
			}
		}
	}
	free(ids.item);
	if (folder) {
		closedir(folder);
	} else if (fd >= 0) {
		close(fd);
	}
}

void subject_read_openings(struct subject *subject)
{
	subject_each_line(subject, "net/tcp", add_tcp);
	subject_each_line(subject, "net/tcp6", add_tcp);
	subject_each_line(subject, "net/udp", add_udp);
	subject_each_line(subject, "net/udp6", add_udp);
	read_descriptors(subject);
}
