/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <libnftnl/set.h>
#include <linux/netfilter/nf_tables.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

#include "firewall_batch.h"
#include "firewall_name.h"
#include "firewall_rule.h"

static int count_rule(const struct nlmsghdr *answer, void *data)
{
	unsigned *count = data;

	*count = answer ? *count + 1 : 0;
	return MNL_CB_OK;
}

/* Rules are never changed where they are: one that is not there was taken away. */
int firewall_has_rules(struct run *run, struct firewall *firewall, int family)
{
	const struct firewall_question question = { NFT_MSG_GETRULE, family, NULL };
	unsigned count = 0, wanted = 0;

	if (firewall_ask(run, firewall, &question, count_rule, &count) < 0) {
		return -1;
	}
	while (firewall_rule_text(family, wanted)) {
		wanted++;
	}
	return count >= wanted;
}

/* An element that is looked for; of an interval its first key. */
struct search {
	const void *key;
	uint32_t size;
	bool found;
};

static int compare_element(struct nftnl_set_elem *element, void *data)
{
	struct search *search = data;
	uint32_t size = 0, flags = nftnl_set_elem_is_set(element, NFTNL_SET_ELEM_FLAGS)
					   ? nftnl_set_elem_get_u32(element, NFTNL_SET_ELEM_FLAGS)
					   : 0;
	const void *key = nftnl_set_elem_get(element, NFTNL_SET_ELEM_KEY, &size);

	search->found |= key && size == search->size && !(flags & NFT_SET_ELEM_INTERVAL_END) &&
			 memcmp(key, search->key, size) == 0;
	return 0;
}

static int hear_elements(const struct nlmsghdr *answer, void *data)
{
	struct nftnl_set *set = answer ? nftnl_set_alloc() : NULL;

	if (!set) {
		return answer ? MNL_CB_ERROR : MNL_CB_OK;
	}
	int result = nftnl_set_elems_nlmsg_parse(answer, set);
	if (result == 0) {
		result = nftnl_set_elem_foreach(set, compare_element, data);
	}
	nftnl_set_free(set);
	return result < 0 ? MNL_CB_ERROR : MNL_CB_OK;
}

static int has_element(struct run *run, struct firewall *firewall,
		       const struct firewall_question *question, struct search *search)
{
	return firewall_ask(run, firewall, question, hear_elements, search) < 0 ? -1
										: search->found;
}

static int has_bridge(struct run *run, struct firewall *firewall,
		      const struct firewall_network *network)
{
	const struct firewall_question once = { NFT_MSG_GETSETELEM, network->subnet.family,
						FIREWALL_INTERNAL },
				       twice = { NFT_MSG_GETSETELEM, network->subnet.family,
						 FIREWALL_WITHIN };
	char key[2 * IFNAMSIZ] = "";

	strncat(key, network->internal, IFNAMSIZ - 1);
	strncat(key + IFNAMSIZ, network->internal, IFNAMSIZ - 1);
	int found = has_element(run, firewall, &once, &(struct search){ key, IFNAMSIZ, false });
	return found <= 0 ? found
			  : has_element(run, firewall, &twice,
					&(struct search){ key, sizeof key, false });
}

int firewall_has_network(struct run *run, struct firewall *firewall,
			 const struct firewall_network *network)
{
	struct address first = address_network(&network->subnet);
	uint32_t size = (uint32_t)address_size(first.family);
	const struct firewall_question any = { NFT_MSG_GETSETELEM, first.family,
					       FIREWALL_NETWORKS },
				       isolated = { NFT_MSG_GETSETELEM, first.family,
						    FIREWALL_ISOLATED };

	if (network->internal) {
		return has_bridge(run, firewall, network);
	}
	int found = has_element(run, firewall, &any, &(struct search){ first.bytes, size, false });
	return found <= 0 || !network->isolated
		       ? found
		       : has_element(run, firewall, &isolated,
				     &(struct search){ first.bytes, size, false });
}

static int has_restriction(struct run *run, struct firewall *firewall,
			   const struct firewall_port *port, const struct address *from)
{
	struct firewall_interval interval = firewall_restriction(port, from);
	const struct firewall_question question = { NFT_MSG_GETSETELEM, port->to.family,
						    from ? FIREWALL_ALLOWED : FIREWALL_RESTRICTED };

	return has_element(run, firewall, &question,
			   &(struct search){ interval.first, (uint32_t)interval.used, false });
}

int firewall_has_restrictions(struct run *run, struct firewall *firewall,
			      const struct firewall_port *port)
{
	int found = port->from_count ? has_restriction(run, firewall, port, NULL) : 1;

	for (size_t i = 0; found > 0 && i < port->from_count; i++) {
		if (port->from[i].family == port->to.family) {
			found = has_restriction(run, firewall, port, &port->from[i]);
		}
	}
	return found;
}
