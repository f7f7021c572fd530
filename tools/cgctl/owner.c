/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "owner.h"

#include <fcntl.h>
#include <unistd.h>

#include "account.h"
#include "kernel/file.h"
#include "text.h"

int owner_read(struct run *run, const char *text, struct owner *owner)
{
	struct account account = { 0 };
	char user[256];
	const char *rest = text;

	run_step(run, "find the user '%.100s'", text);
	int root_fd = kernel_open(run, AT_FDCWD, "/", O_PATH | O_DIRECTORY);
	if (root_fd < 0 || text_next(&rest, ':', user, sizeof user) <= 0 || !*user) {
		return run_refuse(run, "it is no USER or USER:GROUP");
	}
	int found = account_find(run, root_fd, ACCOUNT_ANYWHERE, user, &account);
	if (found < 0) {
		return -1;
	}
	if (found == 0 && text_to_id(user, &account.uid) < 0) {
		return run_refuse(run, "there is no such user");
	}
	owner->uid = account.uid;
	owner->gid = found ? account.gid : account.uid;
	gid_t gid = owner->gid;
	if (rest && account_find_group(run, root_fd, ACCOUNT_ANYWHERE, rest, &gid) != 1 &&
	    text_to_id(rest, &gid) < 0) {
		return run_refuse(run, "there is no such group");
	}
	owner->gid = gid;
	close(root_fd);
	return 0;
}
