/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/netlink - the gate: messages of netlink(7), announced by what they say.
 *
 * A send is announced as  sendto(3<NETLINK:[ROUTE]>, RTM_NEWLINK veth "cns1f")  or, for
 * several messages, with the list of their types, and each message below it.  In a
 * failure stand the one message that was refused and the kernel's own words about it
 * (the extended acknowledgement).
 */
#ifndef LIBISO_KERNEL_NETLINK_H
#define LIBISO_KERNEL_NETLINK_H

#include <libmnl/libmnl.h>
#include <stddef.h>

#include "run.h"

/*
 * A socket of NETLINK_ROUTE or NETLINK_NETFILTER, close-on-exec, that reports extended
 * acknowledgements and checks requests strictly.  It stays in the namespace of the caller.
 */
int kernel_netlink_open(struct run *, int protocol);

/*
 * Sends complete messages in one call, and reads what the kernel answers.  Returns 0, or -1
 * with errno of the first one refused; the kernel goes on with those after it (but a batch
 * of nf_tables is all or nothing).  Not sent under --dry-run.
 */
int kernel_netlink_change(struct run *, int fd, void *messages, size_t length);

/*
 * Sends one request that changes nothing, and calls back for each message of the answer until
 * it ends.  The callback is called with NULL first, and again when the kernel's tables
 * changed meanwhile and the answer begins anew; it returns MNL_CB_OK or MNL_CB_ERROR.
 */
int kernel_netlink_ask(struct run *, int fd, struct nlmsghdr *request, mnl_cb_t heard, void *data);

#endif
