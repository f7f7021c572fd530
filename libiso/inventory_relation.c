/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inventory_relation - mounts of namespaces' files; parents and owners. */
#include <fcntl.h>
#include <linux/nsfs.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inventory_part.h"
#include "kernel/namespace.h"
#include "mountinfo.h"

/* One table: whose mount namespace it is, and whether that is ours. */
struct mount_table {
	struct mountinfo line;
	ino_t inode;
	bool is_ours;
};

/* Only what is mounted for us is opened: another namespace's path may lead anywhere. */
static void read_mount(struct inventory *inventory, struct mount_table *table)
{
	enum namespace_kind kind;
	ino_t inode;

	if (strcmp(table->line.type, "nsfs") != 0 ||
	    !inventory_read_name(table->line.root, &kind, &inode)) {
		return;
	}
	ptrdiff_t at = inventory_add(inventory, kind, inode);
	if (at < 0) {
		return;
	}
	struct inventory_entry *entry = &inventory->item[at];
	if (!table->is_ours) {
		inventory_hold(entry, "mount:%s@%ju", table->line.point, (uintmax_t)table->inode);
		return;
	}
	inventory_hold(entry, "mount:%s", table->line.point);
	inventory_append(&entry->files, "%s", table->line.point);
	if (!entry->path) {
		entry->path = strdup(table->line.point);
	}
}

static void read_table(struct inventory *inventory, size_t at, ino_t ours)
{
	struct inventory_entry *entry = &inventory->item[at];
	struct run quiet = { .tool = "" };
	struct mount_table table = { .inode = entry->inode, .is_ours = entry->inode == ours };
	long mounts = 0;
	int fd = census_open(inventory->census, &inventory->census->item[entry->first]);

	if (fd >= 0 && mountinfo_open(&quiet, fd, &table.line) == 0) {
		while (mountinfo_next(&table.line)) {
			mounts++;
			read_mount(inventory, &table);
		}
		mountinfo_close(&table.line);
		inventory->item[at].mounts = mounts;
	}
	if (fd >= 0) {
		close(fd);
	}
}

int inventory_read_mounts(struct run *run, struct inventory *inventory)
{
	size_t known = inventory->count;
	struct stat ours = { 0 };

	/* The order decides which path is opened: ours are what lsns(8) shows. */
	if (stat("/proc/self/ns/mnt", &ours) < 0) {
		run_note(run, "our own mount namespace cannot be told");
	}
	inventory->nsfs = ours.st_dev;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < known; i++) {
			const struct inventory_entry *entry = &inventory->item[i];

			if (entry->kind == NAMESPACE_MNT && entry->first >= 0 &&
			    (entry->inode == ours.st_ino) == (pass == 0)) {
				read_table(inventory, i, ours.st_ino);
			}
		}
	}
	return 0;
}

/* The namespace above, added where nothing else led to it; its own relations are read too. */
static ino_t read_above(struct inventory *inventory, int fd, unsigned long request,
			enum namespace_kind kind);

static void read_relations(struct inventory *inventory, size_t at, int fd)
{
	enum namespace_kind kind = inventory->item[at].kind;
	uid_t uid;

	if (kind == NAMESPACE_USER && ioctl(fd, NS_GET_OWNER_UID, &uid) == 0) {
		inventory->item[at].owner_uid = uid;
	}
	/* The list may move while it grows. */
	ino_t owner = read_above(inventory, fd, NS_GET_USERNS, NAMESPACE_USER);
	inventory->item[at].owner = owner;
	if (kind == NAMESPACE_PID || kind == NAMESPACE_USER) {
		ino_t parent = read_above(inventory, fd, NS_GET_PARENT, kind);

		inventory->item[at].parent = parent;
	}
}

/* At most 32 deep: the kernel nests user and PID namespaces no deeper. */
static ino_t read_above(struct inventory *inventory, int fd, unsigned long request,
			enum namespace_kind kind)
{
	struct run quiet = { .tool = "" };
	struct stat file;
	size_t known = inventory->count;
	ino_t inode = 0;
	int above = kernel_namespace_relative(&quiet, fd, (unsigned)request);

	if (above < 0) {
		return 0;
	}
	if (fstat(above, &file) == 0) {
		ptrdiff_t at = inventory_add(inventory, kind, file.st_ino);

		inode = file.st_ino;
		if (at >= 0 && (size_t)at >= known) {
			read_relations(inventory, (size_t)at, above);
		}
	}
	close(above);
	return inode;
}

/* Whether the path still stands for it; a number on nsfs is that of one namespace of any kind. */
static bool is_still(const struct inventory *inventory, const struct inventory_entry *entry, int fd)
{
	struct stat file;

	return fstat(fd, &file) == 0 && file.st_ino == entry->inode &&
	       (file.st_dev == inventory->nsfs || namespace_kind_of(fd) == (int)entry->kind);
}

int inventory_read_relations(struct inventory *inventory)
{
	size_t known = inventory->count;

	for (size_t i = 0; i < known; i++) {
		int fd = inventory_open(&inventory->item[i]);

		if (fd >= 0 && is_still(inventory, &inventory->item[i], fd)) {
			read_relations(inventory, i, fd);
		}
		if (fd >= 0) {
			close(fd);
		}
	}
	return 0;
}
