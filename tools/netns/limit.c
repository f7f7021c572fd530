/* SPDX-License-Identifier: GPL-2.0-or-later */
/* limit - how much may pass the link of a namespace, each way. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host.h"
#include "netname.h"
#include "text.h"
#include "verb.h"

struct request {
	const char *network, *name;
	struct netns_rates rates;
};

/* As tc(8): bit and its thousands (kbit mbit gbit), or bytes a second (kbps mbps gbps); or none. */
int netns_rate_read(const char *text, uint64_t *rate)
{
	static const struct {
		const char *unit;
		uint64_t bits;
	} units[] = {
		{ "bit", 1 }, { "kbit", 1000 }, { "mbit", 1000000 }, { "gbit", 1000000000 },
		{ "bps", 8 }, { "kbps", 8000 }, { "mbps", 8000000 }, { "gbps", 8000000000 },
	};
	char digits[24];
	size_t length = strspn(text, "0123456789");
	uint64_t number, bits;

	if (strcmp(text, "none") == 0) {
		*rate = 0;
		return 0;
	}
	if (length == 0 || length >= sizeof digits) {
		return -1;
	}
	memcpy(digits, text, length);
	digits[length] = '\0';
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strcasecmp(text + length, units[i].unit) == 0 &&
		    text_to_number(digits, UINT64_MAX, &number) == 0 &&
		    !__builtin_mul_overflow(number, units[i].bits, &bits) && bits >= 8) {
			*rate = bits / 8;
			return 0;
		}
	}
	return -1;
}

/* A whole number and at most three digits behind a point, in thousandths. */
static int read_thousandths(const char *text, size_t length, uint64_t *number)
{
	char digits[24] = "";
	const char *point = memchr(text, '.', length);
	size_t whole = point ? (size_t)(point - text) : length;
	size_t behind = point ? length - whole - 1 : 0;

	if (whole == 0 || whole > 9 || behind > 3 || (point && behind == 0)) {
		return -1;
	}
	snprintf(digits, sizeof digits, "%.*s%.*s", (int)whole, text, (int)behind,
		 point ? point + 1 : "");
	size_t zeros = strspn(digits, "0");
	const char *start = digits[zeros] ? digits + zeros : "0";
	if ((text[0] == '0' && whole > 1) || text_to_number(start, UINT64_MAX, number) < 0) {
		return -1;
	}
	for (; behind < 3; behind++) {
		*number *= 10;
	}
	return 0;
}

static int read_delay(const char *text, uint64_t *delay)
{
	static const struct {
		const char *unit;
		uint64_t nanoseconds;
	} units[] = { { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 } };
	size_t length = strspn(text, "0123456789.");
	uint64_t number;

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (strcmp(text + length, units[i].unit) == 0 &&
		    read_thousandths(text, length, &number) == 0 &&
		    number <= 60000 * (1000000000 / units[i].nanoseconds)) {
			*delay = number * units[i].nanoseconds / 1000;
			return 0;
		}
	}
	return -1;
}

static int read_loss(const char *text, uint32_t *loss)
{
	size_t length = strspn(text, "0123456789.");
	uint64_t number;

	if (strcmp(text + length, "%") != 0 || read_thousandths(text, length, &number) < 0 ||
	    number > 100000) {
		return -1;
	}
	*loss = (uint32_t)(number * UINT32_MAX / 100000);
	return 0;
}

/* delay=TIME and loss=PERCENT are of both ways, and say all of what becomes of them. */
static int read_quality(const struct tool *tool, struct request *want, const char *word)
{
	want->rates.in_given = want->rates.out_given = true;
	if (word[0] == 'd' && read_delay(word + 6, &want->rates.delay) < 0) {
		return option_complain(
			tool, "a delay is a number up to 60 seconds with us, ms or s, not '%s'",
			word + 6);
	}
	if (word[0] == 'l' && read_loss(word + 5, &want->rates.loss) < 0) {
		return option_complain(tool, "a loss is from 0%% to 100%%, not '%s'", word + 5);
	}
	return 0;
}

static int read_word(const struct tool *tool, struct request *want, const char *word)
{
	if (strncmp(word, "delay=", 6) == 0 || strncmp(word, "loss=", 5) == 0) {
		return read_quality(tool, want, word);
	}
	bool in = strncmp(word, "in=", 3) == 0;
	const char *text = in ? word + 3 : word + 4;

	if (!in && strncmp(word, "out=", 4) != 0) {
		return option_complain(
			tool, "in=RATE, out=RATE, delay=TIME or loss=PERCENT is wanted, not '%s'",
			word);
	}
	if (netns_rate_read(text, in ? &want->rates.in : &want->rates.out) < 0) {
		return option_complain(
			tool,
			"a rate is a number with bit, kbit, mbit, gbit, bps, kbps, mbps "
			"or gbps, or none, not '%s'",
			text);
	}
	*(in ? &want->rates.in_given : &want->rates.out_given) = true;
	return 0;
}

static int read_request(struct request *want, struct run *run, int argc, char **argv,
			struct option_outcome *asked)
{
	const struct option_row options[] = {
		{ 0, "net", "TEXT", "of its link to this network (default)",
		  .text = &want->network },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns limit",
		.summary = "Limit what passes the link of a namespace that is up.",
		.operands = "NAME [in=RATE] [out=RATE] [delay=TIME] [loss=PERCENT]",
		.operands_min = 2,
		.operands_max = 5,
		.rows = options,
	};

	*asked = option_parse(&tool, run, argc, argv);
	if (asked->result != OPTION_GO) {
		return -1;
	}
	want->name = asked->operand[0];
	for (int i = 1; i < asked->count && !asked->status; i++) {
		asked->status = read_word(&tool, want, asked->operand[i]);
	}
	return asked->status ? -1 : 0;
}

struct limit {
	const char *tc, *link;
	struct link_quality quality;
};

struct tc_text {
	char text[NAME_MAX + 32];
};

/* tc(8) run in the namespace. */
static const char *tc_of(struct tc_text *out, const struct lease *lease)
{
	const char *before = !lease->target          ? "tc -n "
			     : lease->name[0] == '/' ? "nsenter --net="
						     : "nsenter -t ";
	const char *behind = !lease->target ? "" : lease->name[0] == '/' ? " tc" : " -n tc";

	snprintf(out->text, sizeof out->text, "%s%s%s", before, lease->name, behind);
	return out->text;
}

static int set(struct run *run, struct netlink *netlink, const struct limit *limit)
{
	struct link link;
	int found = link_find(run, netlink, limit->link, &link);

	/* In a dry run nobody has made it, or entered the namespace to look. */
	if (found < 0 || (found == 0 && !run->dry)) {
		return found < 0 ? -1 : run_refuse(run, "the link %s is gone", limit->link);
	}
	const struct link_quality *quality = &limit->quality;
	link_say_limit(run, limit->tc, limit->link, quality);
	if (link_limit(run, netlink, link.index, quality) < 0) {
		return -1;
	}
	if (netlink_send(run, netlink) == 0) {
		return 0;
	}
	bool missing = run->failure.error == ENOENT || run->failure.error == EINVAL;
	if (missing && (quality->delay || quality->loss)) {
		return run_advise(run, "this kernel has no netem, which delays and loses packets; "
				       "perhaps modprobe sch_netem");
	}
	/* There was no limit to take away. */
	if (!missing || quality->rate) {
		return -1;
	}
	run_forgive(run);
	return 0;
}

/* What leaves the host's end comes in. */
int netns_limit_in(struct run *run, const struct host *host, const struct lease *lease)
{
	struct lease_link name;

	run_step(run, "limit what %s receives", lease->name);
	return set(run, host->tools.netlink,
		   &(struct limit){ "tc", lease_link(&name, lease), lease->in });
}

/* What leaves the end inside goes out. */
int netns_limit_out(struct run *run, const struct lease *lease)
{
	struct tc_text tc;
	struct netlink inside;
	int fd = connection_open_namespace(run, lease);

	/* In a dry run of up the name may not be there yet. */
	if (fd < 0 && run->dry && run->failure.error == ENOENT) {
		run_forgive(run);
		fd = netname_open_own(run);
	}
	if (fd < 0) {
		return -1;
	}
	run_step(run, "limit what %s sends", lease->name);
	int result = netlink_open_in(run, &inside, NETLINK_ROUTE, fd);
	close(fd);
	if (result == 0) {
		result = set(run, &inside,
			     &(struct limit){ tc_of(&tc, lease), lease->interface, lease->out });
		netlink_close(&inside);
	}
	return result;
}

void netns_limit_wish(struct lease *lease, const struct netns_rates *want)
{
	if (want->in_given) {
		lease->in = (struct link_quality){ want->in, want->delay, want->loss };
	}
	if (want->out_given) {
		lease->out = (struct link_quality){ want->out, want->delay, want->loss };
	}
}

/* Recorded first: what is limited and was not recorded nobody could tell of. */
static int change(struct run *run, const struct host *host, const struct lease *before,
		  const struct netns_rates *want)
{
	struct lease lease = *before;

	netns_limit_wish(&lease, want);
	run_step(run, "record the limits of %s", lease.name);
	if (lease_record(run, &host->state, &lease) < 0) {
		return -1;
	}
	if ((!want->in_given || netns_limit_in(run, host, &lease) == 0) &&
	    (!want->out_given || netns_limit_out(run, &lease) == 0)) {
		return 0;
	}
	struct run undo = *run;
	undo.failure = (struct failure){ 0 };
	lease_record(&undo, &host->state, before);
	return -1;
}

static int limit(struct run *run, const struct host *host, const struct request *want)
{
	struct lease_list leases;
	int result = lease_list(run, &host->state, want->network, &leases);

	for (size_t i = 0; result == 0 && i < leases.count; i++) {
		if (strcmp(leases.lease[i].name, want->name) == 0) {
			result = change(run, host, &leases.lease[i], &want->rates);
			lease_list_free(&leases);
			return result;
		}
	}
	lease_list_free(&leases);
	run_step(run, "find %s in the network %s", want->name, want->network);
	return result < 0 ? -1 : run_refuse(run, "it is not up");
}

int netns_limit(struct run *run, int argc, char **argv)
{
	struct request want = { .network = "default" };
	struct option_outcome asked;
	struct host host;

	if (read_request(&want, run, argc, argv, &asked) < 0) {
		return asked.status;
	}
	if (netns_host_open(run, &host, STATE_IF_THERE) < 0) {
		return run_failed(run);
	}
	int result = limit(run, &host, &want);
	netns_host_close(run, &host);
	return result < 0 ? run_failed(run) : 0;
}
