/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * links - which namespaces, and which of their processes, a link of the host leads to.
 *
 * A veth leads to its other end, any link to those that sit on it (macvlan, ipvlan, vlan, vxlan),
 * one that was lent to where it is now.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "loan.h"
#include "netname.h"
#include "nsid.h"
#include "table.h"
#include "text.h"
#include "verb.h"

enum { LINK, KIND, MASTER, STATE, PEER, NAMESPACE, PIDS, THERE, MTU, MAC };

static const struct table_column columns[] = {
	[LINK] = { "LINK", "name of the link here", TABLE_SHOWN | TABLE_KEY },
	[KIND] = { "KIND", "veth, bridge, ...; empty for a device", TABLE_SHOWN },
	[MASTER] = { "MASTER", "the bridge that it is a port of", TABLE_SHOWN },
	[STATE] = { "STATE", "up or down; lent, when it is not here", TABLE_SHOWN },
	[PEER] = { "PEER", "name of what it leads to, in its namespace", TABLE_SHOWN },
	[NAMESPACE] = { "NAMESPACE", "the namespace of that", TABLE_SHOWN },
	[PIDS] = { "PIDS", "processes there", TABLE_SHOWN | TABLE_LIST },
	[THERE] = { "THERE", "what that is: a peer, macvlan, ... on it, or itself (lent)", 0 },
	[MTU] = { "MTU", "largest packet, in bytes", TABLE_NUMBER },
	[MAC] = { "MAC", "hardware address", 0 },
	{ 0 },
};

/* A namespace that something here may lead to. */
struct place {
	struct namespace_id id;
	int nsid;     /* as we number it, or NSID_NONE */
	int our_nsid; /* as it numbers us, or NSID_NONE */
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
	*found = (struct place){ .id = id, .nsid = NSID_NONE, .our_nsid = NSID_NONE, .fd = fd };
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

/*
 * The links of a place, and then the number by which they name us: the kernel gives it one when the
 * first link that sits on one of ours is listed.
 */
static int look_into(struct run *run, const struct host *host, struct place *place)
{
	struct netlink inside;

	if (nsid_find(run, host->tools.netlink, place->fd, &place->nsid) < 0 ||
	    netlink_open_in(run, &inside, NETLINK_ROUTE, place->fd) < 0) {
		run_forgive(run);
		return 0;
	}
	int result = link_list(run, &inside, &place->links);
	if (result == 0) {
		result = nsid_find(run, &inside, host->own_fd, &place->our_nsid);
	}
	netlink_close(&inside);
	return result;
}

static int look_inside(struct run *run, const struct host *host, struct places *places)
{
	struct namespace_id own;

	run_step(run, "list the links of every namespace that can be found");
	if (namespace_identify(host->own_fd, &own) < 0) {
		return run_refuse(run, "the namespace of this process cannot be told");
	}
	for (size_t i = 0; i < places->count; i++) {
		if (!namespace_is_same(places->place[i].id, own) &&
		    look_into(run, host, &places->place[i]) < 0) {
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

static void fill_place(struct table_row *row, const struct place *place, const char *peer,
		       const char *there)
{
	if (peer) {
		table_set(row, PEER, "%s", peer);
	}
	if (place->name) {
		table_set(row, NAMESPACE, "%s", place->name);
	} else {
		table_set(row, NAMESPACE, "net:[%ju]", (uintmax_t)place->id.inode);
	}
	table_set(row, PIDS, "%s", place->pids);
	table_set(row, THERE, "%s", there);
}

static void set_mac(struct table_row *row, const uint8_t mac[6])
{
	table_set(row, MAC, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
		  mac[5]);
}

static struct table_row *add_row(struct table *table, const struct link *link,
				 const struct link_list *all)
{
	struct table_row *row = table_add(table, NULL);
	const char *master = link->master ? name_of(all, link->master) : NULL;

	table_set(row, LINK, "%s", link->name);
	table_set(row, KIND, "%s", link->kind);
	if (master) {
		table_set(row, MASTER, "%s", master);
	}
	table_set(row, STATE, "%s", link->flags & IFF_UP ? "up" : "down");
	table_set_number(row, MTU, link->mtu);
	set_mac(row, link->mac);
	return row;
}

/*
 * The index of the link that this one is the other end of, or sits on; 0 for none.  Kinds that sit
 * on none have their own index as IFLA_LINK when they were born in another namespace.
 */
static int leads_to(const struct link *link)
{
	static const char *const kinds[] = { "veth",   "netkit", "macvlan", "macvtap",
					     "ipvlan", "ipvtap", "vlan",    "macsec" };

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(link->kind, kinds[i]) == 0) {
			return link->peer;
		}
	}
	return link->lower;
}

/* Whether the link there sits on, or is the other end of, this one here. */
static bool leads_here(const struct place *place, const struct link *there, const struct link *link)
{
	return place->our_nsid != NSID_NONE && there->peer_nsid == place->our_nsid &&
	       leads_to(there) == link->index;
}

/* A row for each link elsewhere that hangs on this one; returns how many there are. */
static size_t fill_hanging(struct table *table, const struct link *link,
			   const struct link_list *all, const struct places *places)
{
	size_t found = 0;

	for (size_t i = 0; i < places->count; i++) {
		const struct place *place = &places->place[i];

		for (size_t j = 0; j < place->links.count; j++) {
			const struct link *there = &place->links.link[j];

			if (leads_here(place, there, link)) {
				fill_place(add_row(table, link, all), place, there->name,
					   strcmp(there->kind, "veth") == 0 ? "peer" : there->kind);
				found++;
			}
		}
	}
	return found;
}

/* A row for a link that hangs on one elsewhere, or on none. */
static void fill_own(struct table *table, const struct link *link, const struct link_list *all,
		     const struct places *places)
{
	struct table_row *row = add_row(table, link, all);
	int peer = leads_to(link);

	for (size_t i = 0; i < places->count; i++) {
		const struct place *place = &places->place[i];

		if (peer && link->peer_nsid >= 0 && place->nsid == link->peer_nsid) {
			fill_place(row, place, name_of(&place->links, peer), "parent");
		}
	}
}

static void fill_lent(struct run *run, struct table *table, const struct loan *loan,
		      const struct places *places)
{
	struct table_row *row = table_add(table, NULL);

	table_set(row, LINK, "%s", loan->original);
	table_set(row, STATE, "lent");
	set_mac(row, loan->mac);
	for (size_t i = 0; i < places->count; i++) {
		const struct place *place = &places->place[i];
		uint64_t id;

		if (netname_identity(run, place->fd, &id) < 0) {
			run_forgive(run);
			continue;
		}
		if (id == loan->namespace_id) {
			fill_place(row, place, loan->link, "lent");
			break;
		}
	}
}

/* The links that are not here any more, for they were moved with --return. */
static int list_lent(struct run *run, const struct host *host, struct table *table,
		     const struct places *places)
{
	struct loan_list loans;
	int result = loan_list(run, &host->state, &loans);

	for (size_t i = 0; result == 0 && i < loans.count; i++) {
		fill_lent(run, table, &loans.loan[i], places);
	}
	loan_list_free(&loans);
	return result;
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
		if (fill_hanging(table, &all.link[i], &all, &places) == 0) {
			fill_own(table, &all.link[i], &all, &places);
		}
	}
	if (result == 0) {
		result = list_lent(run, host, table, &places);
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
			.summary = "List the links here, and the namespaces that they lead to.",
			.key = "links",
			.columns = columns,
			.fill = list_all,
		});
}
