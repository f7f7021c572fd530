/* SPDX-License-Identifier: GPL-2.0-or-later */
/* links - which namespace, and which of its processes, a link of the host belongs to. */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "netname.h"
#include "nsid.h"
#include "table.h"
#include "text.h"
#include "verb.h"

enum { LINK, KIND, MASTER, STATE, PEER, NAMESPACE, PIDS, MTU, MAC };

static const struct table_column columns[] = {
	[LINK] = { "LINK", "name of the link here", TABLE_SHOWN | TABLE_KEY },
	[KIND] = { "KIND", "veth, bridge, ...; empty for a device", TABLE_SHOWN },
	[MASTER] = { "MASTER", "the bridge that it is a port of", TABLE_SHOWN },
	[STATE] = { "STATE", "up or down", TABLE_SHOWN },
	[PEER] = { "PEER", "name of the other end, in its namespace", TABLE_SHOWN },
	[NAMESPACE] = { "NAMESPACE", "the namespace of the other end", TABLE_SHOWN },
	[PIDS] = { "PIDS", "processes there", TABLE_SHOWN | TABLE_LIST },
	[MTU] = { "MTU", "largest packet, in bytes", TABLE_NUMBER },
	[MAC] = { "MAC", "hardware address", 0 },
	{ 0 },
};

/* A namespace that something here may lead to. */
struct place {
	struct namespace_id id;
	int nsid;
	int fd;
	char *name; /* NULL: it has none */
	char pids[256];
	struct link_list links;
};

struct places {
	struct place *place;
	size_t count;
};

static struct place *find_place(const struct places *places, struct namespace_id id)
{
	for (size_t i = 0; i < places->count; i++) {
		if (namespace_is_same(places->place[i].id, id)) {
			return &places->place[i];
		}
	}
	return NULL;
}

/* Keeps the descriptor when the namespace is a new one; returns its place, or NULL. */
static struct place *add_place(struct places *places, int fd)
{
	struct namespace_id id;
	struct place *found = namespace_identify(fd, &id) < 0 ? NULL : find_place(places, id);

	if (found) {
		close(fd);
		return found;
	}
	struct place *grown = reallocarray(places->place, places->count + 1, sizeof *grown);
	if (!grown) {
		close(fd);
		return NULL;
	}
	places->place = grown;
	found = &places->place[places->count++];
	*found = (struct place){ .id = id, .nsid = NSID_NONE, .fd = fd };
	return found;
}

static int add_named(struct run *run, struct places *places)
{
	struct netname_list list;

	if (netname_list(run, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; i < list.count; i++) {
		int fd = netname_open(run, list.name[i]);
		struct place *place = fd < 0 ? NULL : add_place(places, fd);

		if (fd < 0) {
			run_forgive(run);
		}
		if (place && !place->name) {
			place->name = strdup(list.name[i]);
		}
	}
	netname_list_free(&list);
	return 0;
}

static void add_processes(struct places *places)
{
	DIR *proc = opendir("/proc");
	uint64_t number;

	for (struct dirent *entry; proc && (entry = readdir(proc));) {
		char path[32];

		if (text_to_number(entry->d_name, INT32_MAX, &number) < 0) {
			continue;
		}
		snprintf(path, sizeof path, "%u/ns/net", (unsigned)number);
		int fd = openat(dirfd(proc), path, O_RDONLY | O_CLOEXEC);
		struct place *place = fd < 0 ? NULL : add_place(places, fd);
		size_t used = place ? strlen(place->pids) : 0;
		if (place && used < sizeof place->pids - 12) {
			snprintf(place->pids + used, sizeof place->pids - used, "%s%u",
				 used ? " " : "", (unsigned)number);
		}
	}
	if (proc) {
		closedir(proc);
	}
}

/* What the places are called from here, and what links they have. */
static int look_inside(struct run *run, const struct host *host, struct places *places)
{
	struct netlink *netlink = host->tools.netlink;

	run_step(run, "list the links of every namespace that can be found");
	for (size_t i = 0; i < places->count; i++) {
		struct place *place = &places->place[i];
		struct netlink inside;

		if (nsid_find(run, netlink, place->fd, &place->nsid) < 0 ||
		    place->nsid == NSID_NONE ||
		    netlink_open_in(run, &inside, NETLINK_ROUTE, place->fd) < 0) {
			run_forgive(run);
			continue;
		}
		int result = link_list(run, &inside, &place->links);
		netlink_close(&inside);
		if (result < 0) {
			return -1;
		}
	}
	return 0;
}

static const char *name_of(const struct link_list *list, int index)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->link[i].index == index) {
			return list->link[i].name;
		}
	}
	return NULL;
}

static void fill_peer(struct table_row *row, const struct link *link, const struct places *places)
{
	for (size_t i = 0; i < places->count; i++) {
		const struct place *place = &places->place[i];
		const char *peer;

		if (link->peer_nsid < 0 || place->nsid != link->peer_nsid) {
			continue;
		}
		peer = name_of(&place->links, link->peer);
		if (peer) {
			table_set(row, PEER, "%s", peer);
		}
		if (place->name) {
			table_set(row, NAMESPACE, "%s", place->name);
		} else {
			table_set(row, NAMESPACE, "net:[%ju]", (uintmax_t)place->id.inode);
		}
		table_set(row, PIDS, "%s", place->pids);
	}
}

static void fill_row(struct table *table, const struct link *link, const struct link_list *all,
		     const struct places *places)
{
	struct table_row *row = table_add(table, NULL);
	const char *master = link->master ? name_of(all, link->master) : NULL;
	const uint8_t *mac = link->mac;

	table_set(row, LINK, "%s", link->name);
	table_set(row, KIND, "%s", link->kind);
	if (master) {
		table_set(row, MASTER, "%s", master);
	}
	table_set(row, STATE, "%s", link->flags & IFF_UP ? "up" : "down");
	table_set_number(row, MTU, link->mtu);
	table_set(row, MAC, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
		  mac[5]);
	fill_peer(row, link, places);
}

static int list_all(struct run *run, const struct host *host, struct table *table)
{
	struct places places = { 0 };
	struct link_list all = { 0 };
	int result = add_named(run, &places);

	if (result == 0) {
		add_processes(&places);
		result = look_inside(run, host, &places);
	}
	if (result == 0) {
		run_step(run, "list the links here");
		result = link_list(run, host->tools.netlink, &all);
	}
	for (size_t i = 0; result == 0 && i < all.count; i++) {
		fill_row(table, &all.link[i], &all, &places);
	}
	for (size_t i = 0; i < places.count; i++) {
		close(places.place[i].fd);
		free(places.place[i].name);
		link_list_free(&places.place[i].links);
	}
	free(places.place);
	link_list_free(&all);
	return result;
}

int netns_links(struct run *run, int argc, char **argv)
{
	return netns_print_table(
		run, argc, argv,
		&(struct netns_listing){
			.name = "cns-netns links",
			.summary = "List the links here, and where their other ends are.",
			.key = "links",
			.columns = columns,
			.fill = list_all,
		});
}
