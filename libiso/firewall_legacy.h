/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firewall_legacy - what the tables of iptables-legacy do to forwarded packets: read, never
 * changed. */
#ifndef LIBISO_FIREWALL_LEGACY_H
#define LIBISO_FIREWALL_LEGACY_H

#include "run.h"

/*
 * Whether the chain FORWARD of the IPv4 table "filter" drops what no rule of it accepts, and does
 * not let all pass before that comes from or goes to links whose names begin with prefix.  Chains
 * that it jumps to are not looked into.  Returns 1, 0 (also where there is no such table), or -1.
 */
int firewall_legacy_drops(struct run *, const char *prefix);

#endif
