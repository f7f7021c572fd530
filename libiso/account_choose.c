/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "account.h"
#include "text.h"

/* USER and GROUP of a specification, and where they are looked up. */
struct spec {
	char user[256];
	char group[256];
	bool has_user, has_group;
	enum account_scope scope;
};

static int refuse_unknown(struct run *run, const struct spec *spec, const char *kind,
			  const char *name)
{
	return run_refuse(run, "there is no %s '%s'%s; an id is digits up to 4294967294", kind,
			  name,
			  spec->scope == ACCOUNT_INSIDE ? " in the target" : ", inside or outside");
}

static int split(struct run *run, const char *text, char separator, struct spec *spec)
{
	const char *sign = strchr(text, separator);
	size_t length = sign ? (size_t)(sign - text) : strlen(text);

	*spec = (struct spec){ .scope = spec->scope };
	if (length >= sizeof spec->user || (sign && strlen(sign + 1) >= sizeof spec->group)) {
		return run_refuse(run, "'%s' is longer than any name", text);
	}
	memcpy(spec->user, text, length);
	spec->has_user = length > 0;
	if (sign && sign[1]) {
		memcpy(spec->group, sign + 1, strlen(sign + 1) + 1);
		spec->has_group = true;
	}
	return 0;
}

/* An id needs no line in any file, but has one's group and name if it is there. */
static int choose_user(struct run *run, int root_fd, const struct spec *spec,
		       struct credential *who, struct account *account)
{
	const char *digits = spec->user + (spec->user[0] == '+');
	bool is_id = text_to_id(digits, &who->uid) == 0;
	int found = is_id ? account_find_uid(run, root_fd, spec->scope, who->uid, account)
			  : account_find(run, root_fd, spec->scope, spec->user, account);

	if (found == 1) {
		who->uid = account->uid;
	}
	who->sets_uid = found == 1 || (found == 0 && is_id);
	return found;
}

static int choose_group(struct run *run, int root_fd, const struct spec *spec,
			struct credential *who)
{
	int found = account_find_group(run, root_fd, spec->scope, spec->group, &who->gid);

	who->sets_gid = found == 1;
	return found == 0 ? refuse_unknown(run, spec, "group", spec->group) : found;
}

/* The old USER.GROUP, as chroot(1) still reads it where no user has that whole name. */
static int choose_split(struct run *run, int root_fd, const char *text, struct spec *spec,
			struct credential *who, struct account *account)
{
	int found = 0;

	if (split(run, text, ':', spec) < 0) {
		return -1;
	}
	if (spec->has_user) {
		found = choose_user(run, root_fd, spec, who, account);
	}
	if (found == 0 && spec->has_user && !who->sets_uid && !strchr(text, ':') &&
	    strchr(text, '.') && split(run, text, '.', spec) == 0 && spec->has_user) {
		found = choose_user(run, root_fd, spec, who, account);
	}
	if (found == 0 && spec->has_user && !who->sets_uid) {
		return refuse_unknown(run, spec, "user", spec->user);
	}
	return found;
}

static int choose_groups(struct run *run, int root_fd, const char *list, struct credential *who)
{
	char item[256];
	gid_t gid;
	int more, items = 0;

	who->sets_groups = who->groups_required = true;
	while (list && *list && (more = text_next(&list, ',', item, sizeof item)) != 0) {
		if (more < 0) {
			return run_refuse(run,
					  "a name in the list of groups is longer than any name");
		}
		if (*item) {
			int found = account_find_group(run, root_fd, ACCOUNT_ANYWHERE, item, &gid);

			if (found <= 0) {
				return found < 0 ? -1
						 : run_refuse(run,
							      "there is no group '%s', inside or "
							      "outside",
							      item);
			}
			if (account_append_group(run, who, gid) < 0) {
				return -1;
			}
			items++;
		}
	}
	return items;
}

int account_choose(struct run *run, int root_fd, const struct account_wish *wish,
		   struct credential *who)
{
	struct account account = { 0 };
	struct spec spec = { .scope = wish->scope };
	int found = 0;

	who->groups_denied = credential_is_denied_groups();
	run_step(run, "find out who '%s' is", wish->user ? wish->user : wish->groups);
	if (wish->user) {
		found = choose_split(run, root_fd, wish->user, &spec, who, &account);
	}
	if (found < 0 || (spec.has_group && choose_group(run, root_fd, &spec, who) < 0)) {
		return -1;
	}
	if (who->sets_uid && !who->sets_gid) {
		if (found == 0) {
			return run_refuse(run,
					  "user %u has no entry in passwd, so its group must be "
					  "said: %u:GROUP",
					  who->uid, who->uid);
		}
		who->gid = account.gid;
		who->sets_gid = true;
	}
	if (wish->groups) {
		int items = choose_groups(run, root_fd, wish->groups, who);

		return items == 0 && *wish->groups
			       ? run_refuse(run, "'%s' names no group", wish->groups)
		       : items < 0 ? -1
				   : 0;
	}
	who->sets_groups = who->sets_uid;
	if (found == 1 && (account_add_group(run, who, who->gid) < 0 ||
			   account_add_memberships(run, root_fd, account.name, who) < 0)) {
		return -1;
	}
	return 0;
}
