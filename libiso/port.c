/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "text.h"

static const struct {
	const char *name;
	uint8_t number;
} protocols[] = {
	{ "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP },
	{ "sctp", IPPROTO_SCTP },
};

enum { PROTOCOLS = sizeof protocols / sizeof protocols[0] };

static int find_protocol(const char *name)
{
	for (int i = 0; i < PROTOCOLS; i++) {
		if (strcmp(protocols[i].name, name) == 0) {
			return i;
		}
	}
	return -1;
}

const char *port_protocol(uint8_t protocol)
{
	for (int i = 0; i < PROTOCOLS; i++) {
		if (protocols[i].number == protocol) {
			return protocols[i].name;
		}
	}
	return "tcp";
}

/* Reads "80" or "80-89". */
static int read_range(const char *text, uint16_t *first, uint16_t *count)
{
	char part[16];
	uint64_t low, high;
	const char *rest = text;

	if (text_next(&rest, '-', part, sizeof part) < 1 ||
	    text_to_number(part, UINT16_MAX, &low) < 0 || low == 0) {
		return -1;
	}
	high = low;
	if (rest && (text_to_number(rest, UINT16_MAX, &high) < 0 || high < low)) {
		return -1;
	}
	*first = (uint16_t)low;
	*count = (uint16_t)(high - low + 1);
	return 0;
}

/* Cuts "[fd00::1]:" or "10.0.0.1:" off the front; returns what follows, or NULL. */
static char *cut_address(char *text, struct address *at)
{
	bool brackets = text[0] == '[';
	char *end = brackets ? strstr(text, "]:") : strchr(text, ':');

	if (!end || (!brackets && !strchr(end + 1, ':'))) {
		return brackets ? NULL : text;
	}
	*end = '\0';
	if (address_read(text + brackets, at) < 0 || at->prefix != address_bits(at->family)) {
		return NULL;
	}
	return end + 1 + brackets;
}

int port_read(const char *text, struct port *port)
{
	struct port made = { .protocol = IPPROTO_TCP };
	char copy[128];
	uint16_t to_count;

	if (strlen(text) >= sizeof copy) {
		return -1;
	}
	memcpy(copy, text, strlen(text) + 1);
	char *slash = strrchr(copy, '/');
	if (slash) {
		int known = find_protocol(slash + 1);

		if (known < 0) {
			return -1;
		}
		made.protocol = protocols[known].number;
		*slash = '\0';
	}
	char *from = cut_address(copy, &made.at), *colon = from ? strchr(from, ':') : NULL;
	if (!colon) {
		return -1;
	}
	*colon = '\0';
	if (read_range(from, &made.port, &made.count) < 0 ||
	    read_range(colon + 1, &made.to_port, &to_count) < 0 || made.count != to_count) {
		return -1;
	}
	*port = made;
	return 0;
}

const char *port_print(struct port_text *out, const struct port *port)
{
	struct address_text at;
	bool six = port->at.family == AF_INET6;

	snprintf(out->text, sizeof out->text, "%s%s%s%u:%u/%s", six ? "[" : "",
		 port->at.family ? address_print_host(&at, &port->at) : "",
		 six               ? "]:"
		 : port->at.family ? ":"
				   : "",
		 port->port, port->to_port, port_protocol(port->protocol));
	return out->text;
}

/* An address of IPv6 has colons, as a record's name has; nothing follows it there. */
static void print_name(const struct port *port, char *name, size_t size)
{
	struct address_text at;

	snprintf(name, size, "port:%s:%u%s%s", port_protocol(port->protocol), port->port,
		 port->at.family ? ":" : "",
		 port->at.family ? address_print_host(&at, &port->at) : "");
}

/* Whether the port is at every address of this one's family. */
static bool is_at_all_of(const struct port *port, const struct address *at)
{
	return port->at.family == 0 ||
	       (port->at.family == at->family && address_is_every(&port->at));
}

bool port_clashes(const struct port *one, const struct port *other)
{
	bool same_place = is_at_all_of(one, &other->at) || is_at_all_of(other, &one->at) ||
			  address_is_same(&one->at, &other->at);

	return one->protocol == other->protocol && one->port == other->port && same_place;
}

bool port_is_same(const struct port *one, const struct port *other)
{
	return one->protocol == other->protocol && one->port == other->port &&
	       one->to_port == other->to_port && one->number == other->number &&
	       address_is_same(&one->at, &other->at) && strcmp(one->network, other->network) == 0;
}

bool port_has_same_sources(const struct port *one, const struct port *other)
{
	bool same = one->from_count == other->from_count;

	for (unsigned i = 0; same && i < one->from_count; i++) {
		same = address_is_same(&one->from[i], &other->from[i]);
	}
	return same;
}

static int check_published(struct run *run, const struct state *state, const struct port *port)
{
	struct port_list list;
	struct port_text text;
	int result = 0;

	if (port_list(run, state, NULL, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; result == 0 && i < list.count; i++) {
		if (port_clashes(port, &list.port[i])) {
			result = run_refuse(run, "port %u/%s is published already, as %s",
					    port->port, port_protocol(port->protocol),
					    port_print(&text, &list.port[i]));
		}
	}
	port_list_free(&list);
	return result;
}

/* Binding is the one question that the kernel answers for every program; nothing is heard there. */
static int try_to_bind(const struct port *port, int family)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port->port) };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port->port) };
	int type = port->protocol == IPPROTO_UDP ? SOCK_DGRAM : SOCK_STREAM, on = 1;
	int fd = socket(family, type | SOCK_CLOEXEC, port->protocol);

	/* A protocol that the kernel lacks cannot be listened on either. */
	if (fd < 0) {
		return 0;
	}
	if (port->at.family == AF_INET6) {
		memcpy(&six.sin6_addr, port->at.bytes, 16);
	} else if (port->at.family == AF_INET) {
		memcpy(&four.sin_addr, port->at.bytes, 4);
	}
	if (family == AF_INET6) {
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	}
	/* Connections that have ended, and only wait for late packets, are in nobody's way. */
	if (type == SOCK_STREAM) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	}
	int result = family == AF_INET6 ? bind(fd, (const struct sockaddr *)&six, sizeof six)
					: bind(fd, (const struct sockaddr *)&four, sizeof four);
	int error = result < 0 ? errno : 0;
	close(fd);
	return error;
}

bool port_can_be_bound(const struct port *port)
{
	return !port->at.family || try_to_bind(port, port->at.family) != EADDRNOTAVAIL;
}

static int check_listened(struct run *run, const struct port *port)
{
	int error = 0;

	if (port->at.family != AF_INET6) {
		error = try_to_bind(port, AF_INET);
	}
	if (port->at.family != AF_INET && error != EADDRINUSE) {
		error = try_to_bind(port, AF_INET6);
	}
	if (error != EADDRINUSE) {
		return 0;
	}
	run_refuse(run, "a program on this host uses port %u/%s already", port->port,
		   port_protocol(port->protocol));
	return run_advise(run, "ss -lnp 'sport = :%u' shows which one", port->port);
}

static void print_text(const struct port *port, char *text, size_t size)
{
	size_t used = (size_t)snprintf(text, size,
				       "network=%s\nnumber=%u\nto=%u\nfrom=", port->network,
				       port->number, port->to_port);
	struct address_text from;

	for (unsigned i = 0; i < port->from_count; i++) {
		used += (size_t)snprintf(text + used, size - used, "%s%s", i ? " " : "",
					 address_print(&from, &port->from[i]));
	}
	snprintf(text + used, size - used, "\n");
}

int port_take(struct run *run, const struct state *state, const struct port *port)
{
	char name[NAME_MAX], text[1024];
	struct port_text said;

	run_step(run, "publish port %s", port_print(&said, port));
	if (check_published(run, state, port) < 0 || check_listened(run, port) < 0) {
		return -1;
	}
	print_name(port, name, sizeof name);
	print_text(port, text, sizeof text);
	return state_make(run, state, name, text);
}

int port_release(struct run *run, const struct state *state, const struct port *port)
{
	char name[NAME_MAX];

	print_name(port, name, sizeof name);
	return state_remove(run, state, name);
}

static void read_sources(const struct record *record, struct port *port)
{
	char list[640], word[64];
	const char *rest = list;

	record_value(record->text, "from", list, sizeof list);
	while (port->from_count < PORT_FROM_MAX && *list &&
	       text_next(&rest, ' ', word, sizeof word) > 0) {
		port->from_count += address_read(word, &port->from[port->from_count]) == 0;
	}
}

bool port_read_key(const char *text, struct port *port)
{
	char protocol[8], value[32];
	uint64_t number;

	*port = (struct port){ .count = 1 };
	if (text_next(&text, ':', protocol, sizeof protocol) < 1 || find_protocol(protocol) < 0 ||
	    text_next(&text, ':', value, sizeof value) < 1 ||
	    text_to_number(value, UINT16_MAX, &number) < 0) {
		return false;
	}
	port->protocol = protocols[find_protocol(protocol)].number;
	port->port = (uint16_t)number;
	return !text || address_read(text, &port->at) == 0;
}

static bool read_port(const struct record *record, struct port *port)
{
	char value[32];
	uint64_t number;

	if (!port_read_key(record->name + strlen("port:"), port)) {
		return false;
	}
	record_value(record->text, "number", value, sizeof value);
	if (text_to_number(value, UINT32_MAX, &number) < 0) {
		return false;
	}
	port->number = (uint32_t)number;
	record_value(record->text, "to", value, sizeof value);
	if (text_to_number(value, UINT16_MAX, &number) < 0) {
		return false;
	}
	port->to_port = (uint16_t)number;
	read_sources(record, port);
	return record_value(record->text, "network", port->network, sizeof port->network);
}

int port_list(struct run *run, const struct state *state, const struct lease *of,
	      struct port_list *list)
{
	struct record_list records;

	*list = (struct port_list){ 0 };
	if (state_read(run, state, "port:", &records) < 0) {
		return -1;
	}
	list->port = calloc(records.count + 1, sizeof *list->port);
	if (!list->port) {
		record_list_free(&records);
		return run_refuse(run, "there is no memory for %zu ports", records.count);
	}
	for (size_t i = 0; i < records.count; i++) {
		struct port *port = &list->port[list->count];

		list->count += read_port(&records.record[i], port) &&
			       (!of || (port->number == of->number &&
					strcmp(port->network, of->network) == 0));
	}
	record_list_free(&records);
	return 0;
}

void port_list_free(struct port_list *list)
{
	free(list->port);
	*list = (struct port_list){ 0 };
}
