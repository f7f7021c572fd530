/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Root inside is the caller; the ids after it are the caller's subordinate ids (subuid(5)), where
 * there are any and newuidmap(1) may map them.  They make every file of a distribution ownable.
 */
#include "privilege.h"

#include <linux/capability.h>
#include <unistd.h>

#include "account.h"
#include "credential.h"
#include "idmap.h"
#include "namespace.h"
#include "outside.h"
#include "path.h"

static bool is_allowed(const struct request *want)
{
	return credential_may(CAP_SYS_CHROOT) && (!want->pivots || credential_may(CAP_SYS_ADMIN));
}

static int add_subordinates(struct run *run, struct idmap maps[IDMAP_KINDS])
{
	const uint32_t caller[IDMAP_KINDS] = { geteuid(), getegid() };
	struct account user = { 0 };
	int root_fd = path_open_root(run, "/");
	int found = account_find_uid(run, root_fd, ACCOUNT_INSIDE, geteuid(), &user);
	const struct idmap_owner owner = { geteuid(), found == 1 ? user.name : NULL };

	close(root_fd);
	for (int kind = 0; kind < IDMAP_KINDS; kind++) {
		if (idmap_add_subids(run, &maps[kind], kind, &owner, SUBIDS_FROM_ZERO) < 0 ||
		    idmap_add_single(run, &maps[kind], 0, caller[kind]) < 0) {
			return -1;
		}
	}
	return 0;
}

/* Root may map what it likes: all ids, as themselves. */
static int add_all(struct run *run, struct idmap maps[IDMAP_KINDS])
{
	for (int kind = 0; kind < IDMAP_KINDS; kind++) {
		idmap_free(&maps[kind]);
		maps[kind] = (struct idmap){ 0 };
		if (idmap_add_all(run, &maps[kind], kind) < 0) {
			return -1;
		}
	}
	return 0;
}

static int choose_maps(struct run *run, struct idmap maps[IDMAP_KINDS])
{
	run_step(run, "find the subordinate ids of user %u", geteuid());
	if (add_subordinates(run, maps) == 0) {
		return 0;
	}
	if (!idmap_may_write_any()) {
		return -1;
	}
	run_forgive(run);
	return add_all(run, maps);
}

/* One id, which needs nobody's leave. */
static int map_caller_alone(struct run *run, uint32_t uid, uint32_t gid)
{
	struct idmap_extent user = { 0, uid, 1, false }, group = { 0, gid, 1, false };

	run_step(run, "let user %u outside be root inside", uid);
	if (idmap_write(run, 0, IDMAP_USERS, &(struct idmap){ &user, 1 }) < 0 ||
	    idmap_set_setgroups(run, SETGROUPS_DENY) < 0) {
		return -1;
	}
	return idmap_write(run, 0, IDMAP_GROUPS, &(struct idmap){ &group, 1 });
}

static int make_namespace(struct run *run)
{
	const uint32_t uid = geteuid(), gid = getegid();
	struct outside outside = { .delegate = !idmap_may_write_any(), .socket_fd = -1 };
	bool has_more;

	has_more = choose_maps(run, outside.maps) == 0 && outside_begin(run, &outside) == 0;
	if (!has_more) {
		run_forgive(run);
	}
	if (namespace_make(run, NAMESPACE_BIT(NAMESPACE_USER) | NAMESPACE_BIT(NAMESPACE_MNT)) < 0) {
		return -1;
	}
	if (has_more && outside_write_maps(run, &outside) == 0) {
		return 0;
	}
	/* Who may map any id is not helped by mapping one: that failed for another reason. */
	if (has_more && !outside.delegate) {
		return -1;
	}
	if (has_more) {
		run_forgive(run);
	}
	return map_caller_alone(run, uid, gid);
}

int privilege_gain(struct run *run, struct request *want)
{
	if (!want->unprivileged) {
		if (is_allowed(want)) {
			return 0;
		}
		run_warn(run, "without privilege: making a user namespace to be root in");
		want->unprivileged = true;
	}
	return make_namespace(run);
}
