/* SPDX-License-Identifier: GPL-2.0-or-later */
/* netlink_notation - a netlink message in words: its type as strace writes it, then its object. */
#ifndef LIBISO_KERNEL_NETLINK_NOTATION_H
#define LIBISO_KERNEL_NETLINK_NOTATION_H

#include <linux/netlink.h>
#include <stddef.h>

/* "RTM_NEWLINK", "NFT_MSG_NEWRULE", or the number. */
struct netlink_type_text {
	char text[40];
};
const char *netlink_notation_type(struct netlink_type_text *, int protocol, unsigned type);

/* Writes 'RTM_NEWADDR 10.88.0.1/24', 'NFT_MSG_NEWCHAIN ip cns "publish"'; returns text. */
char *netlink_notation(char *text, size_t size, int protocol, const struct nlmsghdr *);

#endif
