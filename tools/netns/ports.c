/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ports - texts of ports to publish, and of those who may reach them. */
#include <stdlib.h>
#include <string.h>

#include "port.h"
#include "verb.h"

int netns_port_add(const struct tool *tool, struct port_list *ports, const char *text)
{
	struct port range;

	if (port_read(text, &range) < 0) {
		return option_complain(
			tool,
			"a port to publish is [IP:]HOST:CONTAINER[/tcp|udp|sctp], with "
			"numbers or equal ranges from 1 to 65535, not '%s'",
			text);
	}
	struct port *grown = reallocarray(ports->port, ports->count + range.count, sizeof *grown);
	if (!grown) {
		return option_complain(tool, "no memory for ports: %s", text);
	}
	ports->port = grown;
	for (uint16_t n = 0; n < range.count; n++) {
		struct port *port = &ports->port[ports->count++];

		*port = range;
		port->count = 1;
		port->port = (uint16_t)(range.port + n);
		port->to_port = (uint16_t)(range.to_port + n);
	}
	return 0;
}

int netns_ports_read(const struct tool *tool, char **texts, struct port_list *ports)
{
	int status = 0;

	for (; status == 0 && *texts; texts++) {
		status = netns_port_add(tool, ports, *texts);
	}
	return status;
}

/* A subnet without bits behind its prefix, so that two texts of one subnet are the same. */
static int read_source(const struct tool *tool, const char *text, struct address *from)
{
	if (address_read(text, from) < 0) {
		return option_complain(
			tool, "an address or a subnet is wanted, as 192.0.2.0/24, not '%s'", text);
	}
	*from = address_network(from);
	return 0;
}

int netns_from_read(const struct tool *tool, const struct option_list *texts,
		    struct port_list *ports)
{
	struct address from[PORT_FROM_MAX];

	if (texts->count > PORT_FROM_MAX) {
		return option_complain(tool, "at most %d can be given with --from", PORT_FROM_MAX);
	}
	for (unsigned i = 0; i < texts->count; i++) {
		int status = read_source(tool, texts->item[i].argument, &from[i]);

		if (status) {
			return status;
		}
		for (unsigned j = 0; j < i; j++) {
			if (address_overlaps(&from[i], &from[j])) {
				return option_complain(tool, "%s and %s overlap",
						       texts->item[j].argument,
						       texts->item[i].argument);
			}
		}
	}
	for (size_t i = 0; i < ports->count; i++) {
		memcpy(ports->port[i].from, from, texts->count * sizeof from[0]);
		ports->port[i].from_count = texts->count;
	}
	return 0;
}
