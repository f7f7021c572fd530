/* SPDX-License-Identifier: GPL-2.0-or-later */
/* up_wish - which address of a network -4 and -6 of "cns-netns up" name. */
#include "up.h"

struct address netns_up_subnet(const struct address *own)
{
	return own->family && own->prefix + 2 <= address_bits(own->family) ? address_network(own)
									   : (struct address){ 0 };
}

int netns_up_number(struct run *run, const struct up_request *want, const struct network *network,
		    uint32_t *number)
{
	const struct address *own[] = { &want->own, &want->own6 };
	struct address_text text, net;

	*number = 0;
	run_step(run, "give a member of the network %s the address that is wanted", network->name);
	for (int i = 0; i < 2; i++) {
		const struct address *subnet = i ? &network->subnet6 : &network->subnet;
		struct address own_net = *own[i];

		if (!own[i]->family) {
			continue;
		}
		own_net.prefix = subnet->prefix;
		if (!subnet->family || !address_overlaps(&own_net, subnet) ||
		    (own[i]->prefix != subnet->prefix &&
		     own[i]->prefix != address_bits(own[i]->family))) {
			return run_refuse(run, "%s is not in the network %s, which is %s",
					  address_print_host(&text, own[i]), network->name,
					  address_print(&net, subnet));
		}
		uint32_t wish = address_number(&own_net);
		if (wish < 2 || wish > network_last(network)) {
			return run_refuse(run, "%s is an address that no member can have",
					  address_print_host(&text, own[i]));
		}
		if (*number && *number != wish) {
			return run_refuse(run,
					  "a member has the same number in both subnets: with -4 "
					  "it is %u, not %u as in %s",
					  *number, wish, address_print_host(&text, own[i]));
		}
		*number = wish;
	}
	return 0;
}
