/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lease.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

/* Numbers below this are the network's own address and the gateway's. */
enum { FIRST = 2 };

static void print_name(const struct lease *lease, char *name, size_t size)
{
	snprintf(name, size, "lease:%s:%u", lease->network, lease->number);
}

static void print_limit(const struct link_quality *quality, const char *key, char *text,
			size_t size)
{
	size_t used = strlen(text);

	if (quality->rate || quality->delay || quality->loss) {
		snprintf(text + used, size - used, "%s=%" PRIu64 " %" PRIu64 " %u\n", key,
			 quality->rate, quality->delay, quality->loss);
	}
}

static void print_text(const struct lease *lease, char *text, size_t size)
{
	snprintf(text, size,
		 "name=%s\nnamespace=%" PRIu64
		 "\nboot=%s\ninterface=%s\nmade=%s\ncomplete=%s\ntarget=%s\nnames=%s\n"
		 "hosts=%s\n",
		 lease->name, lease->namespace_id, lease->boot.text, lease->interface,
		 lease->made_name ? "yes" : "no", lease->complete ? "yes" : "no",
		 lease->target ? "yes" : "no", lease->names ? "yes" : "no",
		 lease->hosts ? "yes" : "no");
	print_limit(&lease->in, "in", text, size);
	print_limit(&lease->out, "out", text, size);
}

static int try_number(struct run *run, const struct state *state, const struct lease *lease)
{
	char name[NAME_MAX], text[1024];

	print_name(lease, name, sizeof name);
	print_text(lease, text, sizeof text);
	return state_make(run, state, name, text);
}

int lease_mark(struct run *run, const struct state *state, struct lease *lease, bool complete)
{
	if (lease->complete == complete) {
		return 0;
	}
	lease->complete = complete;
	return lease_record(run, state, lease);
}

int lease_record(struct run *run, const struct state *state, const struct lease *lease)
{
	char name[NAME_MAX], text[1024];

	print_name(lease, name, sizeof name);
	print_text(lease, text, sizeof text);
	return state_replace(run, state, name, text);
}

static bool is_taken(const struct lease_list *taken, uint32_t number)
{
	for (size_t i = 0; i < taken->count; i++) {
		if (taken->lease[i].number == number) {
			return true;
		}
	}
	return false;
}

int lease_take(struct run *run, const struct state *state, struct lease *lease, uint32_t last)
{
	struct lease_list taken;

	if (lease->number != 0) {
		return try_number(run, state, lease);
	}
	if (lease_list(run, state, lease->network, &taken) < 0) {
		return -1;
	}
	uint32_t number = FIRST;
	while (number <= last && is_taken(&taken, number)) {
		number++;
	}
	lease_list_free(&taken);
	if (number > last) {
		return run_refuse(run, "every address of the network %s is taken", lease->network);
	}
	lease->number = number;
	return try_number(run, state, lease);
}

int lease_release(struct run *run, const struct state *state, const struct lease *lease)
{
	char name[NAME_MAX];

	print_name(lease, name, sizeof name);
	return state_remove(run, state, name);
}

static bool is_yes(const struct record *record, const char *key)
{
	char value[8];

	return record_value(record->text, key, value, sizeof value) && strcmp(value, "yes") == 0;
}

/* Rate, delay and loss; a record without a limit has no such line. */
static void read_limit(const struct record *record, const char *key, struct link_quality *quality)
{
	char value[80], word[24];
	const char *rest = value;
	uint64_t number[3] = { 0 };

	*quality = (struct link_quality){ 0 };
	if (!record_value(record->text, key, value, sizeof value)) {
		return;
	}
	for (int i = 0; i < 3; i++) {
		if (text_next(&rest, ' ', word, sizeof word) < 1 ||
		    text_to_number(word, i < 2 ? UINT64_MAX : UINT32_MAX, &number[i]) < 0) {
			return;
		}
	}
	*quality = (struct link_quality){ number[0], number[1], (uint32_t)number[2] };
}

/* A record that cannot be read so is not one of ours, and is let be. */
static bool read_lease(const struct record *record, struct lease *lease)
{
	const char *network = record->name + strlen("lease:"), *colon = strchr(network, ':');
	char value[32];
	uint64_t number;

	*lease = (struct lease){ 0 };
	if (!colon || (size_t)(colon - network) >= sizeof lease->network ||
	    text_to_number(colon + 1, UINT32_MAX, &number) < 0) {
		return false;
	}
	memcpy(lease->network, network, (size_t)(colon - network));
	lease->number = (uint32_t)number;
	record_value(record->text, "namespace", value, sizeof value);
	if (text_to_number(value, UINT64_MAX, &lease->namespace_id) < 0) {
		return false;
	}
	lease->made_name = is_yes(record, "made");
	lease->complete = is_yes(record, "complete");
	lease->target = is_yes(record, "target");
	lease->names = is_yes(record, "names");
	lease->hosts = is_yes(record, "hosts");
	read_limit(record, "in", &lease->in);
	read_limit(record, "out", &lease->out);
	return record_value(record->text, "name", lease->name, sizeof lease->name) &&
	       record_value(record->text, "boot", lease->boot.text, sizeof lease->boot.text) &&
	       record_value(record->text, "interface", lease->interface, sizeof lease->interface);
}

int lease_list(struct run *run, const struct state *state, const char *network,
	       struct lease_list *list)
{
	struct record_list records;
	char start[NAME_MAX];

	*list = (struct lease_list){ 0 };
	snprintf(start, sizeof start, "lease:%s%s", network ? network : "", network ? ":" : "");
	if (state_read(run, state, start, &records) < 0) {
		return -1;
	}
	list->lease = calloc(records.count + 1, sizeof *list->lease);
	if (!list->lease) {
		record_list_free(&records);
		return run_refuse(run, "there is no memory for %zu leases", records.count);
	}
	for (size_t i = 0; i < records.count; i++) {
		list->count += read_lease(&records.record[i], &list->lease[list->count]);
	}
	record_list_free(&records);
	return 0;
}

void lease_list_free(struct lease_list *list)
{
	free(list->lease);
	*list = (struct lease_list){ 0 };
}

const char *lease_link(struct lease_link *link, const struct lease *lease)
{
	/* A second link of one namespace is told apart by the interface it ends in. */
	bool first = strcmp(lease->interface, "eth0") == 0;
	unsigned hash = 0;

	for (const char *c = lease->interface; *c; c++) {
		hash = hash * 31 + (unsigned char)*c;
	}
	if (first) {
		snprintf(link->name, sizeof link->name, "cns%" PRIx64,
			 lease->namespace_id & 0xffffffffffff);
	} else {
		snprintf(link->name, sizeof link->name, "cns%" PRIx64 "-%03x",
			 lease->namespace_id & 0xffffffff, hash & 0xfff);
	}
	return link->name;
}
