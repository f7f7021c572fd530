/* SPDX-License-Identifier: GPL-2.0-or-later */
/* users - the names of the users that were asked for, each looked up once */
#ifndef PS_USERS_H
#define PS_USERS_H

#include <sys/types.h>

#include "run.h"

enum { USERS_KEPT = 32 };
struct users {
	struct {
		uid_t uid;
		char name[64];
	} item[USERS_KEPT];
	unsigned count;
};

/* The name by our own /etc/passwd, or the number. */
const char *users_name(struct run *, struct users *, uid_t);

#endif
