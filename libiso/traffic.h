/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * traffic - where the processes of a control group may connect, send and bind to, and how much
 * their sockets carried: BPF programs and their maps.
 *
 * As with devices (device.h) the group holds the programs, nothing is pinned, the rules change
 * while they hold, and programs of others and of groups above hold too.  A socket belongs to the
 * group in which it was made.  Raw and packet sockets ask no rule: they take CAP_NET_RAW.
 */
#ifndef LIBISO_TRAFFIC_H
#define LIBISO_TRAFFIC_H

#include <stdbool.h>
#include <stdint.h>

#include "cgroup_bpf.h"
#include "traffic_rule.h"

enum { TRAFFIC_PROGRAMS = 6 };

struct traffic_rule {
	struct traffic_key key;
	uint32_t refuse;
};

/* The programs of a group. */
struct traffic_policy {
	int program_fd[TRAFFIC_PROGRAMS]; /* -1: it is not there */
	int rules_fd, mode_fd, log_fd;    /* their maps */
};

/* Finds them.  Returns 0 (found or not) or -1; close with the second. */
int traffic_policy_open(struct run *, const struct cgroup *, struct traffic_policy *);
void traffic_policy_close(struct traffic_policy *);
bool traffic_policy_is_there(const struct traffic_policy *);

/* Attaches them, all or none.  refuse: what no rule is about is refused. */
int traffic_policy_attach(struct run *, const struct cgroup *, uint32_t refuse,
			  struct traffic_policy *);

/* Takes them away: 0 too when there are none. */
int traffic_policy_detach(struct run *, const struct cgroup *, struct traffic_policy *);

/* Adds the rule, or changes the verdict of the one that is about the same. */
int traffic_rule_add(struct run *, const struct traffic_policy *, const struct traffic_rule *);

int traffic_mode_read(struct run *, const struct traffic_policy *, struct traffic_mode *);
int traffic_mode_write(struct run *, const struct traffic_policy *, const struct traffic_mode *);

/* Calls back for each rule, or each refusal (until it returns not 0). */
int traffic_rules(struct run *, const struct traffic_policy *,
		  void (*each)(const struct traffic_rule *, void *), void *);
int traffic_log(struct run *, const struct traffic_policy *,
		int (*each)(const struct traffic_event *, void *), void *);

/*
 * Reads where to: "10.0.0.0/8", "2001:db8::/32", an address, or "any" (family 0: both); and which
 * ports: "443", "8000-8999", "53/udp", "any".  Returns 0 or -1.
 */
int traffic_rule_read(struct run *, const char *address, const char *ports, struct traffic_key *);

/* "connect", "send", "bind". */
const char *traffic_operation_name(unsigned operation);

/* "10.0.0.0/8" and "8000-8999/tcp".  Return text. */
char *traffic_address_text(char text[64], const struct traffic_key *);
char *traffic_ports_text(char text[32], const struct traffic_key *);

/* Begins to count, where nobody does yet; *is_new says which. */
int traffic_meter_begin(struct run *, const struct cgroup *, bool *is_new);
int traffic_meter_end(struct run *, const struct cgroup *);

/* The counters, added up.  Returns 1, 0 when nobody counts, or -1. */
int traffic_meter_read(struct run *, const struct cgroup *,
		       struct traffic_count counts[TRAFFIC_FLOWS]);

#endif
