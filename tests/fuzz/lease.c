/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of cns-netns: leases, ports, forwarded ports, loans, companions. */
#include "lease.h"

#include "companion.h"
#include "folder.h"
#include "forward.h"
#include "loan.h"
#include "port.h"

static const char *const names[] = {
	"lease:default:7", "port:tcp:80", "forward:5:tcp:80", "loan:5:eth0", "companion:forward:5",
};

static void read_all(const struct state *state)
{
	struct run run = { .tool = "fuzz" };
	struct companion_list companions;
	struct forward_list forwards;
	struct lease_list leases;
	struct port_list ports;
	struct loan_list loans;

	lease_list(&run, state, NULL, &leases);
	for (size_t i = 0; i < leases.count; i++) {
		struct lease_link link;

		if (strlen(lease_link(&link, &leases.lease[i])) >= sizeof link.name) {
			abort();
		}
	}
	lease_list_free(&leases);
	port_list(&run, state, NULL, &ports);
	port_list_free(&ports);
	forward_list(&run, state, &forwards);
	forward_list_free(&forwards);
	loan_list(&run, state, &loans);
	loan_list_free(&loans);
	companion_list(&run, state, &companions);
	companion_list_free(&companions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run run = { .tool = "fuzz" };
	struct state state;

	folder_write(names[0], data, size);
	for (size_t i = 1; i < sizeof names / sizeof names[0]; i++) {
		folder_link(names[0], names[i]);
	}
	if (state_open_at(&run, &state, folder_name, STATE_IF_THERE) == 0) {
		read_all(&state);
		state_close(&run, &state);
	}
	return 0;
}
