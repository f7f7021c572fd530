/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "hosts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "netfile.h"

int hosts_make(struct run *run, const struct lease *lease)
{
	run_step(run, "make /etc/netns/%s/hosts", lease->name);
	return netfile_make(run, lease->name, "hosts", "");
}

static void copy_host(FILE *text)
{
	FILE *file = fopen("/etc/hosts", "re");
	char part[4096];
	size_t length;

	while (file && (length = fread(part, 1, sizeof part, file)) > 0) {
		fwrite(part, 1, length, text);
	}
	if (file) {
		fclose(file);
	}
}

/* A target's text is no name of a host. */
static void add_member(FILE *text, const struct network *network, const struct lease *lease)
{
	static const int families[] = { AF_INET, AF_INET6 };

	for (int i = 0; i < 2 && !lease->target; i++) {
		struct address own = network_address(network, families[i], lease->number);
		struct address_text address;

		if (own.family) {
			fprintf(text, "%s\t%s\n", address_print_host(&address, &own), lease->name);
		}
	}
}

/* The whole text, allocated; NULL without memory. */
static char *compose(const struct network *network, const struct lease_list *members)
{
	char *whole = NULL;
	size_t size;
	FILE *text = open_memstream(&whole, &size);

	if (!text) {
		return NULL;
	}
	copy_host(text);
	for (size_t i = 0; i < members->count; i++) {
		add_member(text, network, &members->lease[i]);
	}
	if (fclose(text) != 0) {
		free(whole);
		return NULL;
	}
	return whole;
}

static int write_all(struct run *run, const struct network *network,
		     const struct lease_list *members)
{
	char *text = compose(network, members);
	int result = 0;

	if (!text) {
		return run_refuse(run, "there is no memory for the names of hosts");
	}
	for (size_t i = 0; result == 0 && i < members->count; i++) {
		if (members->lease[i].hosts) {
			result = netfile_rewrite(run, members->lease[i].name, "hosts", text);
		}
	}
	free(text);
	return result;
}

int hosts_write(struct run *run, const struct state *state, const struct network *network)
{
	struct lease_list members;
	bool wanted = false;

	run_step(run, "write the names of the members of %s", network->name);
	if (lease_list(run, state, network->name, &members) < 0) {
		return -1;
	}
	for (size_t i = 0; i < members.count; i++) {
		wanted |= members.lease[i].hosts;
	}
	int result = wanted ? write_all(run, network, &members) : 0;
	lease_list_free(&members);
	return result;
}
