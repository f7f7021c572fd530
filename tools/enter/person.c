/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "person.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "idmap_view.h"
#include "kernel/file.h"

/* What the decision rests on. */
struct circumstances {
	bool joins_user;         /* ids will mean what the target's user namespace makes of them */
	bool may_set_groups_now; /* before that */
	bool may_set_groups_there;
	struct status status; /* of the target; ids as we see them */
	struct idmap_view users, groups;
};

static bool is_denied_inside(struct run *run, const struct target *target)
{
	char word[16];

	return kernel_read_file(run, target->proc_fd, "setgroups", word, sizeof word) >= 4 &&
	       strncmp(word, "deny", 4) == 0;
}

static int look(struct run *run, const struct target *target, const struct joins *joins,
		struct circumstances *about)
{
	about->joins_user = joins->kinds & NAMESPACE_BIT(NAMESPACE_USER);
	about->may_set_groups_now = credential_may(CAP_SETGID);
	about->may_set_groups_there = about->may_set_groups_now || about->joins_user;
	if (target->proc_fd < 0) {
		return 0;
	}
	if (status_read(run, target->proc_fd, &about->status) < 0) {
		return -1;
	}
	if (!about->joins_user) {
		return 0;
	}
	run_step(run, "read which ids the target's user namespace knows");
	if (idmap_view_read(run, target->proc_fd, "uid_map", &about->users) < 0 ||
	    idmap_view_read(run, target->proc_fd, "gid_map", &about->groups) < 0) {
		return -1;
	}
	about->may_set_groups_there = !is_denied_inside(run, target);
	return 0;
}

/* One of the two ids: how it is called, what it is now, which map translates it. */
struct choice {
	const char *kind;
	uint32_t ours;
	const struct idmap_view *view;
	struct wish_id asked;
};

/* What the target's own id is called where the command will be; who has it already keeps it. */
static int follow(struct run *run, const struct circumstances *about, const struct choice *choice,
		  uint32_t *id, bool *sets)
{
	if (!about->joins_user) {
		*sets = *id != choice->ours;
		return 0;
	}
	if (idmap_view_find(choice->view, *id, id)) {
		*sets = true;
		return 0;
	}
	if (*id == choice->ours) {
		run_note(run, "the target's %s has no id in its user namespace, and is ours",
			 choice->kind);
		*sets = false;
		return 0;
	}
	return run_refuse(run, "the target's %s %u has no id in its user namespace", choice->kind,
			  *id);
}

/* An id that was asked for, or the target's; what cannot be is not tried. */
static int choose_id(struct run *run, const struct circumstances *about,
		     const struct choice *choice, uint32_t *id, bool *sets)
{
	run_step(run, "choose the %s", choice->kind);
	if (choice->asked.kind != WISH_ID) {
		return follow(run, about, choice, id, sets);
	}
	*id = choice->asked.id;
	if (about->joins_user && choice->view->count > 0 && !idmap_view_has(choice->view, *id)) {
		return run_refuse(run, "%s %u has no meaning in the target's user namespace",
				  choice->kind, *id);
	}
	*sets = true;
	return 0;
}

static int choose_ids(struct run *run, const struct circumstances *about, struct wish_id user,
		      struct wish_id group, struct credential *who)
{
	const struct choice users = { "user", geteuid(), &about->users, user };
	const struct choice groups = { "group", getegid(), &about->groups, group };

	who->uid = about->status.uid;
	who->gid = about->status.gid;
	if (choose_id(run, about, &users, &who->uid, &who->sets_uid) < 0) {
		return -1;
	}
	return choose_id(run, about, &groups, &who->gid, &who->sets_gid);
}

/* What is set before the user namespace is joined has the names of outside, what after, of inside.
 */
static bool translate(const struct circumstances *about, bool before, bool is_inside, gid_t *group)
{
	if (!about->joins_user || before != is_inside) {
		return true;
	}
	return before ? idmap_view_find_outside(&about->groups, *group, group)
		      : idmap_view_find(&about->groups, *group, group);
}

/* Those that were asked for, which have the names of inside; else the target's, as we see them. */
static int copy_groups(struct run *run, const struct circumstances *about, const struct wish *wish,
		       bool before, struct credential *who)
{
	const gid_t *group = wish->has_groups ? wish->groups : about->status.groups;
	size_t count = wish->has_groups ? wish->group_count : about->status.group_count;

	who->groups = calloc(count + 1, sizeof *who->groups);
	if (!who->groups) {
		return run_refuse(run, "there is no memory");
	}
	for (size_t i = 0; i < count; i++) {
		gid_t id = group[i];

		if (translate(about, before, wish->has_groups, &id)) {
			who->groups[who->group_count++] = id;
		}
	}
	return 0;
}

/*
 * Supplementary groups: those asked for, those of the target, or none.  A user namespace may deny
 * setgroups(2), and may not know the groups that we have; so who may sheds them before.
 */
static int choose_groups(struct run *run, const struct circumstances *about, bool as_target,
			 struct person *person)
{
	struct credential *who = &person->after;
	bool before = about->joins_user && about->may_set_groups_now;

	if (before) {
		who = &person->before;
	} else if (!about->may_set_groups_there) {
		run_note(run,
			 "setgroups(2) is denied there: supplementary groups stay as they are");
		return 0;
	}
	who->sets_groups = true;
	return as_target || person->wish.has_groups
		       ? copy_groups(run, about, &person->wish, before, who)
		       : 0;
}

/* In as the target is: its ids, unless others are named; nothing is set that is so already. */
static int choose_as_target(struct run *run, const struct request *want,
			    const struct circumstances *about, struct person *person)
{
	if (want->preserve_credentials || (want->without & PART_USER)) {
		return 0;
	}
	if (choose_ids(run, about, person->wish.user, person->wish.group, &person->after) < 0) {
		return -1;
	}
	if (!about->joins_user && !about->may_set_groups_now) {
		return 0;
	}
	return choose_groups(run, about, true, person);
}

/*
 * As nsenter(1) has it: root inside a user namespace, nobody else without being asked.  Where the
 * user namespace has no root, it is the target's user.
 */
static struct wish_id root_of(const struct circumstances *about, const struct idmap_view *view,
			      struct wish_id asked)
{
	bool lacks_root = view->count && !idmap_view_has(view, 0);

	if (!about->joins_user || asked.kind != WISH_NONE) {
		return asked;
	}
	return (struct wish_id){ lacks_root ? WISH_FOLLOW : WISH_ID, 0 };
}

static int choose_as_peer(struct run *run, const struct circumstances *about, struct person *person)
{
	struct credential *who = &person->after;
	struct wish_id user = root_of(about, &about->users, person->wish.user);
	struct wish_id group = root_of(about, &about->groups, person->wish.group);

	if (user.kind == WISH_NONE && group.kind == WISH_NONE) {
		return 0;
	}
	if (choose_ids(run, about, user, group, who) < 0) {
		return -1;
	}
	who->sets_uid &= user.kind != WISH_NONE;
	who->sets_gid &= group.kind != WISH_NONE;
	return group.kind != WISH_NONE ? choose_groups(run, about, false, person) : 0;
}

/* Where they cannot be copied the command is less confined than the target, which is said. */
static int choose_filters(struct run *run, const struct request *want, const struct target *target,
			  const struct circumstances *about, struct person *person)
{
	if (about->status.seccomp_mode == 0 || (want->without & PART_SECCOMP)) {
		return 0;
	}
	if (about->status.seccomp_mode == 2 && filters_copy(run, target, &person->filters) == 0) {
		return 0;
	}
	run_forgive(run);
	run_warn(run,
		 "the target is confined by seccomp (mode %u), which cannot be copied: the "
		 "command is not; --without seccomp says that this is meant",
		 about->status.seccomp_mode);
	return 0;
}

int person_open(struct run *run, const struct request *want, const struct target *target,
		const struct joins *joins, struct person *person)
{
	struct circumstances *about = calloc(1, sizeof *about);
	int result = -1;

	*person = (struct person){ .wish = person->wish, .outside = geteuid() };
	person->keeps_capabilities = want->keep_capabilities &&
				     (joins->kinds & NAMESPACE_BIT(NAMESPACE_USER));
	if (want->preserve_credentials && !want->as_target) {
		free(about);
		return 0;
	}
	if (!about) {
		return run_refuse(run, "there is no memory");
	}
	if (look(run, target, joins, about) == 0) {
		result = want->as_target && target->proc_fd >= 0
				 ? choose_as_target(run, want, about, person)
				 : choose_as_peer(run, about, person);
	}
	person->umask = about->status.umask;
	person->outside = person->after.sets_uid ? person->after.uid : geteuid();
	if (about->joins_user && person->after.sets_uid) {
		idmap_view_find_outside(&about->users, person->after.uid, &person->outside);
	}
	if (result == 0 && want->as_target && target->proc_fd >= 0 && !want->privileged) {
		person->confines = !(want->without & PART_CAPABILITIES);
		person->privilege = privilege_of(&about->status);
	}
	if (result == 0 && (person->after.sets_uid || person->after.sets_gid)) {
		run_note(run, "the command will be user %u and group %u there", person->after.uid,
			 person->after.gid);
	}
	if (result == 0 && person->confines) {
		result = choose_filters(run, want, target, about, person);
	}
	status_free(&about->status);
	wish_free(&person->wish);
	free(about);
	return result;
}

int person_prepare(struct run *run, const struct person *person)
{
	return credential_apply(run, &person->before);
}

/*
 * The bounding set can be dropped only while we may; the permitted set survives the change of user
 * when asked to, so that what the target has can be taken from it.
 */
int person_become(struct run *run, const struct person *person)
{
	bool keeps = (person->confines || person->keeps_capabilities) && person->after.sets_uid &&
		     person->after.uid != 0;

	if ((person->confines && privilege_bound(run, &person->privilege) < 0) ||
	    (keeps && privilege_keep(run) < 0) ||
	    (!person->privilege.no_new_privs && filters_load(run, &person->filters) < 0) ||
	    credential_apply(run, &person->after) < 0) {
		return -1;
	}
	if (person->keeps_capabilities) {
		return privilege_make_ambient(run);
	}
	return person->confines ? privilege_take(run, &person->privilege) : 0;
}

int person_filter(struct run *run, const struct person *person)
{
	return person->privilege.no_new_privs ? filters_load(run, &person->filters) : 0;
}
