/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "network_forwarding.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "forwarding.h"
#include "text.h"

/* A list is of links whose forwarding is, or was, switched on: each before a blank. */
enum { LIST_SIZE = sizeof((struct network *)0)->forwarding, WORD_SIZE = IFNAMSIZ + 16 };

static char *list_of(struct network *network, int family)
{
	return family == AF_INET6 ? network->forwarding6 : network->forwarding;
}

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; length > 0 && (at = strstr(at, word)); at += length) {
		if ((at == list || at[-1] == ' ') && at[length] == ' ') {
			return true;
		}
	}
	return false;
}

static void add_word(char *list, const char *word)
{
	size_t used = strlen(list);

	if (*word && !has_word(list, word) && used + strlen(word) + 2 <= LIST_SIZE) {
		snprintf(list + used, LIST_SIZE - used, "%s ", word);
	}
}

static void note(const struct run *run, const struct network *network, const char *setting,
		 const char *list)
{
	if (*list) {
		run_warn(
			run,
			"note: switching forwarding on (%s), until the network %s is removed, for: %s",
			setting, network->name, list);
	}
}

/* Where a link has no switch of its own for IPv6, what is switched on is all of them. */
static bool is_ours(struct run *run, int family, const struct network *network)
{
	return (family == AF_INET6 && forwarding_has_switch6()) ||
	       forwarding_is_ours(run, family, network->bridge);
}

/* What others have switched on is on already, and must stay so for as long as we are there. */
static void share(struct run *run, const struct network_list *all, struct network *network,
		  int family)
{
	for (size_t i = 0; i < all->count; i++) {
		struct network *other = &all->network[i];
		const char *rest = list_of(other, family);
		char word[WORD_SIZE];

		if (!is_ours(run, family, other)) {
			continue;
		}
		while (text_next(&rest, ' ', word, sizeof word) > 0) {
			add_word(list_of(network, family), word);
		}
	}
}

int network_find_forwarding(struct run *run, const struct network_tools *tools,
			    struct network *network)
{
	struct network_list all;

	if (network->internal) {
		return 0;
	}
	if (forwarding_find_off(run, tools->netlink, network->bridge, network->forwarding,
				sizeof network->forwarding) < 0 ||
	    (network->subnet6.family &&
	     forwarding_find_off6(run, tools->netlink, network->bridge, network->forwarding6,
				  sizeof network->forwarding6) < 0)) {
		return -1;
	}
	note(run, network, "net.ipv4.conf.LINK.forwarding", network->forwarding);
	note(run, network,
	     forwarding_has_switch6() ? "net.ipv6.conf.LINK.force_forwarding"
				      : "net.ipv6.conf.LINK.SETTING",
	     network->forwarding6);
	if (network_list(run, tools->state, &all) < 0) {
		return -1;
	}
	share(run, &all, network, AF_INET);
	if (network->subnet6.family) {
		share(run, &all, network, AF_INET6);
	}
	network_list_free(&all);
	return run->failure.happened ? -1 : 0;
}

static int forward_bridge(struct run *run, const struct network *network)
{
	run_step(run, "let the bridge forward packets, and those of 127.0.0.1 to published ports");
	if (forwarding_set(run, &(struct forwarding_setting){ "ipv4", network->bridge,
							      "route_localnet", "1" }) < 0) {
		return -1;
	}
	return network->subnet6.family && forwarding_has_switch6()
		       ? forwarding_set(run,
					&(struct forwarding_setting){ "ipv6", network->bridge,
								      "force_forwarding", "1" })
		       : 0;
}

static int forward_links(struct run *run, const struct network *network)
{
	if (forward_bridge(run, network) < 0 ||
	    forwarding_switch(run, network->forwarding, true) < 0) {
		return -1;
	}
	return forwarding_switch6(run, network->forwarding6, true);
}

static bool needs_marker6(const struct network *network)
{
	return *network->forwarding6 && !forwarding_has_switch6();
}

static bool is_forwarded(const struct network *network)
{
	return !network->internal && network->subnet.family;
}

/* Last of all: switching all links on writes over the markers. */
int network_forward(struct run *run, const struct network *network)
{
	if (!is_forwarded(network)) {
		return 0;
	}
	if (forward_links(run, network) < 0 || forwarding_mark(run, AF_INET, network->bridge) < 0) {
		return -1;
	}
	return needs_marker6(network) ? forwarding_mark(run, AF_INET6, network->bridge) : 0;
}

/* Where it was off nobody has switched it on since, so it is ours again. */
static int restore_one(struct run *run, const struct network *network, bool anew6)
{
	bool anew = forwarding_is_off(run, AF_INET, network->bridge);

	if (forward_links(run, network) < 0 ||
	    (anew && forwarding_mark(run, AF_INET, network->bridge) < 0)) {
		return -1;
	}
	return anew6 && needs_marker6(network) ? forwarding_mark(run, AF_INET6, network->bridge)
					       : 0;
}

int network_restore_forwarding(struct run *run, const struct network_tools *tools)
{
	struct network_list all;
	int result = network_list(run, tools->state, &all);
	bool anew6 = result == 0 && forwarding_is_off(run, AF_INET6, "all");

	for (size_t i = 0; result == 0 && i < all.count; i++) {
		if (is_forwarded(&all.network[i])) {
			result = restore_one(run, &all.network[i], anew6);
		}
	}
	network_list_free(&all);
	return result;
}

int network_leave_forwarding(struct run *run, struct network *network)
{
	static const struct {
		int family;
		const char *setting;
	} switches[] = { { AF_INET, "net.ipv4.conf.LINK.forwarding" },
			 { AF_INET6, "net.ipv6.conf.LINK.SETTING" } };

	for (size_t i = 0; i < sizeof switches / sizeof switches[0]; i++) {
		int family = switches[i].family;
		char *list = list_of(network, family);

		if (!*list || is_ours(run, family, network)) {
			continue;
		}
		run_warn(
			run,
			"note: leaving forwarding on (%s), which was switched on for all links since, "
			"for: %s",
			switches[i].setting, list);
		*list = '\0';
	}
	return run->failure.happened ? -1 : 0;
}

static void leave_shared(const struct network *network, const struct network_list *all, int family,
			 char *off)
{
	struct network own = *network;
	const char *rest = list_of(&own, family);
	char word[WORD_SIZE];

	off[0] = '\0';
	while (text_next(&rest, ' ', word, sizeof word) > 0) {
		bool shared = false;

		for (size_t i = 0; i < all->count && !shared; i++) {
			struct network *other = &all->network[i];

			shared = strcmp(other->name, network->name) != 0 &&
				 has_word(list_of(other, family), word);
		}
		if (!shared) {
			add_word(off, word);
		}
	}
}

int network_unforward(struct run *run, const struct network *network,
		      const struct network_list *all)
{
	char off[LIST_SIZE], off6[LIST_SIZE];

	leave_shared(network, all, AF_INET, off);
	leave_shared(network, all, AF_INET6, off6);
	int result = forwarding_switch(run, off, false);
	result |= forwarding_switch6(run, off6, false);
	return result < 0 ? -1 : 0;
}
