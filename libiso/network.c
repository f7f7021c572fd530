/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "network.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "network_forwarding.h"
#include "network_rules.h"
#include "network_subnet.h"
#include "text.h"

bool network_is_name(const char *name)
{
	return text_is_name(name) && !strchr(name, ':') && strlen(name) <= 11;
}

uint32_t network_last(const struct network *network)
{
	const struct address *subnet = network->subnet.family ? &network->subnet
							      : &network->subnet6;
	unsigned bits = address_bits(subnet->family) - subnet->prefix;

	/* The last one of IPv4 is the broadcast address. */
	return bits >= 17 ? (1u << 17) - 2 : (1u << bits) - 2;
}

struct address network_address(const struct network *network, int family, uint32_t number)
{
	const struct address *subnet = family == AF_INET6 ? &network->subnet6 : &network->subnet;

	return subnet->family ? address_member(subnet, number) : (struct address){ 0 };
}

static void print_record(const struct network *network, char *text, size_t size)
{
	struct address_text four, six;

	snprintf(text, size,
		 "bridge=%s\nsubnet=%s\nsubnet6=%s\ninternal=%s\nisolated=%s\nkept=%s\n"
		 "forwarding=%s\nforwarding6=%s\ncomplete=%s\n",
		 network->bridge, address_print(&four, &network->subnet),
		 address_print(&six, &network->subnet6), network->internal ? "yes" : "no",
		 network->isolated ? "yes" : "no", network->kept ? "yes" : "no",
		 network->forwarding, network->forwarding6, network->complete ? "yes" : "no");
}

static bool read_yes(const char *text, const char *key)
{
	char value[8];

	return record_value(text, key, value, sizeof value) && strcmp(value, "yes") == 0;
}

static void read_subnet(const char *text, const char *key, struct address *subnet)
{
	char value[64];

	if (!record_value(text, key, value, sizeof value) || address_read(value, subnet) < 0) {
		*subnet = (struct address){ 0 };
	}
}

static void read_record(const struct record *record, struct network *network)
{
	*network = (struct network){ 0 };
	snprintf(network->name, sizeof network->name, "%s", record->name + strlen("network:"));
	record_value(record->text, "bridge", network->bridge, sizeof network->bridge);
	read_subnet(record->text, "subnet", &network->subnet);
	read_subnet(record->text, "subnet6", &network->subnet6);
	network->internal = read_yes(record->text, "internal");
	network->isolated = read_yes(record->text, "isolated");
	network->kept = read_yes(record->text, "kept");
	network->complete = read_yes(record->text, "complete");
	record_value(record->text, "forwarding", network->forwarding, sizeof network->forwarding);
	record_value(record->text, "forwarding6", network->forwarding6,
		     sizeof network->forwarding6);
}

int network_list(struct run *run, const struct state *state, struct network_list *list)
{
	struct record_list records;

	*list = (struct network_list){ 0 };
	if (state_read(run, state, "network:", &records) < 0) {
		return -1;
	}
	list->network = calloc(records.count + 1, sizeof *list->network);
	if (!list->network) {
		record_list_free(&records);
		return run_refuse(run, "there is no memory for %zu networks", records.count);
	}
	for (; list->count < records.count; list->count++) {
		read_record(&records.record[list->count], &list->network[list->count]);
	}
	record_list_free(&records);
	return 0;
}

void network_list_free(struct network_list *list)
{
	free(list->network);
	*list = (struct network_list){ 0 };
}

static int find_index(struct run *run, const struct network_tools *tools, struct network *network)
{
	struct link bridge;
	int found = link_find(run, tools->netlink, network->bridge, &bridge);

	network->index = found > 0 ? bridge.index : 0;
	return found;
}

int network_load(struct run *run, const struct network_tools *tools, const char *name,
		 struct network *network)
{
	struct network_list list;
	int found = 0;

	run_step(run, "look for the network %s", name);
	if (network_list(run, tools->state, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; !found && i < list.count; i++) {
		if (strcmp(list.network[i].name, name) == 0) {
			*network = list.network[i];
			found = 1;
		}
	}
	network_list_free(&list);
	return found && find_index(run, tools, network) < 0 ? -1 : found;
}

static int record(struct run *run, const struct network_tools *tools, const struct network *network)
{
	char name[NAME_MAX], text[1024];

	snprintf(name, sizeof name, "network:%s", network->name);
	print_record(network, text, sizeof text);
	run_step(run, "record the network %s", network->name);
	return state_make(run, tools->state, name, text);
}

/* Says so in the record; a killed program leaves a network that is not complete. */
static int mark(struct run *run, const struct network_tools *tools, struct network *network,
		bool complete)
{
	char name[NAME_MAX], text[1024];

	network->complete = complete;
	snprintf(name, sizeof name, "network:%s", network->name);
	print_record(network, text, sizeof text);
	return state_replace(run, tools->state, name, text);
}

static int give_address(struct run *run, struct netlink *netlink, const struct network *network,
			int family)
{
	struct address own = network_address(network, family, NETWORK_GATEWAY);
	struct address_text text;

	if (!own.family) {
		return 0;
	}
	run_equivalent(run, "ip addr add %s dev %s%s", address_print(&text, &own), network->bridge,
		       address_words(&own));
	return link_add_address(run, netlink, network->index, &own);
}

/* Its hardware address is given, not taken from its ports: else it would change as they come and
 * go. */
static int make_bridge(struct run *run, const struct network_tools *tools, struct network *network)
{
	struct link_bridge bridge = { .name = network->bridge };

	network_mac(network, NETWORK_GATEWAY, bridge.mac);
	run_step(run, "make the bridge %s of the network %s", network->bridge, network->name);
	if (link_make_bridge(run, tools->netlink, &bridge) < 0 ||
	    netlink_send(run, tools->netlink) < 0 || find_index(run, tools, network) < 0) {
		return -1;
	}
	run_step(run, "give the bridge the address of the members' gateway");
	if (give_address(run, tools->netlink, network, AF_INET) < 0 ||
	    give_address(run, tools->netlink, network, AF_INET6) < 0) {
		return -1;
	}
	return netlink_send(run, tools->netlink);
}

static int make_all(struct run *run, const struct network_tools *tools, struct network *network)
{
	if (make_bridge(run, tools, network) < 0) {
		return -1;
	}
	run_step(run, "translate the addresses of the network %s", network->name);
	if (network_add_rules(run, tools, network) < 0) {
		return -1;
	}
	if (network_forward(run, network) < 0) {
		return -1;
	}
	run_step(run, "record that the network %s is complete", network->name);
	return mark(run, tools, network, true);
}

int network_make(struct run *run, const struct network_tools *tools, struct network *network)
{
	bool is_default = strcmp(network->name, "default") == 0;

	snprintf(network->bridge, sizeof network->bridge, "cns%s%.11s", is_default ? "0" : "-",
		 is_default ? "" : network->name);
	if (network_choose_subnets(run, tools, network) < 0) {
		return -1;
	}
	if (network_find_forwarding(run, tools, network) < 0) {
		return -1;
	}
	if (record(run, tools, network) < 0) {
		return -1;
	}
	if (make_all(run, tools, network) < 0) {
		struct run undo = *run;

		undo.failure = (struct failure){ 0 };
		netlink_forget(tools->netlink);
		netlink_forget(&tools->firewall->netlink);
		network_remove(&undo, tools, network);
		return -1;
	}
	return 0;
}

static int remove_bridge(struct run *run, const struct network_tools *tools,
			 const struct network *network)
{
	if (network->unlinked) {
		return 0;
	}
	run_step(run, "remove the bridge %s", network->bridge);
	if (!run->dry || if_nametoindex(network->bridge)) {
		run_equivalent(run, "ip link del %s", network->bridge);
	}
	if (link_remove(run, tools->netlink, network->bridge) < 0) {
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

static int remove_record(struct run *run, const struct network_tools *tools,
			 const struct network *network)
{
	char name[NAME_MAX];

	snprintf(name, sizeof name, "network:%s", network->name);
	run_step(run, "forget the network %s", network->name);
	if (state_remove(run, tools->state, name) < 0) {
		if (run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

int network_begin_remove(struct run *run, const struct network_tools *tools,
			 struct network *network)
{
	if (!network->complete) {
		return 0;
	}
	run_step(run, "see who has switched forwarding on since the network %s was made",
		 network->name);
	if (network_leave_forwarding(run, network) < 0) {
		return -1;
	}
	run_step(run, "record that the network %s is being removed", network->name);
	return mark(run, tools, network, false);
}

/* The record goes last, and only when all that it tells of is gone. */
int network_remove(struct run *run, const struct network_tools *tools,
		   const struct network *network)
{
	struct network_list all;
	struct network ending = *network;

	if (network_begin_remove(run, tools, &ending) < 0 ||
	    network_list(run, tools->state, &all) < 0) {
		return -1;
	}
	run_step(run, "translate the addresses of the network %s no more", network->name);
	int result = network_remove_rules(run, tools, network, &all);
	result |= remove_bridge(run, tools, network);
	result |= network_unforward(run, &ending, &all);
	network_list_free(&all);
	return result < 0 ? -1 : remove_record(run, tools, network);
}

/* The bridge's own address, unless it has that. */
static struct address find_lacking(const struct link_address_list *list,
				   const struct network *network, int family)
{
	struct address own = network_address(network, family, NETWORK_GATEWAY);

	for (size_t i = 0; i < list->count; i++) {
		if (list->item[i].index == network->index &&
		    address_is_same(&list->item[i].address, &own)) {
			return (struct address){ 0 };
		}
	}
	return own;
}

int network_find_drift(struct run *run, const struct network_tools *tools,
		       const struct network *network, struct network_drift *drift)
{
	struct link_address_list list;
	struct link bridge;

	*drift = (struct network_drift){ 0 };
	run_step(run, "look at the bridge of the network %s", network->name);
	int found = link_find(run, tools->netlink, network->bridge, &bridge);
	if (found <= 0) {
		drift->gone = found == 0;
		return found;
	}
	drift->down = !(bridge.flags & IFF_UP);
	if (link_list_addresses(run, tools->netlink, &list) < 0) {
		return -1;
	}
	drift->lacks = find_lacking(&list, network, AF_INET);
	drift->lacks6 = find_lacking(&list, network, AF_INET6);
	link_address_list_free(&list);
	return 0;
}

int network_mend_drift(struct run *run, const struct network_tools *tools, struct network *network,
		       const struct network_drift *drift)
{
	if (drift->gone) {
		return make_bridge(run, tools, network) < 0 ? -1 : network_forward(run, network);
	}
	run_step(run, "give the bridge of the network %s back what it had", network->name);
	if (drift->down) {
		run_equivalent(run, "ip link set %s up", network->bridge);
		if (link_raise(run, tools->netlink, network->bridge) < 0) {
			return -1;
		}
	}
	if ((drift->lacks.family && give_address(run, tools->netlink, network, AF_INET) < 0) ||
	    (drift->lacks6.family && give_address(run, tools->netlink, network, AF_INET6) < 0)) {
		return -1;
	}
	return netlink_send(run, tools->netlink);
}
