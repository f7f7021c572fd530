/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * doctor - what on this host keeps namespaces from reaching others, or being reached, and its cure.
 *
 * Each complaint is a line and, below it, a command.  Nothing is changed.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "firewall_foreign.h"
#include "firewall_legacy.h"
#include "host.h"
#include "netname.h"
#include "propagation.h"
#include "verb.h"

struct doctor {
	struct host host;
	unsigned complaints;
};

static void __attribute__((format(printf, 3, 4)))
complain(struct doctor *doctor, const char *cure, const char *what, ...)
{
	va_list words;

	va_start(words, what);
	vprintf(what, words);
	va_end(words);
	printf("\n    %s\n", cure);
	doctor->complaints++;
}

/* The first character of a setting; a blank when there is none. */
static char setting(const char *path)
{
	char value = ' ';
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		(void)!read(fd, &value, 1);
		close(fd);
	}
	return value;
}

static char link_setting(const char *protocol, const char *link, const char *name)
{
	char path[120];

	snprintf(path, sizeof path, "/proc/sys/net/%s/conf/%s/%s", protocol, link, name);
	return setting(path);
}

static bool has_default_route(const struct route_list *routes, int index, int family)
{
	for (size_t i = 0; i < routes->count; i++) {
		if (routes->route[i].index == index && routes->route[i].destination.prefix == 0 &&
		    routes->route[i].destination.family == family) {
			return true;
		}
	}
	return false;
}

/* Since Linux 6.17 a link has a switch of its own, beside the one for all. */
static void look_at_link_ipv6(struct doctor *doctor, const struct link *link)
{
	char own = link_setting("ipv6", link->name, "force_forwarding");
	char cure[120];

	if (link_setting("ipv6", "all", "forwarding") != '0' || own == '1') {
		return;
	}
	snprintf(cure, sizeof cure, "cns-netns repair    # or: sysctl -w net/ipv6/conf/%s/%s=1",
		 own == ' ' ? "all" : link->name, own == ' ' ? "forwarding" : "force_forwarding");
	complain(doctor, cure, "%s forwards no packets of IPv6", link->name);
}

static void look_at_link(struct doctor *doctor, const struct link *link, unsigned bridge_mtu)
{
	char cure[120];

	if (link_setting("ipv4", link->name, "forwarding") == '0') {
		snprintf(cure, sizeof cure,
			 "cns-netns repair    # or: sysctl -w net/ipv4/conf/%s/forwarding=1",
			 link->name);
		complain(doctor, cure,
			 "%s forwards no packets, so no answer from there reaches a namespace",
			 link->name);
	}
	/* The kernel takes the larger of the two: 2 at the link is what makes it lenient. */
	char own = link_setting("ipv4", link->name, "rp_filter");
	if (own == '1' || (own == '0' && link_setting("ipv4", "all", "rp_filter") == '1')) {
		snprintf(cure, sizeof cure, "sysctl -w net/ipv4/conf/%s/rp_filter=2", link->name);
		complain(doctor, cure,
			 "%s drops what comes another way than it would be answered (rp_filter)",
			 link->name);
	}
	if (bridge_mtu > link->mtu) {
		complain(
			doctor, "cns-netns down NAME && cns-netns up --mtu auto NAME",
			"the MTU of a network is %u, but only %u fits through %s: large packets may stall",
			bridge_mtu, link->mtu, link->name);
	}
}

static unsigned largest_bridge(const struct link_list *links, const struct network_list *networks)
{
	unsigned mtu = 0;

	for (size_t i = 0; i < links->count; i++) {
		for (size_t j = 0; j < networks->count; j++) {
			if (strcmp(links->link[i].name, networks->network[j].bridge) == 0 &&
			    !networks->network[j].internal && links->link[i].mtu > mtu) {
				mtu = links->link[i].mtu;
			}
		}
	}
	return mtu;
}

static int look_at_links(struct run *run, struct doctor *doctor)
{
	struct link_list links = { 0 };
	struct route_list routes = { 0 };
	struct network_list networks = { 0 };

	run_step(run, "look at the links with a default route");
	if (link_list(run, &doctor->host.netlink, &links) < 0 ||
	    link_list_routes(run, &doctor->host.netlink, &routes) < 0 ||
	    network_list(run, &doctor->host.state, &networks) < 0) {
		return -1;
	}
	unsigned mtu = largest_bridge(&links, &networks), ways = 0;
	for (size_t i = 0; i < links.count; i++) {
		if (has_default_route(&routes, links.link[i].index, AF_INET)) {
			look_at_link(doctor, &links.link[i], mtu);
			ways++;
		}
		if (has_default_route(&routes, links.link[i].index, AF_INET6)) {
			look_at_link_ipv6(doctor, &links.link[i]);
		}
	}
	if (ways == 0) {
		complain(doctor, "ip route",
			 "this host has no default route, so namespaces reach only it");
	}
	link_list_free(&links);
	link_route_list_free(&routes);
	network_list_free(&networks);
	return 0;
}

static int look_at_legacy_rules(struct run *run, struct doctor *doctor)
{
	run_step(run, "look for rules of iptables-legacy that drop what is forwarded");
	int drops = firewall_legacy_drops(run, "cns");

	if (drops > 0) {
		complain(doctor,
			 "iptables-legacy -I FORWARD -i cns+ -j ACCEPT ; "
			 "iptables-legacy -I FORWARD -o cns+ -j ACCEPT",
			 "the chain FORWARD of iptables-legacy drops what no rule of it accepts");
	}
	return drops < 0 ? -1 : 0;
}

static int look_at_rules(struct run *run, struct doctor *doctor)
{
	struct firewall_drop_list drops;

	run_step(run, "look for rules of others that drop what is forwarded");
	if (firewall_list_drops(run, &doctor->host.firewall, &drops) < 0) {
		return -1;
	}
	for (size_t i = 0; i < drops.count; i++) {
		const struct firewall_drop *drop = &drops.drop[i];
		char cure[400];

		snprintf(cure, sizeof cure,
			 "nft 'insert rule %s %.64s %.64s iifname \"cns*\" accept' ; "
			 "nft 'insert rule %s %.64s %.64s oifname \"cns*\" accept'",
			 drop->family, drop->table, drop->chain, drop->family, drop->table,
			 drop->chain);
		complain(doctor, cure,
			 "the chain %.64s of the table %s %.64s drops what no rule of it accepts",
			 drop->chain, drop->family, drop->table);
	}
	free(drops.drop);
	return look_at_legacy_rules(run, doctor);
}

static void look_at_bridge_filter(struct doctor *doctor)
{
	if (setting("/proc/sys/net/bridge/bridge-nf-call-iptables") == '1') {
		complain(
			doctor, "sysctl -w net/bridge/bridge-nf-call-iptables=0",
			"br_netfilter lets even packets between neighbours meet the rules for forwarding");
	}
}

/* A stub of the host's own: in another namespace nobody listens at that address. */
static void look_at_names(struct doctor *doctor)
{
	FILE *file = fopen("/etc/resolv.conf", "re");
	char *line = NULL;
	size_t size = 0;
	char server[64];

	while (file && getline(&line, &size, file) > 0) {
		if (sscanf(line, " nameserver %63s", server) == 1 &&
		    (strncmp(server, "127.", 4) == 0 || strcmp(server, "::1") == 0)) {
			complain(
				doctor, "cns-netns up --dns auto NAME",
				"/etc/resolv.conf names a server of this host alone, which is not reached from a "
				"namespace");
			break;
		}
	}
	free(line);
	if (file) {
		fclose(file);
	}
}

/* In a mount namespace apart it may well be shared, with nobody who is in that of process 1. */
static void look_at_propagation(struct doctor *doctor)
{
	long peers = netns_peers_of_names("/proc/self/mountinfo");
	long first = netns_peers_of_names("/proc/1/mountinfo");

	if (peers == 0 && first <= 0) {
		complain(doctor, "mount --make-shared " NETNAME_FOLDER,
			 NETNAME_FOLDER
			 " is private: names made here are not seen in other mount namespaces");
	} else if (peers >= 0 && peers != first && access("/proc/1/mountinfo", R_OK) == 0) {
		complain(doctor,
			 "nsenter -t 1 -m cns-netns VERB    # or leave this mount namespace",
			 NETNAME_FOLDER
			 " is not that of process 1: names made here are not seen outside");
	}
}

int netns_doctor(struct run *run, int argc, char **argv)
{
	const struct tool tool = {
		.name = "cns-netns doctor",
		.summary = "Name what on this host is in the way of namespaces, and the cure.",
		.operands = "",
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct doctor doctor = { 0 };

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (netns_host_open(run, &doctor.host, STATE_IF_THERE) < 0) {
		return run_failed(run);
	}
	int result = look_at_links(run, &doctor);
	if (result == 0) {
		result = look_at_rules(run, &doctor);
	}
	netns_host_close(run, &doctor.host);
	if (result < 0) {
		return run_failed(run);
	}
	look_at_bridge_filter(&doctor);
	look_at_names(&doctor);
	look_at_propagation(&doctor);
	int status = option_answered(run);
	return status ? status : doctor.complaints ? EXIT_VERB_FAILED : 0;
}
