/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * firewall_rule - the rules of our table, out of the kernel's small instructions.
 *
 * Each builder adds instructions to a rule; registers are shared between neighbours.  The nft
 * lines above each rule in firewall_rule.c are what "nft list table ip cns" prints.
 */
#ifndef LIBISO_FIREWALL_RULE_H
#define LIBISO_FIREWALL_RULE_H

#include <libnftnl/rule.h>

/* Rule number n of our table in this family (AF_INET, AF_INET6), allocated; NULL behind the last.
 */
struct nftnl_rule *firewall_rule_make(int family, unsigned n);

/* The same rule as nft(8) has it, with its chain: "publish dnat to ..."; NULL behind the last. */
const char *firewall_rule_text(int family, unsigned n);

#endif
