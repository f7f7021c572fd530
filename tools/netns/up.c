/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * up - connect namespaces to a network, in one call that can be undone.
 *
 * Theory of operation.  Under the lock: the network is loaded or made; then for each name the
 * namespace is opened or made, an address leased, the name given, the link made, and the
 * ports published.  The lease tells of all of it before the first part is there.  What
 * fails undoes this call's own work in reverse and leaves what was there before; and
 * what a killed call leaves, the leases tell of.  Repeated, each part is found to be there.
 */
#include "up.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hosts.h"
#include "netname.h"
#include "place.h"
#include "propagation.h"
#include "proxy.h"
#include "resolver.h"
#include "target.h"

static struct run undo_of(const struct run *run)
{
	struct run undo = *run;

	undo.failure = (struct failure){ 0 };
	return undo;
}

/* The lease that the name has in the network: 1, 0 or -1. */
static int find_lease(struct run *run, const struct host *host, const struct up_request *want,
		      const char *name, struct lease *lease)
{
	struct lease_list list;
	int found = 0;

	run_step(run, "look for a lease of %s in the network %s", name, want->network);
	if (lease_list(run, &host->state, want->network, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; !found && i < list.count; i++) {
		found = strcmp(list.lease[i].name, name) == 0 &&
			strcmp(list.lease[i].interface, want->interface) == 0;
		if (found) {
			*lease = list.lease[i];
		}
	}
	lease_list_free(&list);
	return found;
}

/* Not the namespace that we are in ourselves: that is the host's. */
static int check_other(struct run *run, const char *name, uint64_t id)
{
	uint64_t own = 0;
	int fd = netname_open_own(run);

	if (fd < 0 || netname_identity(run, fd, &own) < 0) {
		return -1;
	}
	close(fd);
	run_step(run, "connect %s to a network", name);
	return own != id ? 0 : run_refuse(run, "it is in the network namespace of this host");
}

static int open_target(struct run *run, struct up_member *member)
{
	struct lease *lease = &member->connection.lease;
	struct target target;

	if (target_open_network(run, lease->name, &target) < 0) {
		return -1;
	}
	char *where = member->connection.where;
	size_t size = sizeof member->connection.where;
	if (target.pid) {
		snprintf(where, size, "%d", target.pid);
	} else {
		snprintf(where, size, "%s", lease->name);
	}
	int fd = target_open_namespace(run, &target, NAMESPACE_NET);
	int result = fd < 0 ? -1 : target_check(run, &target);
	target_close(&target);
	member->connection.namespace_fd = fd;
	if (result < 0 || netname_identity(run, fd, &lease->namespace_id) < 0) {
		return -1;
	}
	return check_other(run, lease->name, lease->namespace_id);
}

/* Nobody made it, so no number is its own: one that is unlike those of other names stands for it.
 */
static uint64_t number_of_rehearsed(const char *name)
{
	uint64_t number = 0;

	for (const char *c = name; *c; c++) {
		number = number * 31 + (unsigned char)*c;
	}
	return number & 0xffffff;
}

/* Opens the namespace of the name, or makes one that does not have its name yet. */
static int open_namespace(struct run *run, struct up_member *member)
{
	struct lease *lease = &member->connection.lease;
	lease->made_name = false;
	if (lease->target) {
		return open_target(run, member);
	}
	bool rehearsed = netns_is_rehearsed(run, lease->name);
	int fd = rehearsed ? netname_open_own(run) : netname_open(run, lease->name);
	snprintf(member->connection.where, sizeof member->connection.where, "%s", lease->name);
	if (fd < 0 && run->failure.error == ENOENT) {
		run_forgive(run);
		run_equivalent(run, "ip netns add %s", lease->name);
		fd = netname_unshare(run);
		lease->made_name = true;
	}
	member->connection.namespace_fd = fd;
	if (run->dry && (rehearsed || lease->made_name)) {
		lease->namespace_id = number_of_rehearsed(lease->name);
		return 0;
	}
	return fd < 0 ? -1 : netname_identity(run, fd, &lease->namespace_id);
}

static int take_lease(struct run *run, const struct host *host, const struct network *network,
		      struct lease *lease)
{
	if (state_boot_id(run, &lease->boot) < 0) {
		return -1;
	}
	run_step(run, "lease an address of the network %s to %s", network->name, lease->name);
	int result = lease_take(run, &host->state, lease, network_last(network));
	struct failure taken = run->failure;
	if (result == 0 || (taken.error && taken.error != EEXIST)) {
		return result;
	}
	/* By members that are there, or by namespaces that ended since? */
	run_forgive(run);
	int freed = netns_free_dead_leases(run, host, network, lease->number);
	if (freed < 0) {
		return -1;
	}
	run_step(run, "lease an address of the network %s to %s", network->name, lease->name);
	if (freed > 0) {
		return lease_take(run, &host->state, lease, network_last(network));
	}
	run->failure = taken;
	return taken.error == EEXIST
		       ? run_advise(run,
				    "the address is taken by another member; without -4 and -6 "
				    "the next free one is given")
		       : -1;
}

static int connect_anew(struct run *run, const struct host *host, struct up_member *member)
{
	struct connection *connection = &member->connection;

	if (open_namespace(run, member) < 0 ||
	    take_lease(run, host, connection->network, &connection->lease) < 0) {
		return -1;
	}
	member->made = true;
	if (connection->lease.made_name &&
	    netname_give(run, connection->lease.name, connection->namespace_fd) < 0) {
		return -1;
	}
	return connection_make(run, &host->tools, connection);
}

/* The servers that were asked for, one a line; with auto, those of the host. */
static int write_servers(struct run *run, const struct up_request *want, const struct lease *lease)
{
	char text[2048] = "";

	for (unsigned i = 0; i < want->dns.count; i++) {
		const char *server = want->dns.item[i].argument;
		size_t used = strlen(text);

		if (strcmp(server, "auto") == 0) {
			if (resolver_of_host(run, text + used, sizeof text - used) < 0) {
				return -1;
			}
		} else {
			snprintf(text + used, sizeof text - used, "nameserver %s\n", server);
		}
	}
	return resolver_make(run, lease->name, text);
}

static int confirm(struct run *run, const struct host *host, struct up_member *member)
{
	run_step(run, "record that %s is connected", member->connection.lease.name);
	return lease_mark(run, &host->state, &member->connection.lease, true);
}

/* Whether the lease is of the namespace that has the name now, and its link is there: 1, 0, -1. */
static int is_connected(struct run *run, const struct host *host, const struct lease *lease)
{
	uint64_t id = 0;
	int fd = netns_open(run, lease->name);

	if (fd < 0) {
		run_forgive(run);
		return 0;
	}
	int result = netname_identity(run, fd, &id);
	close(fd);
	if (result < 0) {
		return -1;
	}
	return lease->complete && id == lease->namespace_id
		       ? connection_is_there(run, &host->tools, lease)
		       : 0;
}

static int check_unchanged(struct run *run, const struct lease *lease, uint32_t wish)
{
	if (wish && wish != lease->number) {
		run_step(run, "give %s another address", lease->name);
		run_refuse(run, "it is connected already, with address number %u of the network",
			   lease->number);
		return run_advise(run, "cns-netns down %s first", lease->name);
	}
	return 0;
}

static int connect_one(struct run *run, const struct host *host, const struct up_request *want,
		       const char *name, struct up_member *member)
{
	struct connection *connection = &member->connection;
	uint32_t wish;
	int there = 0, found = find_lease(run, host, want, name, &connection->lease);

	if (found < 0 || netns_up_number(run, want, connection->network, &wish) < 0) {
		return -1;
	}
	if (found) {
		there = is_connected(run, host, &connection->lease);
	}
	if (there < 0) {
		return -1;
	}
	if (there) {
		return check_unchanged(run, &connection->lease, wish);
	}
	if (found &&
	    connection_break(run, &host->tools, connection->network, &connection->lease) < 0) {
		return -1;
	}
	connection->lease = (struct lease){ .number = wish };
	memcpy(connection->lease.network, connection->network->name, NETWORK_NAME_SIZE);
	strncat(connection->lease.name, name, sizeof connection->lease.name - 1);
	strncat(connection->lease.interface, want->interface, IFNAMSIZ - 1);
	connection->lease.names = want->dns.count > 0;
	connection->lease.hosts = want->hosts;
	connection->lease.target = netns_is_target(name);
	netns_limit_wish(&connection->lease, &want->rates);
	if (connect_anew(run, host, member) < 0) {
		return -1;
	}
	if (want->rate && (netns_limit_in(run, host, &connection->lease) < 0 ||
			   netns_limit_out(run, &connection->lease) < 0)) {
		return -1;
	}
	if (connection->lease.names && write_servers(run, want, &connection->lease) < 0) {
		return -1;
	}
	return connection->lease.hosts ? hosts_make(run, &connection->lease) : 0;
}

static int publish(struct run *run, const struct host *host, const struct up_request *want,
		   struct up_member *member)
{
	for (size_t i = 0; i < want->ports.count; i++) {
		struct port *port = &want->ports.port[i];

		memcpy(port->network, member->connection.network->name, NETWORK_NAME_SIZE);
		port->number = member->connection.lease.number;
	}
	if (connection_publish(run, &host->tools, &member->connection, &want->ports) < 0) {
		return -1;
	}
	return want->proxy ? netns_proxy_member(run, host, &member->connection, &want->ports) : 0;
}

/* Only what this call made: a name that was connected before stays so. */
static void disconnect(struct run *run, const struct host *host, struct up_member *members,
		       size_t count)
{
	while (count-- > 0) {
		struct run undo = undo_of(run);

		if (members[count].made) {
			const struct lease *lease = &members[count].connection.lease;

			netns_end_companions(&undo, &host->state,
					     &(struct netns_of){ NULL, lease->namespace_id, NULL });
			connection_break(&undo, &host->tools, members[count].connection.network,
					 &members[count].connection.lease);
		}
	}
}

static int connect_all(struct run *run, const struct host *host, const struct up_request *want,
		       const struct network *network, struct up_member *members)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < want->names.count; i++) {
		members[i].connection = (struct connection){ .network = network,
							     .namespace_fd = -1,
							     .mtu = want->mtu,
							     .no_gateway = want->no_gateway };
		memcpy(members[i].connection.mac, want->mac_bytes, sizeof want->mac_bytes);
		result = connect_one(run, host, want, want->names.name[i], &members[i]);
		if (result == 0) {
			result = publish(run, host, want, &members[i]);
		}
		if (result == 0) {
			result = confirm(run, host, &members[i]);
		}
		if (members[i].connection.namespace_fd >= 0) {
			close(members[i].connection.namespace_fd);
		}
		if (result < 0) {
			struct run undo = undo_of(run);

			netns_host_return(&undo, host);
			disconnect(run, host, members, i + 1);
		}
	}
	return result;
}

/* Now that all are there, each is told the names of all. */
static int name_members(struct run *run, const struct host *host, const struct up_request *want,
			const struct network *network, struct up_member *members)
{
	int result = hosts_write(run, &host->state, network);

	if (result < 0) {
		disconnect(run, host, members, want->names.count);
	}
	return result;
}

/* Loads the network, or makes it; *made says which. */
static int open_network(struct run *run, const struct host *host, const struct up_request *want,
			struct network *network, bool *made)
{
	int found = network_load(run, &host->tools, want->network, network);

	*made = found == 0;
	if (found < 0) {
		return -1;
	}
	/* In a dry run it is one that nobody has made. */
	if (found > 0 && !network->index && !run->dry &&
	    network_mend_drift(run, &host->tools, network,
			       &(struct network_drift){ .gone = true }) < 0) {
		return -1;
	}
	if (found > 0) {
		run_step(run, "see that the rules of all networks are there");
		return network_restore_rules(run, &host->tools);
	}
	*network = (struct network){ .subnet = netns_up_subnet(&want->own),
				     .subnet6 = netns_up_subnet(&want->own6) };
	strncat(network->name, want->network, sizeof network->name - 1);
	return network_make(run, &host->tools, network);
}

static bool has_made_name(const struct up_member *members, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (members[i].made && members[i].connection.lease.made_name) {
			return true;
		}
	}
	return false;
}

static int bring_up(struct run *run, const struct host *host, struct up_request *want)
{
	struct network network;
	struct up_member *members = calloc(want->names.count, sizeof *members);
	bool made;

	if (!members) {
		return run_refuse(run, "there is no memory for %zu names", want->names.count);
	}
	int result = open_network(run, host, want, &network, &made);
	if (result == 0 && want->mtu == UP_MTU_AUTO) {
		run_step(run, "ask for the largest packet that fits the way out of this host");
		result = link_way_out_mtu(run, host->tools.netlink, &want->mtu);
	}
	if (result == 0) {
		result = connect_all(run, host, want, &network, members);
		if (result == 0) {
			result = name_members(run, host, want, &network, members);
		}
		if (result < 0 && made) {
			struct run undo = undo_of(run);

			network_remove(&undo, &host->tools, &network);
		}
	}
	if (result == 0 && has_made_name(members, want->names.count)) {
		netns_warn_of_unseen_names(run);
	}
	if (result == 0 && want->json) {
		netns_up_print(run, host, &network, members, want->names.count);
	}
	free(members);
	return result;
}

int netns_up(struct run *run, int argc, char **argv)
{
	struct up_request want = { .network = "default", .interface = "eth0" };
	struct option_outcome asked;
	struct host host;

	if (netns_up_read(&want, run, argc, argv, &asked) < 0) {
		return asked.status;
	}
	if (netns_host_open(run, &host, STATE_MAKE) < 0) {
		return run_failed(run);
	}
	int result = bring_up(run, &host, &want);
	netns_host_close(run, &host);
	netns_names_free(&want.names);
	free(want.ports.port);
	return result < 0 ? run_failed(run) : option_answered(run);
}
