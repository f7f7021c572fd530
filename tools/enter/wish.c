/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wish.h"

#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "text.h"

static int refuse_unknown(struct run *run, const char *kind, const char *name)
{
	return run_refuse(run,
			  "there is no %s '%s' in the target; an id is digits up to 4294967294",
			  kind, name);
}

static int find_user(struct run *run, int root_fd, const char *name, uint32_t *id)
{
	struct account account;
	int found = account_find(run, root_fd, ACCOUNT_INSIDE, name, &account);

	if (found == 0) {
		return refuse_unknown(run, "user", name);
	}
	*id = found > 0 ? account.uid : 0;
	return found > 0 ? 0 : -1;
}

static int find_group(struct run *run, int root_fd, const char *name, uint32_t *id)
{
	int found = account_find_group(run, root_fd, ACCOUNT_INSIDE, name, id);

	return found == 0 ? refuse_unknown(run, "group", name) : found > 0 ? 0 : -1;
}

static int need_names(struct run *run, const struct place *place)
{
	if (place->names_fd >= 0) {
		return 0;
	}
	run_refuse(run, "names of users cannot be looked up where only namespaces are named");
	return run_advise(run, "give the id in digits, or a process as the target");
}

/* One of --setuid and --setgid; what looks like a number is one, whatever files say. */
static int read_one(struct run *run, const struct place *place, const char *text,
		    int (*find)(struct run *, int, const char *, uint32_t *), struct wish_id *wish)
{
	if (!text) {
		return 0;
	}
	run_step(run, "find out who '%s' is", text);
	if (strcmp(text, "follow") == 0) {
		wish->kind = WISH_FOLLOW;
		return 0;
	}
	wish->kind = WISH_ID;
	if (text_to_id(text, &wish->id) == 0) {
		return 0;
	}
	if (!*text || strchr("+- 0123456789", *text)) {
		return run_refuse(run, "'%s' is no id from 0 to 4294967294", text);
	}
	return need_names(run, place) < 0 ? -1 : find(run, place->names_fd, text, &wish->id);
}

/* As who logs in: the user's group and all that the group file lists, unless a group is named. */
static int read_login(struct run *run, const struct place *place, const char *text,
		      struct wish *wish)
{
	const struct account_wish login = { .user = text, .scope = ACCOUNT_INSIDE };
	struct credential who = { 0 };

	run_step(run, "find out who '%s' is", text);
	/* Its own group is on the list, or a set-group-ID program could shed it (CVE-2022-2989). */
	if (need_names(run, place) < 0 || account_choose(run, place->names_fd, &login, &who) < 0 ||
	    account_add_group(run, &who, who.gid) < 0) {
		credential_free(&who);
		return -1;
	}
	wish->user = (struct wish_id){ WISH_ID, who.uid };
	wish->group = (struct wish_id){ WISH_ID, who.gid };
	wish->has_groups = true;
	wish->groups = who.groups;
	wish->group_count = who.group_count;
	return 0;
}

int wish_open(struct run *run, const struct request *want, const struct place *place,
	      struct wish *wish)
{
	*wish = (struct wish){ 0 };
	if (want->login) {
		return read_login(run, place, want->login, wish);
	}
	if (read_one(run, place, want->user, find_user, &wish->user) < 0) {
		return -1;
	}
	return read_one(run, place, want->group, find_group, &wish->group);
}

void wish_free(struct wish *wish)
{
	free(wish->groups);
	*wish = (struct wish){ 0 };
}
