/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "users.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "account.h"

const char *users_name(struct run *run, struct users *users, uid_t uid)
{
	struct run quiet = { .tool = run->tool };
	struct account account;
	unsigned at = users->count < USERS_KEPT ? users->count : USERS_KEPT - 1;

	for (unsigned i = 0; i < users->count; i++) {
		if (users->item[i].uid == uid) {
			return users->item[i].name;
		}
	}
	users->count = at + 1;
	users->item[at].uid = uid;
	snprintf(users->item[at].name, sizeof users->item[at].name, "%u", uid);
	int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root_fd >= 0 && account_find_uid(&quiet, root_fd, ACCOUNT_INSIDE, uid, &account) == 1) {
		snprintf(users->item[at].name, sizeof users->item[at].name, "%.63s", account.name);
	}
	if (root_fd >= 0) {
		close(root_fd);
	}
	return users->item[at].name;
}
