/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "connection.h"
#include "netfile.h"
#include "netname.h"

/* Explicitly, and waited for: a namespace may live on, and would its link end it would be later. */
static int remove_link(struct run *run, const struct network_tools *tools,
		       const struct lease *lease)
{
	struct lease_link name;

	if (lease->unlinked) {
		return 0;
	}
	run_step(run, "remove the link of %s to the network %s", lease->name, lease->network);
	if (!run->dry || if_nametoindex(lease_link(&name, lease))) {
		run_equivalent(run, "ip link del %s", lease_link(&name, lease));
	}
	if (link_remove(run, tools->netlink, lease_link(&name, lease)) < 0) {
		return -1;
	}
	if (netlink_send(run, tools->netlink) < 0) {
		if (run->failure.error != ENODEV) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

/* A group that no link is in, so that no stranger's goes with ours. */
static unsigned find_free_group(const struct link_list *links)
{
	unsigned group = LINK_GROUP + 1;

	for (size_t i = 0; i < links->count; i++) {
		if (links->link[i].group == group) {
			group++;
			i = (size_t)-1;
		}
	}
	return group;
}

static bool has_link(const struct link_list *links, const char *name)
{
	for (size_t i = 0; i < links->count; i++) {
		if (strcmp(links->link[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* What goes together: the links of leases, and the bridge of a network that ends with them. */
struct group {
	struct network *network; /* NULL: it stays */
	struct lease_list *leases;
};

static int set_groups(struct run *run, struct netlink *netlink, const struct link_list *links,
		      const struct group *group)
{
	unsigned number = find_free_group(links);
	struct lease_link name;

	for (size_t i = 0; i < group->leases->count; i++) {
		if (has_link(links, lease_link(&name, &group->leases->lease[i])) &&
		    link_set_group(run, netlink, name.name, number) < 0) {
			return -1;
		}
	}
	if (group->network && has_link(links, group->network->bridge) &&
	    link_set_group(run, netlink, group->network->bridge, number) < 0) {
		return -1;
	}
	/* An end may have gone with its namespace since they were listed. */
	if (netlink_send(run, netlink) < 0) {
		if (run->failure.error != ENODEV) {
			return -1;
		}
		run_forgive(run);
	}
	return link_remove_group(run, netlink, number) < 0 ? -1 : netlink_send(run, netlink);
}

/*
 * The kernel waits for whoever may still look at a link before it frees it, once for each removal:
 * for a whole group that is no longer than for one.
 */
static int remove_group(struct run *run, const struct network_tools *tools,
			const struct group *group)
{
	struct link_list links;

	run_step(run, "remove the links of %zu members in one go", group->leases->count);
	int result = link_list(run, tools->netlink, &links);
	if (result == 0) {
		result = set_groups(run, tools->netlink, &links, group);
	}
	link_list_free(&links);
	for (size_t i = 0; result == 0 && i < group->leases->count; i++) {
		group->leases->lease[i].unlinked = true;
	}
	if (result == 0 && group->network) {
		group->network->unlinked = true;
	}
	return result;
}

static int record_end(struct run *run, const struct network_tools *tools, struct lease *lease)
{
	run_step(run, "record that %s is being disconnected", lease->name);
	return lease_mark(run, tools->state, lease, false);
}

static int record_ends(struct run *run, const struct network_tools *tools,
		       const struct group *group)
{
	for (size_t i = 0; i < group->leases->count; i++) {
		if (record_end(run, tools, &group->leases->lease[i]) < 0) {
			return -1;
		}
	}
	return group->network ? network_begin_remove(run, tools, group->network) : 0;
}

void connection_begin_break(struct run *run, const struct network_tools *tools,
			    struct network *ending, struct lease_list *leases)
{
	const struct group group = { ending, leases };

	/* In the lines for ip(8) each is removed by itself. */
	if (run->dry || leases->count + (ending != NULL) < 2) {
		return;
	}
	if (record_ends(run, tools, &group) < 0 || remove_group(run, tools, &group) < 0) {
		netlink_forget(tools->netlink);
		run_forgive(run);
	}
}

/* Only while the name still stands for the namespace that it was made for. */
static int remove_name(struct run *run, const struct lease *lease)
{
	uint64_t id = 0;

	if (!lease->made_name) {
		return 0;
	}
	int fd = netname_open(run, lease->name);
	if (fd < 0) {
		/* Gone, or a plain file: neither is the namespace's name any more. */
		if (run->failure.error != ENOENT && run->failure.error != 0) {
			return -1;
		}
		run_forgive(run);
		return 0;
	}
	int result = netname_identity(run, fd, &id);
	close(fd);
	if (result < 0 || id != lease->namespace_id) {
		return result;
	}
	run_equivalent(run, "ip netns del %s", lease->name);
	return netname_remove(run, lease->name);
}

int connection_break(struct run *run, const struct network_tools *tools,
		     const struct network *network, const struct lease *lease)
{
	netlink_forget(tools->netlink);
	netlink_forget(&tools->firewall->netlink);
	struct lease ending = *lease;

	if (record_end(run, tools, &ending) < 0) {
		return -1;
	}
	int result = connection_unpublish_all(run, tools, network, lease);
	result |= remove_link(run, tools, lease);
	result |= remove_name(run, lease);
	result |= lease->names ? netfile_remove(run, lease->name, "resolv.conf") : 0;
	result |= lease->hosts ? netfile_remove(run, lease->name, "hosts") : 0;
	if (result < 0) {
		return -1;
	}
	run_step(run, "release the address of %s", lease->name);
	return lease_release(run, tools->state, lease);
}
