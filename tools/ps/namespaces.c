/* SPDX-License-Identifier: GPL-2.0-or-later */
/* namespaces - one line a namespace, as lsns(8), and who holds it */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "address_view.h"
#include "inventory.h"
#include "kernel/netns_id.h"
#include "ps.h"
#include "users.h"
#include "uts_name.h"

enum column {
	COLUMN_NS,
	COLUMN_TYPE,
	COLUMN_NPROCS,
	COLUMN_PID,
	COLUMN_USER,
	COLUMN_HOLDERS,
	COLUMN_COMMAND,
	COLUMN_PATH,
	COLUMN_PPID,
	COLUMN_UID,
	COLUMN_NETNSID,
	COLUMN_NSFS,
	COLUMN_PNS,
	COLUMN_ONS,
	COLUMN_OWNER,
	COLUMN_MAP,
	COLUMN_GROUPMAP,
	COLUMN_HOSTNAME,
	COLUMN_MOUNTS,
	COLUMN_LINKS,
	COLUMN_ADDRESSES,
	COLUMNS,
};

static const struct table_column columns[COLUMNS + 1] = {
	[COLUMN_NS] = { "NS", "its number (inode)",
			TABLE_SHOWN | TABLE_NUMBER | TABLE_TREE | TABLE_KEY },
	[COLUMN_TYPE] = { "TYPE", "its kind", TABLE_SHOWN },
	[COLUMN_NPROCS] = { "NPROCS", "how many processes are in it", TABLE_SHOWN | TABLE_NUMBER },
	[COLUMN_PID] = { "PID", "lowest PID in it", TABLE_SHOWN | TABLE_NUMBER },
	[COLUMN_USER] = { "USER", "user of that process", TABLE_SHOWN },
	[COLUMN_HOLDERS] = { "HOLDERS",
			     "what else holds it: thread:PID/TID fd:PID/N socket:PID/N "
			     "children-of:PID mount:PATH[@MNTNS] child:NS",
			     TABLE_SHOWN | TABLE_LIST | TABLE_CUT },
	[COLUMN_COMMAND] = { "COMMAND", "command line of that process", TABLE_SHOWN | TABLE_CUT },
	[COLUMN_PATH] = { "PATH", "a file that stands for it", 0 },
	[COLUMN_PPID] = { "PPID", "parent of that process", TABLE_NUMBER },
	[COLUMN_UID] = { "UID", "user id of that process", TABLE_NUMBER },
	[COLUMN_NETNSID] = { "NETNSID", "what our network namespace calls it", 0 },
	[COLUMN_NSFS] = { "NSFS", "where its file is mounted", TABLE_LIST },
	[COLUMN_PNS] = { "PNS", "its parent: of PID and user namespaces", TABLE_NUMBER },
	[COLUMN_ONS] = { "ONS", "the user namespace that owns it", TABLE_NUMBER },
	[COLUMN_OWNER] = { "OWNERUID", "user id that made a user namespace", TABLE_NUMBER },
	[COLUMN_MAP] = { "USERMAP", "user ids as INSIDE:OUTSIDE:COUNT", TABLE_CUT },
	[COLUMN_GROUPMAP] = { "GROUPMAP", "group ids as INSIDE:OUTSIDE:COUNT", TABLE_CUT },
	[COLUMN_HOSTNAME] = { "HOSTNAME", "host name in a UTS namespace", 0 },
	[COLUMN_MOUNTS] = { "MOUNTS", "mounts in a mount namespace", TABLE_NUMBER },
	[COLUMN_LINKS] = { "LINKS", "links in a network namespace", TABLE_NUMBER },
	[COLUMN_ADDRESSES] = { "ADDRESSES", "addresses in a network namespace",
			       TABLE_LIST | TABLE_CUT },
};

/* One listing. */
struct listing {
	struct run *run;
	const struct request *want;
	struct census census;
	struct inventory inventory;
	struct table *table;
	struct table_row **row; /* of each namespace */
	const struct census_process *task;
	struct users users;
	int netlink_fd; /* -1: no numbers are asked for */
	/* The command line last read: the namespaces of one process mostly follow each other. */
	const struct census_process *read;
	char command[4096];
};

static const char *command_of(struct listing *listing, const struct census_process *process)
{
	if (listing->read != process) {
		census_command(&listing->census, process, listing->command,
			       sizeof listing->command);
		listing->read = process;
	}
	return listing->command;
}

static void set_process(struct listing *listing, struct table_row *row,
			const struct inventory_entry *entry)
{
	const struct census_process *process = &listing->census.item[entry->first];

	table_set(row, COLUMN_PID, "%d", process->pid);
	table_set(row, COLUMN_PPID, "%d", process->parent);
	table_set_number(row, COLUMN_UID, process->uid);
	if (table_wants(listing->table, COLUMN_USER)) {
		table_set(row, COLUMN_USER, "%s",
			  users_name(listing->run, &listing->users, process->uid));
	}
	if (table_wants(listing->table, COLUMN_COMMAND)) {
		table_set(row, COLUMN_COMMAND, "%s", command_of(listing, process));
	}
}

static bool has_inside(const struct listing *listing, enum namespace_kind kind)
{
	return kind == NAMESPACE_USER ? table_wants(listing->table, COLUMN_MAP) ||
						table_wants(listing->table, COLUMN_GROUPMAP)
				      : kind == NAMESPACE_NET;
}

/* What only the folder of a process in it shows. */
static void set_inside(const struct listing *listing, struct table_row *row,
		       const struct inventory_entry *entry)
{
	const struct census_process *process = &listing->census.item[entry->first];
	char text[4096];
	int fd = process->is_kernel || !has_inside(listing, entry->kind)
			 ? -1
			 : census_open(&listing->census, process);

	if (fd >= 0 && entry->kind == NAMESPACE_USER) {
		table_set(row, COLUMN_MAP, "%s", ps_map_text(fd, "uid_map", text, sizeof text));
		table_set(row, COLUMN_GROUPMAP, "%s",
			  ps_map_text(fd, "gid_map", text, sizeof text));
	}
	if (fd >= 0 && entry->kind == NAMESPACE_NET && table_wants(listing->table, COLUMN_LINKS)) {
		int links = address_view_links(fd);

		if (links >= 0) {
			table_set_number(row, COLUMN_LINKS, (unsigned long long)links);
		}
	}
	if (fd >= 0 && entry->kind == NAMESPACE_NET &&
	    table_wants(listing->table, COLUMN_ADDRESSES)) {
		table_set(row, COLUMN_ADDRESSES, "%s", address_view_list(fd, text, sizeof text));
	}
	if (fd >= 0) {
		close(fd);
	}
}

static void set_number_of(const struct listing *listing, struct table_row *row,
			  const struct inventory_entry *entry)
{
	if (entry->kind != NAMESPACE_NET || listing->netlink_fd < 0) {
		return;
	}
	int fd = inventory_open(entry);
	int number = fd < 0 ? -1 : kernel_netns_id(listing->run, listing->netlink_fd, fd);
	if (number >= 0) {
		table_set(row, COLUMN_NETNSID, "%d", number);
	} else if (fd >= 0) {
		table_set(row, COLUMN_NETNSID, "unassigned");
	}
	if (fd >= 0) {
		close(fd);
	}
}

static void set_hostname(const struct listing *listing, struct table_row *row,
			 const struct inventory_entry *entry)
{
	char name[65];

	if (entry->kind == NAMESPACE_UTS && table_wants(listing->table, COLUMN_HOSTNAME) &&
	    uts_name_read(listing->run, entry, name, sizeof name) == 0) {
		table_set(row, COLUMN_HOSTNAME, "%s", name);
	}
}

static void fill(struct listing *listing, struct table_row *row,
		 const struct inventory_entry *entry)
{
	table_set_number(row, COLUMN_NS, entry->inode);
	table_set(row, COLUMN_TYPE, "%s", namespaces[entry->kind].name);
	table_set_number(row, COLUMN_NPROCS, entry->processes);
	if (entry->first >= 0) {
		set_process(listing, row, entry);
		set_inside(listing, row, entry);
	}
	if (entry->path) {
		table_set(row, COLUMN_PATH, "%s", entry->path);
	}
	if (entry->holders) {
		table_set(row, COLUMN_HOLDERS, "%s", entry->holders);
	}
	if (entry->files) {
		table_set(row, COLUMN_NSFS, "%s", entry->files);
	}
	if (entry->parent) {
		table_set_number(row, COLUMN_PNS, entry->parent);
	}
	if (entry->owner) {
		table_set_number(row, COLUMN_ONS, entry->owner);
	}
	if (entry->owner_uid >= 0) {
		table_set_number(row, COLUMN_OWNER, (unsigned long long)entry->owner_uid);
	}
	if (entry->mounts >= 0) {
		table_set_number(row, COLUMN_MOUNTS, (unsigned long long)entry->mounts);
	}
	set_number_of(listing, row, entry);
	set_hostname(listing, row, entry);
}

static bool is_listed(const struct listing *listing, const struct inventory_entry *entry)
{
	const struct request *want = listing->want;

	if (want->kinds && !(want->kinds & NAMESPACE_BIT(entry->kind))) {
		return false;
	}
	if (want->persistent && entry->processes > 0) {
		return false;
	}
	return !listing->task || listing->task->namespace[entry->kind] == entry->inode;
}

/* The namespace that a row stands below, by what the tree is drawn by; -1: none. */
static ptrdiff_t find_above(const struct listing *listing, const struct inventory_entry *entry)
{
	const struct census *census = &listing->census;
	ptrdiff_t at = entry->first;

	switch (listing->want->tree) {
	case PS_TREE_PARENT: return inventory_find(&listing->inventory, entry->parent);
	case PS_TREE_OWNER: return inventory_find(&listing->inventory, entry->owner);
	case PS_TREE_PROCESS: break;
	default: return -1;
	}
	while (at >= 0 && census->item[at].namespace[entry->kind] == entry->inode) {
		at = census->item[at].parent_at;
	}
	return at < 0 ? -1
		      : inventory_find(&listing->inventory,
				       census->item[at].namespace[entry->kind]);
}

static void add_row(struct listing *listing, size_t place, unsigned depth)
{
	const struct inventory_entry *entry = &listing->inventory.item[place];
	struct table_row *parent = NULL;

	if (listing->row[place] || !is_listed(listing, entry)) {
		return;
	}
	ptrdiff_t above = find_above(listing, entry);
	if (above >= 0 && (size_t)above != place && depth < 64) {
		add_row(listing, (size_t)above, depth + 1);
		parent = listing->row[above];
	}
	if (!listing->row[place]) {
		listing->row[place] = table_add(listing->table, parent);
		fill(listing, listing->row[place], entry);
	}
}

static int print(struct listing *listing)
{
	struct table_format format = listing->want->format;

	format.flat = listing->want->tree == PS_FLAT;
	listing->table = table_new(listing->run, "namespaces", columns, &format);
	if (!listing->table) {
		return listing->run->failure.happened ? run_failed(listing->run) : 0;
	}
	if (table_wants(listing->table, COLUMN_NETNSID)) {
		run_step(listing->run, "ask what our network namespace calls the others");
		listing->netlink_fd = kernel_netns_id_socket(listing->run);
		run_forgive(listing->run);
	}
	listing->row = calloc(listing->inventory.count + 1, sizeof *listing->row);
	if (!listing->row) {
		run_refuse(listing->run, "no memory for the rows of the table");
	}
	for (size_t i = 0; listing->row && i < listing->inventory.count; i++) {
		add_row(listing, i, 0);
	}
	free(listing->row);
	if (listing->netlink_fd >= 0) {
		close(listing->netlink_fd);
	}
	if (listing->run->failure.happened) {
		table_free(listing->table);
		return run_failed(listing->run);
	}
	return table_print(listing->run, listing->table);
}

static const struct table_column member_columns[] = {
	{ "PID", "process id", TABLE_SHOWN | TABLE_NUMBER | TABLE_KEY | TABLE_TREE },
	{ "PPID", "of its parent", TABLE_SHOWN | TABLE_NUMBER },
	{ "USER", "its user", TABLE_SHOWN },
	{ "COMMAND", "its command line", TABLE_SHOWN | TABLE_CUT },
	{ 0 },
};

/* The processes of one namespace, as lsns(8) lists them for its number. */
static int print_members(struct listing *listing, const struct inventory_entry *entry)
{
	struct table_format format = listing->want->format;
	char text[4096];

	format.flat = true;
	listing->table = table_new(listing->run, "processes", member_columns, &format);
	if (!listing->table) {
		return listing->run->failure.happened ? run_failed(listing->run) : 0;
	}
	for (size_t i = 0; i < listing->census.count; i++) {
		const struct census_process *process = &listing->census.item[i];

		if (process->namespace[entry->kind] != entry->inode) {
			continue;
		}
		struct table_row *row = table_add(listing->table, NULL);
		table_set(row, 0, "%d", process->pid);
		table_set(row, 1, "%d", process->parent);
		table_set(row, 2, "%s", users_name(listing->run, &listing->users, process->uid));
		table_set(row, 3, "%s",
			  census_command(&listing->census, process, text, sizeof text));
	}
	return table_print(listing->run, listing->table);
}

static int find_task(struct listing *listing)
{
	ptrdiff_t at = census_find(&listing->census, listing->want->task);

	if (listing->want->task && at < 0) {
		run_step(listing->run, "find process %d", listing->want->task);
		return run_refuse(listing->run, "there is none");
	}
	listing->task = listing->want->task ? &listing->census.item[at] : NULL;
	return 0;
}

static int list(struct listing *listing)
{
	ptrdiff_t at;
	int status;

	if (find_task(listing) < 0) {
		status = run_failed(listing->run);
	} else if (!listing->want->inode) {
		status = print(listing);
	} else if ((at = inventory_find(&listing->inventory, listing->want->inode)) >= 0) {
		status = print_members(listing, &listing->inventory.item[at]);
	} else {
		run_step(listing->run, "find the namespace %llu", listing->want->inode);
		run_refuse(listing->run, "there is none that can be seen");
		status = run_failed(listing->run);
	}
	return status;
}

int ps_namespaces(struct run *run, const struct request *want)
{
	struct listing listing = { .run = run, .want = want, .netlink_fd = -1 };

	if (inventory_read(run, &listing.census, &listing.inventory) < 0) {
		return run_failed(run);
	}
	int status = list(&listing);
	if (status == 0) {
		ps_tell_unseen(run, &listing.census);
	}
	inventory_free(&listing.inventory);
	census_free(&listing.census);
	return status;
}
