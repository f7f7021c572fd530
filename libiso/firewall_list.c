/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <libnftnl/set.h>
#include <linux/netfilter/nf_tables.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "firewall_batch.h"
#include "firewall_name.h"

struct hearing {
	struct firewall_port_list *list;
	int family;
	bool at; /* the keys begin with an address of the host */
};

static bool read_element(const struct hearing *hearing, struct nftnl_set_elem *element,
			 struct firewall_port *port)
{
	uint32_t key_size = 0, data_size = 0;
	size_t size = address_size(hearing->family), before = hearing->at ? size : 0;
	const uint8_t *key = nftnl_set_elem_get(element, NFTNL_SET_ELEM_KEY, &key_size);
	const uint8_t *data = nftnl_set_elem_get(element, NFTNL_SET_ELEM_DATA, &data_size);
	uint16_t number;

	if (!key || !data || key_size < before + 8 || data_size < size + 4) {
		return false;
	}
	*port = (struct firewall_port){ .protocol = key[before] };
	if (hearing->at) {
		port->at.family = hearing->family;
		port->at.prefix = address_bits(hearing->family);
		memcpy(port->at.bytes, key, size);
	}
	memcpy(&number, key + before + 4, sizeof number);
	port->port = ntohs(number);
	port->to.family = hearing->family;
	memcpy(port->to.bytes, data, size);
	memcpy(&number, data + size, sizeof number);
	port->to_port = ntohs(number);
	return true;
}

static int keep_element(struct nftnl_set_elem *element, void *data)
{
	struct hearing *hearing = data;
	struct firewall_port_list *list = hearing->list;
	struct firewall_port *grown = reallocarray(list->port, list->count + 1, sizeof *grown);

	if (!grown) {
		return -1;
	}
	list->port = grown;
	list->count += read_element(hearing, element, &list->port[list->count]);
	return 0;
}

static int hear_elements(const struct nlmsghdr *answer, void *data)
{
	struct hearing *hearing = data;
	struct nftnl_set *set;

	if (!answer) {
		return MNL_CB_OK;
	}
	set = nftnl_set_alloc();
	if (!set) {
		return MNL_CB_ERROR;
	}
	int result = nftnl_set_elems_nlmsg_parse(answer, set);
	if (result == 0) {
		result = nftnl_set_elem_foreach(set, keep_element, hearing);
	}
	nftnl_set_free(set);
	return result < 0 ? MNL_CB_ERROR : MNL_CB_OK;
}

static int list_map(struct run *run, struct firewall *firewall, struct hearing *hearing)
{
	const struct firewall_question question = { NFT_MSG_GETSETELEM, hearing->family,
						    hearing->at ? FIREWALL_PORTS_AT
								: FIREWALL_PORTS };

	return firewall_ask(run, firewall, &question, hear_elements, hearing);
}

int firewall_list_ports(struct run *run, struct firewall *firewall, int family,
			struct firewall_port_list *list)
{
	struct hearing hearing = { list, family, false };

	*list = (struct firewall_port_list){ 0 };
	if (list_map(run, firewall, &hearing) < 0) {
		return -1;
	}
	hearing.at = true;
	return list_map(run, firewall, &hearing);
}

void firewall_port_list_free(struct firewall_port_list *list)
{
	free(list->port);
	*list = (struct firewall_port_list){ 0 };
}

bool firewall_port_is_same(const struct firewall_port *one, const struct firewall_port *other)
{
	return one->protocol == other->protocol && one->port == other->port &&
	       address_is_same(&one->at, &other->at);
}
