/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unshare/maps.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "credential.h"
#include "kernel/file.h"
#include "namespace.h"
#include "text.h"

/* While reading: the one id of each kind, which the last option decides. */
struct single {
	bool wanted;
	uint32_t inside;
};

static const unsigned scope_of[IDMAP_KINDS] = { MAP_USERS, MAP_GROUPS };

int maps_find_id(struct run *run, int root_fd, enum idmap_kind kind, const char *name, uint32_t *id)
{
	struct account user;
	int found;

	if (text_to_id(name, id) == 0) {
		return 0;
	}
	run_step(run, "find the %s %s", kind == IDMAP_USERS ? "user" : "group", name);
	found = kind == IDMAP_USERS ? account_find(run, root_fd, ACCOUNT_ANYWHERE, name, &user)
				    : account_find_group(run, root_fd, ACCOUNT_ANYWHERE, name, id);
	if (found == 0) {
		return run_refuse(run,
				  "there is no %s of this name, and it is no number from 0 to "
				  "4294967294",
				  kind == IDMAP_USERS ? "user" : "group");
	}
	if (found > 0 && kind == IDMAP_USERS) {
		*id = user.uid;
	}
	return found < 0 ? -1 : 0;
}

static int add_subids(struct run *run, int root_fd, struct maps *maps, enum idmap_kind kind,
		      enum subids_place place)
{
	struct account user = { 0 };
	struct idmap_owner owner = { .uid = maps->caller_uid };
	int found = account_find_uid(run, root_fd, ACCOUNT_ANYWHERE, owner.uid, &user);

	if (found < 0) {
		return -1;
	}
	owner.name = found ? user.name : NULL;
	return idmap_add_subids(run, &maps->map[kind], kind, &owner, place);
}

static int add_range(struct run *run, int root_fd, struct maps *maps, enum idmap_kind kind,
		     const char *range)
{
	struct idmap_extent extent;

	if (strcmp(range, "auto") == 0) {
		return add_subids(run, root_fd, maps, kind, SUBIDS_FROM_ZERO);
	}
	if (strcmp(range, "subids") == 0) {
		return add_subids(run, root_fd, maps, kind, SUBIDS_AS_THEMSELVES);
	}
	if (strcmp(range, "all") == 0) {
		return idmap_add_all(run, &maps->map[kind], kind);
	}
	run_step(run, "read the map '%s'", range);
	if (idmap_read_extent(range, &extent) < 0) {
		return run_refuse(run,
				  "it is not INSIDE:OUTSIDE:COUNT, three numbers, nor auto, subids "
				  "or all");
	}
	return idmap_add(run, &maps->map[kind], extent);
}

static int read_mapping(struct run *run, int root_fd, const struct option_given *given,
			struct maps *maps, struct single single[IDMAP_KINDS])
{
	unsigned word = given->value & ~(unsigned)MAP_BOTH;
	int result = 0;

	for (int kind = 0; kind < IDMAP_KINDS && result == 0; kind++) {
		uint32_t own = kind == IDMAP_USERS ? maps->caller_uid : maps->caller_gid;

		if (!(given->value & scope_of[kind])) {
			continue;
		}
		switch (word) {
		case MAP_ROOT: single[kind] = (struct single){ true, 0 }; break;
		case MAP_CURRENT: single[kind] = (struct single){ true, own }; break;
		case MAP_ONE:
			single[kind].wanted = true;
			result = maps_find_id(run, root_fd, kind, given->argument,
					      &single[kind].inside);
			break;
		case MAP_RANGE:
			result = add_range(run, root_fd, maps, kind, given->argument);
			break;
		case MAP_AUTO:
			result = add_subids(run, root_fd, maps, kind, SUBIDS_FROM_ZERO);
			break;
		default: result = add_subids(run, root_fd, maps, kind, SUBIDS_AS_THEMSELVES); break;
		}
	}
	return result;
}

/*
 * One's own id alone can be mapped from inside, at the price of setgroups(2).  Who may write
 * any map does it from outside, and pays nothing.
 */
static int choose_writer(struct run *run, const struct request *want, struct maps *maps,
			 bool ranges)
{
	bool may_write_any = idmap_may_write_any();
	bool groups = maps->map[IDMAP_GROUPS].count > 0;

	maps->lacks_setfcap = maps->caller_uid == 0 && !credential_may(CAP_SETFCAP);
	maps->setgroups = want->setgroups;
	maps->from_outside = ranges ||
			     (may_write_any && groups && want->setgroups != SETGROUPS_DENY);
	maps->delegated = maps->from_outside && !may_write_any;
	if (maps->from_outside || !groups) {
		return 0;
	}
	if (want->setgroups == SETGROUPS_ALLOW) {
		run_step(run, "keep setgroups(2) with a map of your own group alone");
		run_refuse(
			run,
			"the kernel allows that only to CAP_SETGID in the parent user namespace");
		return run_advise(
			run, "leave --setgroups allow out, or map subordinate ids: --map-auto");
	}
	maps->setgroups = SETGROUPS_DENY;
	return 0;
}

int maps_prepare(struct run *run, const struct request *want, struct maps *maps)
{
	struct single single[IDMAP_KINDS] = { 0 };
	bool ranges;
	int root_fd = -1, result = 0;

	maps->caller_uid = want->has_owner ? want->owner_uid : geteuid();
	maps->caller_gid = want->has_owner ? want->owner_gid : getegid();
	if (want->mappings.count) {
		run_step(run, "open the root whose files name users and groups");
		root_fd = kernel_open(run, AT_FDCWD, "/", O_PATH | O_DIRECTORY);
		result = root_fd < 0 ? -1 : 0;
	}
	for (unsigned i = 0; i < want->mappings.count && result == 0; i++) {
		result = read_mapping(run, root_fd, &want->mappings.item[i], maps, single);
	}
	if (root_fd >= 0) {
		close(root_fd);
	}
	if (want->then_current && !single[IDMAP_USERS].wanted && !maps->map[IDMAP_USERS].count) {
		single[IDMAP_USERS].wanted = single[IDMAP_GROUPS].wanted = true;
	}
	ranges = maps->map[IDMAP_USERS].count || maps->map[IDMAP_GROUPS].count;
	for (int kind = 0; kind < IDMAP_KINDS && result == 0; kind++) {
		if (single[kind].wanted) {
			run_step(run, "make room for your own id in the map");
			result = idmap_add_single(run, &maps->map[kind], single[kind].inside,
						  kind == IDMAP_USERS ? maps->caller_uid
								      : maps->caller_gid);
		}
	}
	return result < 0 ? -1 : choose_writer(run, want, maps, ranges);
}

static int write_all(struct run *run, struct maps *maps, struct outside *outside)
{
	bool users_first_denied = !maps->from_outside && maps->setgroups == SETGROUPS_DENY;

	if (!users_first_denied && idmap_set_setgroups(run, maps->setgroups) < 0) {
		return -1;
	}
	if (maps->from_outside) {
		return outside_write_maps(run, outside);
	}
	if (maps->map[IDMAP_USERS].count &&
	    idmap_write(run, 0, IDMAP_USERS, &maps->map[IDMAP_USERS]) < 0) {
		return -1;
	}
	if (users_first_denied && idmap_set_setgroups(run, SETGROUPS_DENY) < 0) {
		return -1;
	}
	return maps->map[IDMAP_GROUPS].count
		       ? idmap_write(run, 0, IDMAP_GROUPS, &maps->map[IDMAP_GROUPS])
		       : 0;
}

int maps_write(struct run *run, struct maps *maps, struct outside *outside)
{
	int result = write_all(run, maps, outside);

	if (result < 0 && maps->lacks_setfcap && run->failure.error == EPERM) {
		run_advise(
			run,
			"mapping id 0 needs CAP_SETFCAP in the user namespace that you came from, "
			"which this process lacks (since Linux 5.12)");
	}
	return result;
}

int maps_then_current(struct run *run, const struct maps *maps)
{
	struct idmap_extent users = { maps->caller_uid, getuid(), 1, false };
	struct idmap_extent groups = { maps->caller_gid, getgid(), 1, false };

	if (namespace_make(run, NAMESPACE_BIT(NAMESPACE_USER)) < 0 ||
	    idmap_write(run, 0, IDMAP_USERS, &(struct idmap){ &users, 1 }) < 0 ||
	    idmap_set_setgroups(run, SETGROUPS_DENY) < 0) {
		return -1;
	}
	return idmap_write(run, 0, IDMAP_GROUPS, &(struct idmap){ &groups, 1 });
}
