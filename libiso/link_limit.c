/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include "link.h"

enum { MILLISECONDS = 1000, BURST_MS = 5, QUEUE_MS = 50, PACKET = 1600, DELAYED_PACKETS = 10000 };

/* What we put at the root of a link, and below it; each kind its own, since a kind cannot change.
 */
enum { BUCKET = 0x63 << 16, DELAY = 0x64 << 16, BUCKET_BELOW = 0x65 << 16 };

/*
 * The bucket holds what may pass in 5 ms, yet at least two packets of an Ethernet link, so that a
 * low rate works and a high one is not a hundred times as high for a moment; 50 ms may wait.
 */
struct bucket {
	uint32_t burst, limit; /* in bytes; the second with what waits */
};

static uint64_t between(uint64_t least, uint64_t wanted)
{
	return wanted < least ? least : wanted > UINT32_MAX / 4 ? UINT32_MAX / 4 : wanted;
}

static struct bucket bucket_of(uint64_t rate)
{
	uint64_t burst = between(2 * PACKET, rate * BURST_MS / MILLISECONDS),
		 queue = between(4 * PACKET, rate * QUEUE_MS / MILLISECONDS);

	return (struct bucket){ (uint32_t)burst, (uint32_t)(queue + burst) };
}

static void put_bucket(struct nlmsghdr *message, uint64_t rate)
{
	struct bucket bucket = bucket_of(rate);
	struct tc_tbf_qopt parameters = { .limit = bucket.limit };

	parameters.rate.linklayer = TC_LINKLAYER_ETHERNET;
	parameters.rate.rate = rate > UINT32_MAX ? UINT32_MAX : (uint32_t)rate;
	mnl_attr_put_strz(message, TCA_KIND, "tbf");
	struct nlattr *options = mnl_attr_nest_start(message, TCA_OPTIONS);
	mnl_attr_put(message, TCA_TBF_PARMS, sizeof parameters, &parameters);
	mnl_attr_put_u32(message, TCA_TBF_BURST, bucket.burst);
	if (rate > UINT32_MAX) {
		mnl_attr_put_u64(message, TCA_TBF_RATE64, rate);
	}
	mnl_attr_nest_end(message, options);
}

static void put_delay(struct nlmsghdr *message, const struct link_quality *quality)
{
	struct tc_netem_qopt parameters = { .limit = DELAYED_PACKETS, .loss = quality->loss };
	int64_t delay = (int64_t)quality->delay;

	mnl_attr_put_strz(message, TCA_KIND, "netem");
	/* Here the parameters themselves come before the attributes. */
	struct nlattr *options = mnl_attr_nest_start(message, TCA_OPTIONS);
	memcpy(mnl_nlmsg_get_payload_tail(message), &parameters, sizeof parameters);
	message->nlmsg_len += NLMSG_ALIGN(sizeof parameters);
	mnl_attr_put(message, TCA_NETEM_LATENCY64, sizeof delay, &delay);
	mnl_attr_nest_end(message, options);
}

static struct nlmsghdr *begin(struct run *run, struct netlink *netlink, uint16_t type,
			      const struct tcmsg *what)
{
	/* The kernel tells of a queue whoever listens, and the asker only with an echo. */
	uint16_t flags = type == RTM_NEWQDISC   ? NLM_F_CREATE | NLM_F_REPLACE
			 : type == RTM_GETQDISC ? NLM_F_ECHO
						: 0;
	void *payload;
	struct nlmsghdr *message = netlink_begin(run, netlink, type, flags, sizeof *what, &payload);

	if (message) {
		memcpy(payload, what, sizeof *what);
	}
	return message;
}

int link_limit(struct run *run, struct netlink *netlink, int index,
	       const struct link_quality *quality)
{
	bool delays = quality->delay || quality->loss;
	struct tcmsg root = { .tcm_ifindex = index, .tcm_parent = TC_H_ROOT };
	struct nlmsghdr *message;

	if (!delays && !quality->rate) {
		return begin(run, netlink, RTM_DELQDISC, &root) ? 0 : -1;
	}
	root.tcm_handle = delays ? DELAY : BUCKET;
	message = begin(run, netlink, RTM_NEWQDISC, &root);
	if (message && delays) {
		put_delay(message, quality);
		root.tcm_parent = DELAY | 1;
		root.tcm_handle = BUCKET_BELOW;
		message = quality->rate ? begin(run, netlink, RTM_NEWQDISC, &root) : message;
	}
	if (message && quality->rate) {
		put_bucket(message, quality->rate);
	}
	return message ? 0 : -1;
}

void link_say_limit(struct run *run, const char *tc, const char *name,
		    const struct link_quality *quality)
{
	struct bucket bucket = bucket_of(quality->rate);
	bool delays = quality->delay || quality->loss;

	if (!delays && !quality->rate) {
		run_equivalent(run, "%s qdisc del dev %s root", tc, name);
		return;
	}
	if (delays) {
		run_equivalent(
			run,
			"%s qdisc replace dev %s root handle 64: netem limit %d delay %.3fus "
			"loss %.6f%%",
			tc, name, DELAYED_PACKETS, (double)quality->delay / 1000,
			(double)quality->loss * 100 / UINT32_MAX);
	}
	if (quality->rate) {
		run_equivalent(run,
			       "%s qdisc replace dev %s %s tbf rate %" PRIu64
			       "bps burst %ub limit %ub",
			       tc, name,
			       delays ? "parent 64:1 handle 65:" : "root handle 63:", quality->rate,
			       bucket.burst, bucket.limit);
	}
}

static int keep_bucket(const struct nlattr *attribute, void *data)
{
	struct link_quality *quality = data;
	struct tc_tbf_qopt parameters;

	if (mnl_attr_get_type(attribute) == TCA_TBF_RATE64) {
		quality->rate = mnl_attr_get_u64(attribute);
	} else if (mnl_attr_get_type(attribute) == TCA_TBF_PARMS && quality->rate == 0 &&
		   mnl_attr_get_payload_len(attribute) >= sizeof parameters) {
		memcpy(&parameters, mnl_attr_get_payload(attribute), sizeof parameters);
		quality->rate = parameters.rate.rate;
	}
	return MNL_CB_OK;
}

static void keep_delay(const struct nlattr *options, struct link_quality *quality)
{
	const char *payload = mnl_attr_get_payload(options);
	size_t size = mnl_attr_get_payload_len(options);
	struct tc_netem_qopt parameters;

	if (size < sizeof parameters) {
		return;
	}
	memcpy(&parameters, payload, sizeof parameters);
	quality->loss = parameters.loss;
	const struct nlattr *attribute = (const void *)(payload + NLMSG_ALIGN(sizeof parameters));
	while (mnl_attr_ok(attribute, (int)(payload + size - (const char *)attribute))) {
		if (mnl_attr_get_type(attribute) == TCA_NETEM_LATENCY64) {
			quality->delay = mnl_attr_get_u64(attribute);
		}
		attribute = mnl_attr_next(attribute);
	}
}

struct queue {
	char kind[16];
	struct link_quality *quality;
};

static int keep_queue(const struct nlattr *attribute, void *data)
{
	struct queue *queue = data;

	if (mnl_attr_get_type(attribute) == TCA_KIND) {
		queue->kind[0] = '\0';
		strncat(queue->kind, mnl_attr_get_str(attribute), sizeof queue->kind - 1);
	} else if (mnl_attr_get_type(attribute) == TCA_OPTIONS && strcmp(queue->kind, "tbf") == 0) {
		mnl_attr_parse_nested(attribute, keep_bucket, queue->quality);
	} else if (mnl_attr_get_type(attribute) == TCA_OPTIONS &&
		   strcmp(queue->kind, "netem") == 0) {
		keep_delay(attribute, queue->quality);
	}
	return MNL_CB_OK;
}

static int hear_queue(const struct nlmsghdr *answer, void *data)
{
	return answer ? mnl_attr_parse(answer, sizeof(struct tcmsg), keep_queue, data) : MNL_CB_OK;
}

/* The kernel tells nothing of what a link has by itself (EINVAL), or has not (ENOENT). */
static int read_queue(struct run *run, struct netlink *netlink, const struct tcmsg *which,
		      struct queue *queue)
{
	if (!begin(run, netlink, RTM_GETQDISC, which)) {
		return -1;
	}
	queue->kind[0] = '\0';
	if (netlink_ask(run, netlink, hear_queue, queue) < 0) {
		if (run->failure.error != EINVAL && run->failure.error != ENOENT) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

int link_read_limit(struct run *run, struct netlink *netlink, int index,
		    struct link_quality *quality)
{
	struct tcmsg which = { .tcm_ifindex = index, .tcm_parent = TC_H_ROOT };
	struct queue queue = { .quality = quality };

	*quality = (struct link_quality){ 0 };
	if (read_queue(run, netlink, &which, &queue) < 0) {
		return -1;
	}
	if (strcmp(queue.kind, "netem") != 0) {
		return 0;
	}
	which.tcm_parent = DELAY | 1;
	return read_queue(run, netlink, &which, &queue);
}
