/* SPDX-License-Identifier: GPL-2.0-or-later */
/* device_rule - the form of device rules, the same for the program in the kernel and for us. */
#ifndef LIBISO_DEVICE_RULE_H
#define LIBISO_DEVICE_RULE_H

#include <linux/types.h>

enum { DEVICE_NAME_MAX = 16 };
#define DEVICE_ANY (~0u)

/* Types and accesses are numbered as BPF_DEVCG_DEV_* and BPF_DEVCG_ACC_* of linux/bpf.h. */
struct device_key {
	__u32 type;         /* 1 block, 2 character */
	__u32 major, minor; /* or DEVICE_ANY; never only the major */
};

struct device_access {
	__u32 allow, deny; /* 1 mknod, 2 read, 4 write */
};

struct device_denial {
	struct device_key key;
	__u32 access;
	__u32 pid;
	__u64 time; /* nanoseconds since boot */
	char name[DEVICE_NAME_MAX];
};

#endif
