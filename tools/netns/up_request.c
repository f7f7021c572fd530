/* SPDX-License-Identifier: GPL-2.0-or-later */
/* up_request - the command line of "cns-netns up". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "place.h"
#include "proxy.h"
#include "text.h"
#include "up.h"

enum { MTU_LEAST = 68, MTU_MOST = 65535 };

static int read_mac(const char *text, uint8_t mac[6])
{
	unsigned part[6];
	char rest;

	if (strlen(text) != 17 ||
	    sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%c", &part[0], &part[1], &part[2], &part[3],
		   &part[4], &part[5], &rest) != 6 ||
	    (part[0] & 1)) {
		return -1;
	}
	for (int i = 0; i < 6; i++) {
		mac[i] = (uint8_t)part[i];
	}
	return 0;
}

static int read_address(const struct tool *tool, const char *text, int family, struct address *own)
{
	if (!text || strcmp(text, "auto") == 0) {
		return 0;
	}
	if (address_read(text, own) < 0 || own->family != family) {
		return option_complain(tool, "an IPv%d address is wanted, or auto, not '%s'",
				       family == AF_INET6 ? 6 : 4, text);
	}
	return 0;
}

static int read_ports(const struct tool *tool, struct up_request *want)
{
	int status = 0;

	for (unsigned i = 0; status == 0 && i < want->publish.count; i++) {
		status = netns_port_add(tool, &want->ports, want->publish.item[i].argument);
	}
	for (size_t i = 0; !status && i < want->ports.count; i++) {
		if (netns_proxy_is_all(&want->ports.port[i])) {
			status = option_complain(tool, "no address translation reaches ::1; "
						       "publish --proxy does");
		}
	}
	return status ? status : netns_from_read(tool, &want->from, &want->ports);
}

static int read_mtu(struct up_request *want)
{
	uint64_t number;

	if (!want->mtu_text) {
		return 0;
	}
	if (strcmp(want->mtu_text, "auto") == 0) {
		want->mtu = UP_MTU_AUTO;
		return 0;
	}
	if (text_to_number(want->mtu_text, MTU_MOST, &number) < 0 || number < MTU_LEAST) {
		return -1;
	}
	want->mtu = (unsigned)number;
	return 0;
}

/* auto, or the address of a server. */
static int check_dns(const struct tool *tool, const struct up_request *want)
{
	for (unsigned i = 0; i < want->dns.count; i++) {
		const char *text = want->dns.item[i].argument;
		struct address server;

		if (strcmp(text, "auto") != 0 &&
		    (address_read(text, &server) < 0 || strchr(text, '/'))) {
			return option_complain(tool,
					       "a name server is an address, or auto, not '%s'",
					       text);
		}
	}
	return 0;
}

static int check(const struct tool *tool, struct up_request *want)
{
	if (!network_is_name(want->network)) {
		return option_complain(
			tool, "a network's name is 1 to 11 letters, digits and _.+@- , not '%s'",
			want->network);
	}
	if (!link_is_name(want->interface) || strcmp(want->interface, "lo") == 0) {
		return option_complain(tool, "no link of the namespace can have the name '%s'",
				       want->interface);
	}
	if (want->gateway && want->no_gateway) {
		return option_complain(tool, "--gateway and --no-gateway exclude each other");
	}
	if (read_mtu(want) < 0) {
		return option_complain(tool, "an MTU is auto or from %d to %d bytes, not '%s'",
				       MTU_LEAST, MTU_MOST, want->mtu_text);
	}
	if (want->rate && (netns_rate_read(want->rate, &want->rates.in) < 0)) {
		return option_complain(
			tool,
			"a rate is a number with bit, kbit, mbit, gbit, bps, kbps, mbps "
			"or gbps, or none, not '%s'",
			want->rate);
	}
	want->rates.out = want->rates.in;
	want->rates.in_given = want->rates.out_given = want->rate != NULL;
	if (want->mac && read_mac(want->mac, want->mac_bytes) < 0) {
		return option_complain(
			tool, "'%s' is no hardware address of one link, as 02:00:00:00:00:01",
			want->mac);
	}
	if (want->names.count > 1 &&
	    (want->address || want->address6 || want->mac || want->publish.count)) {
		return option_complain(tool, "an address or a port can be of one NAME alone");
	}
	int status = check_dns(tool, want);
	status = status ? status : read_address(tool, want->address, AF_INET, &want->own);
	status = status ? status : read_address(tool, want->address6, AF_INET6, &want->own6);
	return status ? status : read_ports(tool, want);
}

/* A target has no folder below /etc/netns, and an end that exec does not wait for. */
static int check_names(const struct tool *tool, const struct up_request *want)
{
	for (size_t i = 0; i < want->names.count; i++) {
		struct netns_names one = { &want->names.name[i], 1 };
		const char *name = want->names.name[i];
		int status = 0;

		if (!netns_is_target(name)) {
			status = netns_names_check(tool, &one);
		} else if (strlen(name) > NAME_MAX || strchr(name, '\n')) {
			status = option_complain(tool, "a target of at most %d bytes is wanted",
						 NAME_MAX);
		} else if (want->dns.count || want->hosts) {
			status = option_complain(tool,
						 "--dns and --hosts are for names, which attach "
						 "gives, not for the target '%s'",
						 name);
		}
		if (status) {
			return status;
		}
	}
	return 0;
}

static int read_names(struct up_request *want, struct run *run, const struct tool *tool,
		      struct option_outcome *asked)
{
	if (netns_names_read(run, asked, &want->names) < 0) {
		asked->status = run_failed(run);
		return -1;
	}
	asked->status = check_names(tool, want);
	asked->status = asked->status ? asked->status : check(tool, want);
	return asked->status ? -1 : 0;
}

enum { PORT_OPTIONS = 4 };

/* Those that are about published ports. */
static void port_options(struct option_row rows[PORT_OPTIONS], struct up_request *want)
{
	const struct option_row options[PORT_OPTIONS] = {
		{ 'p', "publish", "PORT", "publish [IP:]HOST:CONTAINER[/PROTOCOL]; may be repeated",
		  .list = &want->publish },
		{ 0, "from", "ADDRESS",
		  "let only the host and this address or subnet reach those ports; may be repeated",
		  .list = &want->from },
		{ 0, "proxy", NULL, "forward them from ::1 of the host, too, by a process",
		  .flag = &want->proxy },
		{ 0 },
	};

	memcpy(rows, options, sizeof options);
}

int netns_up_read(struct up_request *want, struct run *run, int argc, char **argv,
		  struct option_outcome *asked)
{
	struct option_row ports[PORT_OPTIONS];
	const struct option_row options[] = {
		{ 0, "net", "TEXT", "the network to be in; made if need be (default)",
		  .text = &want->network },
		{ .rows = ports },
		{ '4', "address", "ADDRESS",
		  "this IPv4 address of the network; else the next that is free",
		  .text = &want->address },
		{ '6', "address6", "ADDRESS", "this IPv6 address of the network",
		  .text = &want->address6 },
		{ 0, "ifname", "LINK", "what the link is called inside (eth0)",
		  .text = &want->interface },
		{ 0, "mtu", "NUMBER",
		  "largest packet of the link in bytes; auto: as the way out of the host",
		  .text = &want->mtu_text },
		{ 0, "rate", "RATE", "limit what passes the link each way, as 10mbit",
		  .text = &want->rate },
		{ 0, "dns", "ADDRESS",
		  "name server for exec, or auto for those of the host; may be repeated",
		  .list = &want->dns },
		{ 0, "hosts", NULL, "for exec, /etc/hosts has the names of all members",
		  .flag = &want->hosts },
		{ 0, "mac", "MAC", "hardware address of the link inside", .text = &want->mac },
		{ 0, "gateway", NULL, "add a default route through the network, as is usual",
		  .flag = &want->gateway },
		{ 0, "no-gateway", NULL, "add no default route", .flag = &want->no_gateway },
		{ 'j', "json", NULL, "print what was made, as JSON", .flag = &want->json },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns up",
		.summary = "Connect network namespaces to a network; make both if need be.",
		.operands = "NAME|TARGET...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};

	port_options(ports, want);
	*asked = option_parse(&tool, run, argc, argv);
	return asked->result == OPTION_GO ? read_names(want, run, &tool, asked) : -1;
}
