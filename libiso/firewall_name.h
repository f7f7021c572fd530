/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firewall_name - what the objects of our nf_tables table are called. */
#ifndef LIBISO_FIREWALL_NAME_H
#define LIBISO_FIREWALL_NAME_H

#define FIREWALL_TABLE       "cns"
#define FIREWALL_GUARD       "guard"
#define FIREWALL_PREROUTING  "prerouting"
#define FIREWALL_OUTPUT      "output"
#define FIREWALL_PUBLISH     "publish"
#define FIREWALL_POSTROUTING "postrouting"
#define FIREWALL_FORWARD     "forwarding"
#define FIREWALL_NETWORKS    "networks"
#define FIREWALL_ISOLATED    "isolated"
#define FIREWALL_INTERNAL    "internal"
#define FIREWALL_WITHIN      "within"
#define FIREWALL_RESTRICTED  "restricted"
#define FIREWALL_ALLOWED     "allowed"
#define FIREWALL_PORTS       "ports"
#define FIREWALL_PORTS_AT    "ports_at"

#endif
