/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "traffic.h"

static const char *const operations[TRAFFIC_OPERATIONS] = { "connect", "send", "bind" };

/* What a rule may be about by its name; sctp and udplite are said by their numbers. */
static const struct {
	const char *name;
	uint8_t number;
} protocols[] = { { "tcp", IPPROTO_TCP }, { "udp", IPPROTO_UDP } };

const char *traffic_operation_name(unsigned operation)
{
	return operation < TRAFFIC_OPERATIONS ? operations[operation] : "?";
}

char *traffic_address_text(char text[64], const struct traffic_key *key)
{
	char address[INET6_ADDRSTRLEN];

	if (key->prefix == 0) {
		snprintf(text, 64, "%s", key->family == 6 ? "::/0" : "0.0.0.0/0");
		return text;
	}
	inet_ntop(key->family == 6 ? AF_INET6 : AF_INET, key->address, address, sizeof address);
	if (key->prefix == (key->family == 6 ? 128 : 32)) {
		snprintf(text, 64, "%s", address);
	} else {
		snprintf(text, 64, "%s/%u", address, key->prefix);
	}
	return text;
}

char *traffic_ports_text(char text[32], const struct traffic_key *key)
{
	char ports[16] = "any", protocol[8] = "";

	if (key->first == key->last) {
		snprintf(ports, sizeof ports, "%u", key->first);
	} else if (key->first != 0 || key->last != 65535) {
		snprintf(ports, sizeof ports, "%u-%u", key->first, key->last);
	}
	for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
		if (key->protocol == protocols[i].number) {
			snprintf(protocol, sizeof protocol, "/%s", protocols[i].name);
		}
	}
	if (key->protocol && !*protocol) {
		snprintf(protocol, sizeof protocol, "/%u", key->protocol);
	}
	snprintf(text, 32, "%s%s", ports, protocol);
	return text;
}

static int read_protocol(struct run *run, const char *text, struct traffic_key *key)
{
	uint64_t number;

	for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
		if (strcmp(text, protocols[i].name) == 0) {
			key->protocol = protocols[i].number;
			return 0;
		}
	}
	if (text_to_number(text, 255, &number) < 0 || number == 0) {
		return run_refuse(run, "'%.20s' is no protocol: tcp, udp or a number", text);
	}
	key->protocol = (uint8_t)number;
	return 0;
}

static int read_ports(struct run *run, const char *text, struct traffic_key *key)
{
	char copy[40], *rest = copy;
	uint64_t first = 0, last = 65535;

	if ((size_t)snprintf(copy, sizeof copy, "%s", text) >= sizeof copy) {
		return run_refuse(run, "'%.40s' is too long for ports", text);
	}
	const char *ports = strsep(&rest, "/");
	if (rest && read_protocol(run, rest, key) < 0) {
		return -1;
	}
	if (strcmp(ports, "any") != 0) {
		char *begin = strsep((char **)&ports, "-");

		if (text_to_number(begin, 65535, &first) < 0 ||
		    (ports && text_to_number(ports, 65535, &last) < 0)) {
			return run_refuse(run,
					  "'%.40s' are no ports: 443, 8000-8999, 53/udp or any",
					  text);
		}
		last = ports ? last : first;
	}
	if (last < first) {
		return run_refuse(run, "the ports %.40s run backwards", text);
	}
	key->first = (uint16_t)first;
	key->last = (uint16_t)last;
	return 0;
}

/* Bits behind the prefix are a slip of the pen or a misunderstanding: 10.1.0.0/8. */
static bool has_more_bits(const struct traffic_key *key)
{
	for (unsigned bit = key->prefix; bit < 128; bit++) {
		if (key->address[bit / 8] & (0x80 >> bit % 8)) {
			return true;
		}
	}
	return false;
}

static int read_address(struct run *run, const char *text, struct traffic_key *key)
{
	char copy[64], *rest = copy;
	uint64_t prefix;

	if (strcmp(text, "any") == 0) {
		return 0;
	}
	snprintf(copy, sizeof copy, "%s", text);
	const char *address = strsep(&rest, "/");
	key->family = strchr(address, ':') ? 6 : 4;
	prefix = key->family == 6 ? 128 : 32;
	if (inet_pton(key->family == 6 ? AF_INET6 : AF_INET, address, key->address) != 1 ||
	    (rest && text_to_number(rest, prefix, &prefix) < 0)) {
		return run_refuse(run,
				  "'%.60s' is no address, no network such as 10.0.0.0/8 and not "
				  "'any'; names are not looked up",
				  text);
	}
	key->prefix = (uint8_t)prefix;
	if (has_more_bits(key)) {
		return run_refuse(run, "%.60s has bits behind its prefix of %u", text, key->prefix);
	}
	return 0;
}

int traffic_rule_read(struct run *run, const char *address, const char *ports,
		      struct traffic_key *key)
{
	*key = (struct traffic_key){ 0 };
	run_step(run, "read the rule '%.100s %.40s'", address, ports);
	return read_address(run, address, key) < 0 ? -1 : read_ports(run, ports, key);
}
