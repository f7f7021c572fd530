/* SPDX-License-Identifier: GPL-2.0-or-later */
/* passwd and group of a hostile root: digits stay the id that they are. */
#include "account.h"

#include "folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run run = { .tool = "fuzz" };
	struct account account;
	struct credential who = { 0 };
	gid_t gid;

	folder_write("etc/passwd", data, size);
	folder_write("etc/group", data, size);
	if (account_find(&run, folder_open(), ACCOUNT_INSIDE, "1000", &account) == 1 &&
	    account.uid != 1000) {
		abort();
	}
	account_find(&run, folder_open(), ACCOUNT_INSIDE, "user", &account);
	account_find_uid(&run, folder_open(), ACCOUNT_INSIDE, 0, &account);
	account_find_group(&run, folder_open(), ACCOUNT_INSIDE, "user", &gid);
	account_add_memberships(&run, folder_open(), "user", &who);
	credential_free(&who);
	folder_forget("etc/passwd");
	folder_forget("etc/group");
	return 0;
}
