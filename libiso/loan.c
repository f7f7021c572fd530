/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "loan.h"

#include <inttypes.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "text.h"

static void print_name(const struct loan *loan, char *name, size_t size)
{
	snprintf(name, size, "loan:%" PRIu64 ":%s", loan->namespace_id, loan->link);
}

static void print_text(const struct loan *loan, char *text, size_t size)
{
	const uint8_t *mac = loan->mac;
	struct address_text one, other;
	size_t used = (size_t)snprintf(
		text, size,
		"name=%s\noriginal=%s\nmac=%02x:%02x:%02x:%02x:%02x:%02x\nup=%s\naddresses=",
		loan->name, loan->original, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5],
		loan->up ? "yes" : "no");

	for (unsigned i = 0; i < loan->addresses; i++) {
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "",
					 address_print(&one, &loan->address[i]));
	}
	used += (size_t)snprintf(text + used, size - used, "\nroutes=");
	for (unsigned i = 0; i < loan->routes; i++) {
		const struct link_route *route = &loan->route[i];

		used += (size_t)snprintf(text + used, size - used, "%s%s,%s,%u", i ? " " : "",
					 address_print(&one, &route->destination),
					 address_print_host(&other, &route->gateway),
					 route->metric);
	}
	snprintf(text + used, size - used, "\n");
}

static int keep_addresses(struct run *run, struct netlink *netlink, int index, struct loan *loan)
{
	struct link_address_list list;

	if (link_list_addresses(run, netlink, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; i < list.count && loan->addresses < LOAN_MAX; i++) {
		const struct address *own = &list.item[i].address;
		/* The kernel makes the link-local one itself. */
		bool local = own->family == AF_INET6 && own->bytes[0] == 0xfe &&
			     (own->bytes[1] & 0xc0) == 0x80;

		if (list.item[i].index == index && !local) {
			loan->address[loan->addresses++] = *own;
		}
	}
	link_address_list_free(&list);
	return 0;
}

static int keep_routes(struct run *run, struct netlink *netlink, int index, struct loan *loan)
{
	struct route_list list;

	if (link_list_routes(run, netlink, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; i < list.count && loan->routes < LOAN_MAX; i++) {
		const struct route *route = &list.route[i];

		if (route->index == index && route->table == RT_TABLE_MAIN &&
		    route->gateway.family) {
			loan->route[loan->routes++] =
				(struct link_route){ .destination = route->destination,
						     .gateway = route->gateway,
						     .metric = route->metric };
		}
	}
	link_route_list_free(&list);
	return 0;
}

int loan_take(struct run *run, const struct state *state, struct netlink *netlink,
	      const struct link *link, struct loan *loan)
{
	char name[NAME_MAX], text[8192];

	run_step(run, "record what the link %s has here", link->name);
	memcpy(loan->original, link->name, sizeof loan->original);
	memcpy(loan->mac, link->mac, sizeof loan->mac);
	loan->up = link->flags & IFF_UP;
	if (keep_addresses(run, netlink, link->index, loan) < 0 ||
	    keep_routes(run, netlink, link->index, loan) < 0) {
		return -1;
	}
	print_name(loan, name, sizeof name);
	print_text(loan, text, sizeof text);
	return state_make(run, state, name, text);
}

int loan_release(struct run *run, const struct state *state, const struct loan *loan)
{
	char name[NAME_MAX];

	run_step(run, "forget the link %s that was lent to %s", loan->original, loan->name);
	print_name(loan, name, sizeof name);
	return state_remove(run, state, name);
}

static void read_addresses(const char *text, struct loan *loan)
{
	char list[2048], word[64];
	const char *rest = list;

	record_value(text, "addresses", list, sizeof list);
	while (loan->addresses < LOAN_MAX && text_next(&rest, ' ', word, sizeof word) > 0) {
		loan->addresses += address_read(word, &loan->address[loan->addresses]) == 0;
	}
}

static bool read_route(const char *word, struct link_route *route)
{
	char part[64];
	uint64_t metric;

	*route = (struct link_route){ 0 };
	if (text_next(&word, ',', part, sizeof part) < 1 ||
	    address_read(part, &route->destination) < 0 ||
	    text_next(&word, ',', part, sizeof part) < 1 ||
	    address_read(part, &route->gateway) < 0 || !word ||
	    text_to_number(word, UINT32_MAX, &metric) < 0) {
		return false;
	}
	route->metric = (uint32_t)metric;
	return true;
}

static void read_routes(const char *text, struct loan *loan)
{
	char list[4096], word[160];
	const char *rest = list;

	record_value(text, "routes", list, sizeof list);
	while (loan->routes < LOAN_MAX && text_next(&rest, ' ', word, sizeof word) > 0) {
		loan->routes += read_route(word, &loan->route[loan->routes]);
	}
}

static bool read_loan(const struct record *record, struct loan *loan)
{
	const char *id = record->name + strlen("loan:"), *colon = strchr(id, ':');
	char value[32];
	unsigned mac[6] = { 0 };

	*loan = (struct loan){ 0 };
	if (!colon || (size_t)(colon - id) >= sizeof value || !link_is_name(colon + 1)) {
		return false;
	}
	memcpy(value, id, (size_t)(colon - id));
	value[colon - id] = '\0';
	if (text_to_number(value, UINT64_MAX, &loan->namespace_id) < 0) {
		return false;
	}
	snprintf(loan->link, sizeof loan->link, "%s", colon + 1);
	record_value(record->text, "mac", value, sizeof value);
	if (sscanf(value, "%2x:%2x:%2x:%2x:%2x:%2x", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4],
		   &mac[5]) != 6) {
		return false;
	}
	for (int i = 0; i < 6; i++) {
		loan->mac[i] = (uint8_t)mac[i];
	}
	record_value(record->text, "up", value, sizeof value);
	loan->up = strcmp(value, "yes") == 0;
	read_addresses(record->text, loan);
	read_routes(record->text, loan);
	return record_value(record->text, "name", loan->name, sizeof loan->name) &&
	       record_value(record->text, "original", loan->original, sizeof loan->original);
}

int loan_list(struct run *run, const struct state *state, struct loan_list *list)
{
	struct record_list records;

	*list = (struct loan_list){ 0 };
	if (state_read(run, state, "loan:", &records) < 0) {
		return -1;
	}
	list->loan = calloc(records.count + 1, sizeof *list->loan);
	if (!list->loan) {
		record_list_free(&records);
		return run_refuse(run, "there is no memory for %zu links", records.count);
	}
	for (size_t i = 0; i < records.count; i++) {
		list->count += read_loan(&records.record[i], &list->loan[list->count]);
	}
	record_list_free(&records);
	return 0;
}

void loan_list_free(struct loan_list *list)
{
	free(list->loan);
	*list = (struct loan_list){ 0 };
}
