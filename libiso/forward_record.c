/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "forward_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

void forward_record_name(uint64_t namespace_id, const struct port *port, char *name, size_t size)
{
	struct address_text at;

	snprintf(name, size, "forward:%" PRIu64 ":%s:%u%s%s", namespace_id,
		 port_protocol(port->protocol), port->port, port->at.family ? ":" : "",
		 port->at.family ? address_print_host(&at, &port->at) : "");
}

void forward_record_text(const struct forward_port *item, char *text, size_t size)
{
	struct address_text four, six;

	snprintf(text, size, "name=%s\nto=%u\nfour=%s\nsix=%s\ncomplete=%s\n", item->name,
		 item->port.to_port,
		 item->four.family ? address_print_host(&four, &item->four) : "",
		 item->six.family ? address_print_host(&six, &item->six) : "",
		 item->complete ? "yes" : "no");
}

static void read_address(const struct record *record, const char *key, struct address *address)
{
	char value[64];

	if (!record_value(record->text, key, value, sizeof value) ||
	    address_read(value, address) < 0) {
		*address = (struct address){ 0 };
	}
}

static bool read_item(const struct record *record, struct forward_port *item)
{
	const char *list = record->name, *rest;
	char part[32], value[16];
	uint64_t number;

	*item = (struct forward_port){ 0 };
	for (int word = 0; word < 2; word++) {
		if (text_next(&list, ':', part, sizeof part) < 1) {
			return false;
		}
	}
	if (text_to_number(part, UINT64_MAX, &item->namespace_id) < 0 || !list) {
		return false;
	}
	rest = list;
	if (!port_read_key(rest, &item->port) ||
	    !record_value(record->text, "to", value, sizeof value) ||
	    text_to_number(value, UINT16_MAX, &number) < 0) {
		return false;
	}
	item->port.to_port = (uint16_t)number;
	read_address(record, "four", &item->four);
	read_address(record, "six", &item->six);
	item->complete = record_value(record->text, "complete", value, sizeof value) &&
			 strcmp(value, "yes") == 0;
	return record_value(record->text, "name", item->name, sizeof item->name);
}

int forward_list(struct run *run, const struct state *state, struct forward_list *list)
{
	struct record_list records;

	*list = (struct forward_list){ 0 };
	if (state_read(run, state, "forward:", &records) < 0) {
		return -1;
	}
	list->item = calloc(records.count + 1, sizeof *list->item);
	if (!list->item) {
		record_list_free(&records);
		return run_refuse(run, "there is no memory for %zu ports", records.count);
	}
	for (size_t i = 0; i < records.count; i++) {
		list->count += read_item(&records.record[i], &list->item[list->count]);
	}
	record_list_free(&records);
	return 0;
}

void forward_list_free(struct forward_list *list)
{
	free(list->item);
	*list = (struct forward_list){ 0 };
}

int forward_release(struct run *run, const struct state *state, const struct forward_port *item)
{
	char name[NAME_MAX];

	forward_record_name(item->namespace_id, &item->port, name, sizeof name);
	return state_remove(run, state, name);
}
