/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "network_rules.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "conntrack.h"
#include "state_memory.h"

static const int families[] = { AF_INET, AF_INET6 };

enum { FAMILIES = sizeof families / sizeof families[0] };

static const struct address *subnet_of(const struct network *network, int family)
{
	return family == AF_INET6 ? &network->subnet6 : &network->subnet;
}

static struct firewall_network part_of(const struct network *network, int family)
{
	return (struct firewall_network){ *subnet_of(network, family), network->isolated,
					  network->internal ? network->bridge : NULL };
}

static bool has_subnet(const struct network *network, int family)
{
	return subnet_of(network, family)->family;
}

static bool is_translated(const struct network *network, int family)
{
	return !network->internal && has_subnet(network, family);
}

/* True when the port has a rule in the family; *rule is it: at every address of that, or at one. */
static bool rule_for(const struct network *network, const struct port *port, int family,
		     struct firewall_port *rule)
{
	*rule = (struct firewall_port){
		.protocol = port->protocol,
		.at = port->at,
		.port = port->port,
		.to = network_address(network, family, port->number),
		.to_port = port->to_port,
		.from = port->from,
		.from_count = port->from_count,
	};
	if (address_is_every(&port->at)) {
		rule->at = (struct address){ 0 };
	}
	return is_translated(network, family) && (!port->at.family || port->at.family == family);
}

static int publish_in(struct run *run, const struct network_tools *tools,
		      const struct network *network, const struct port *port, int family)
{
	struct firewall_port rule;

	return rule_for(network, port, family, &rule)
		       ? firewall_publish(run, tools->firewall, &rule)
		       : 0;
}

int network_publish(struct run *run, const struct network_tools *tools,
		    const struct network *network, const struct port *port)
{
	for (int i = 0; i < FAMILIES; i++) {
		if (publish_in(run, tools, network, port, families[i]) < 0) {
			return -1;
		}
	}
	return 0;
}

static int commit_forgiving(struct run *run, const struct network_tools *tools)
{
	if (firewall_commit(run, tools->firewall) < 0) {
		if (run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

/* Of what somebody has taken away in part the rest is there still. */
static int unpublish(struct run *run, const struct network_tools *tools,
		     const struct firewall_port *rule)
{
	int result = 0;

	if (firewall_unpublish(run, tools->firewall, rule) < 0) {
		return -1;
	}
	if (firewall_commit(run, tools->firewall) == 0) {
		return 0;
	}
	if (run->failure.error != ENOENT) {
		return -1;
	}
	run_forgive(run);
	for (size_t part = 0; rule->from_count && part < firewall_port_parts(rule); part++) {
		result |= firewall_unpublish_part(run, tools->firewall, rule, part);
		result |= commit_forgiving(run, tools);
	}
	return result;
}

int network_unpublish(struct run *run, const struct network_tools *tools,
		      const struct network *network, const struct port *port)
{
	struct firewall_port rule;
	int result = 0;

	for (int i = 0; i < FAMILIES; i++) {
		if (rule_for(network, port, families[i], &rule)) {
			result |= unpublish(run, tools, &rule);
		}
	}
	result |= network_forget_datagrams(run, tools, network, port);
	return result < 0 ? -1 : 0;
}

int network_forget_datagrams(struct run *run, const struct network_tools *tools,
			     const struct network *network, const struct port *port)
{
	struct firewall_port rule;

	for (int i = 0; port->protocol == IPPROTO_UDP && i < FAMILIES; i++) {
		if (!rule_for(network, port, families[i], &rule)) {
			continue;
		}
		run_step(run, "forget datagrams that were on their way to port %u", port->port);
		if (conntrack_forget_port(run, tools->firewall, &rule) < 0) {
			run_forgive(run);
		}
	}
	return 0;
}

static int has_rule(struct run *run, const struct network_tools *tools,
		    const struct firewall_port *rule, int family)
{
	struct firewall_port_list list;
	int found = firewall_has_table(run, tools->firewall, family);

	if (found <= 0) {
		return found < 0 ? -1 : 1;
	}
	if (firewall_list_ports(run, tools->firewall, family, &list) < 0) {
		return -1;
	}
	found = 0;
	for (size_t i = 0; !found && i < list.count; i++) {
		found = firewall_port_is_same(&list.port[i], rule);
	}
	firewall_port_list_free(&list);
	return found ? firewall_has_restrictions(run, tools->firewall, rule) : 0;
}

int network_has_rules(struct run *run, const struct network_tools *tools,
		      const struct network *network, const struct port *port)
{
	struct firewall_port rule;
	int found = 1;

	for (int i = 0; found > 0 && i < FAMILIES; i++) {
		if (rule_for(network, port, families[i], &rule)) {
			found = has_rule(run, tools, &rule, families[i]);
		}
	}
	return found;
}

static int add_all_ports(struct run *run, const struct network_tools *tools,
			 const struct network_list *networks, int family)
{
	struct port_list ports;
	int result = port_list(run, tools->state, NULL, &ports);

	for (size_t i = 0; result == 0 && i < ports.count; i++) {
		for (size_t j = 0; result == 0 && j < networks->count; j++) {
			if (strcmp(ports.port[i].network, networks->network[j].name) == 0) {
				result = publish_in(run, tools, &networks->network[j],
						    &ports.port[i], family);
			}
		}
	}
	port_list_free(&ports);
	return result;
}

static int build_table(struct run *run, const struct network_tools *tools, int family)
{
	struct network_list networks;

	if (firewall_make_table(run, tools->firewall, family) < 0 ||
	    network_list(run, tools->state, &networks) < 0) {
		return -1;
	}
	int result = 0;
	for (size_t i = 0; result == 0 && i < networks.count; i++) {
		struct firewall_network part = part_of(&networks.network[i], family);

		if (has_subnet(&networks.network[i], family)) {
			result = firewall_add_network(run, tools->firewall, &part);
		}
	}
	if (result == 0) {
		result = add_all_ports(run, tools, &networks, family);
	}
	network_list_free(&networks);
	return result;
}

/* Nobody made the table in a dry run; that it would be there by now is remembered with the records.
 */
static const char *rehearsed_table(int family)
{
	return family == AF_INET ? "rules:ip" : "rules:ip6";
}

static int has_table(struct run *run, const struct network_tools *tools, int family)
{
	return run->dry && state_memory_has(tools->state->memory, rehearsed_table(family))
		       ? 1
		       : firewall_has_table(run, tools->firewall, family);
}

static int build_missing_table(struct run *run, const struct network_tools *tools, int family)
{
	if (run->dry) {
		state_memory_change(tools->state->memory, rehearsed_table(family), "");
	}
	return build_table(run, tools, family);
}

int network_add_rules(struct run *run, const struct network_tools *tools,
		      const struct network *network)
{
	bool missing[FAMILIES];

	for (int i = 0; i < FAMILIES; i++) {
		int there = has_table(run, tools, families[i]);

		if (there < 0) {
			return -1;
		}
		missing[i] = there == 0;
	}
	for (int i = 0; i < FAMILIES; i++) {
		struct firewall_network part = part_of(network, families[i]);
		int result = 0;

		if (!has_subnet(network, families[i])) {
			continue;
		}
		if (missing[i]) {
			result = build_missing_table(run, tools, families[i]);
		}
		if (result == 0 && !missing[i]) {
			result = firewall_add_network(run, tools->firewall, &part);
		}
		if (result < 0) {
			return -1;
		}
	}
	return firewall_commit(run, tools->firewall);
}

int network_restore_rules(struct run *run, const struct network_tools *tools)
{
	struct network_list networks;
	bool needed[FAMILIES] = { false };

	if (network_list(run, tools->state, &networks) < 0) {
		return -1;
	}
	for (size_t i = 0; i < networks.count * FAMILIES; i++) {
		needed[i % FAMILIES] |= has_subnet(&networks.network[i / FAMILIES],
						   families[i % FAMILIES]);
	}
	network_list_free(&networks);
	for (int i = 0; i < FAMILIES; i++) {
		int there = needed[i] ? has_table(run, tools, families[i]) : 1;

		needed[i] = there == 0;
		if (there < 0) {
			return -1;
		}
	}
	for (int i = 0; i < FAMILIES; i++) {
		if (needed[i] && build_missing_table(run, tools, families[i]) < 0) {
			return -1;
		}
	}
	return firewall_commit(run, tools->firewall);
}

/* Whether all that our table of the family has for the network is there; without the table, 1. */
static int is_ruled_in(struct run *run, const struct network_tools *tools,
		       const struct network *network, int family)
{
	struct firewall_network part = part_of(network, family);
	int there = has_subnet(network, family) ? firewall_has_table(run, tools->firewall, family)
						: 0;

	if (there > 0) {
		int whole = firewall_has_rules(run, tools->firewall, family);

		return whole <= 0 ? whole : firewall_has_network(run, tools->firewall, &part);
	}
	return there < 0 ? -1 : 1;
}

int network_is_ruled(struct run *run, const struct network_tools *tools,
		     const struct network *network)
{
	int whole = 1;

	for (int i = 0; whole > 0 && i < FAMILIES; i++) {
		whole = is_ruled_in(run, tools, network, families[i]);
	}
	return whole;
}

/* A network, and its ports. */
static int is_whole_in(struct run *run, const struct network_tools *tools,
		       const struct network *network, const struct port_list *ports, int family)
{
	int whole = is_ruled_in(run, tools, network, family);

	for (size_t i = 0; whole > 0 && i < ports->count; i++) {
		struct firewall_port rule;

		if (strcmp(ports->port[i].network, network->name) == 0 &&
		    rule_for(network, &ports->port[i], family, &rule)) {
			whole = has_rule(run, tools, &rule, family);
		}
	}
	return whole;
}

static int find_broken(struct run *run, const struct network_tools *tools,
		       const struct network_list *networks, const struct port_list *ports,
		       bool broken[FAMILIES])
{
	int whole = 1;

	for (size_t i = 0; whole >= 0 && i < networks->count * FAMILIES; i++) {
		if (!broken[i % FAMILIES]) {
			whole = is_whole_in(run, tools, &networks->network[i / FAMILIES], ports,
					    families[i % FAMILIES]);
			broken[i % FAMILIES] = whole == 0;
		}
	}
	return whole < 0 ? -1 : 0;
}

static int forget_all_datagrams(struct run *run, const struct network_tools *tools,
				const struct network_list *networks, const struct port_list *ports)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < ports->count; i++) {
		for (size_t j = 0; result == 0 && j < networks->count; j++) {
			if (strcmp(ports->port[i].network, networks->network[j].name) == 0) {
				result = network_forget_datagrams(run, tools, &networks->network[j],
								  &ports->port[i]);
			}
		}
	}
	return result;
}

/* One batch takes the old table away and makes the new one, so no packet meets neither. */
static int repair(struct run *run, const struct network_tools *tools,
		  const struct network_list *networks, const struct port_list *ports)
{
	bool broken[FAMILIES] = { false };

	if (find_broken(run, tools, networks, ports, broken) < 0) {
		return -1;
	}
	for (int i = 0; i < FAMILIES; i++) {
		if (broken[i] && (firewall_remove_table(run, tools->firewall, families[i]) < 0 ||
				  build_table(run, tools, families[i]) < 0)) {
			return -1;
		}
	}
	if (firewall_commit(run, tools->firewall) < 0 || network_restore_rules(run, tools) < 0) {
		return -1;
	}
	return broken[0] || broken[1] ? forget_all_datagrams(run, tools, networks, ports) : 0;
}

int network_repair_rules(struct run *run, const struct network_tools *tools)
{
	struct network_list networks;
	struct port_list ports = { 0 };

	if (network_list(run, tools->state, &networks) < 0) {
		return -1;
	}
	int result = port_list(run, tools->state, NULL, &ports);
	if (result == 0) {
		result = repair(run, tools, &networks, &ports);
	}
	port_list_free(&ports);
	network_list_free(&networks);
	return result;
}

static bool another_needs(const struct network_list *all, const struct network *network, int family)
{
	for (size_t i = 0; i < all->count; i++) {
		if (strcmp(all->network[i].name, network->name) != 0 &&
		    has_subnet(&all->network[i], family)) {
			return true;
		}
	}
	return false;
}

int network_remove_rules(struct run *run, const struct network_tools *tools,
			 const struct network *network, const struct network_list *all)
{
	int result = 0;

	for (int i = 0; i < FAMILIES; i++) {
		struct firewall_network part = part_of(network, families[i]);

		if (!has_subnet(network, families[i])) {
			continue;
		}
		if (another_needs(all, network, families[i])) {
			result |= firewall_remove_network(run, tools->firewall, &part);
		} else {
			result |= firewall_remove_table(run, tools->firewall, families[i]);
		}
		result |= commit_forgiving(run, tools);
	}
	return result < 0 ? -1 : 0;
}
