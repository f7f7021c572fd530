/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "credential.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "kernel/credential.h"

void credential_free(struct credential *who)
{
	free(who->groups);
	who->groups = NULL;
	who->group_count = 0;
}

bool credential_may(unsigned capability)
{
	struct kernel_capabilities held;

	return capability < 64 && kernel_capget(&held) == 0 && (held.effective >> capability & 1);
}

int credential_give_up_privileges(struct run *run)
{
	run_step(run, "gain nothing from set-user-ID programs and file capabilities");
	if (kernel_set_no_new_privs(run) < 0) {
		return -1;
	}
	if (!run->dry && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) {
		return run_refuse(run, "the kernel shows that it is not so");
	}
	return 0;
}

bool credential_is_denied_groups(void)
{
	char word[8] = "";
	int fd = open("/proc/self/setgroups", O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0) {
		return false;
	}
	ssize_t length = read(fd, word, sizeof word - 1);
	close(fd);
	return length >= 4 && memcmp(word, "deny", 4) == 0;
}

static int compare_gids(const void *one, const void *other)
{
	gid_t a = *(const gid_t *)one, b = *(const gid_t *)other;

	return a < b ? -1 : a > b;
}

/* Drops repetitions; the kernel keeps them, and then counts differ. */
static size_t sort_gids(gid_t *list, size_t count)
{
	size_t kept = 0;

	if (count > 0) {
		qsort(list, count, sizeof *list, compare_gids);
	}
	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || list[kept - 1] != list[i]) {
			list[kept++] = list[i];
		}
	}
	return kept;
}

/* Whether the kernel shows the groups that were set: 1, 0, or -1 without memory. */
static int has_groups(const struct credential *who)
{
	int count = getgroups(0, NULL);
	gid_t *now = calloc((size_t)(count > 0 ? count : 1), sizeof *now);
	gid_t *asked = calloc(who->group_count + 1, sizeof *asked);
	int same = now && asked ? 0 : -1;

	if (now && asked && count >= 0 && getgroups(count, now) == count) {
		if (who->group_count > 0) {
			memcpy(asked, who->groups, who->group_count * sizeof *asked);
		}
		size_t have = sort_gids(now, (size_t)count);
		size_t want = sort_gids(asked, who->group_count);
		same = have == want && memcmp(now, asked, have * sizeof *now) == 0;
	}
	free(now);
	free(asked);
	return same;
}

static int set_groups(struct run *run, const struct credential *who)
{
	if (who->group_count > 0) {
		run_step(run, "be in %zu supplementary group%s", who->group_count,
			 who->group_count > 1 ? "s" : "");
	} else {
		run_step(run, "be in no supplementary group");
	}
	if (kernel_setgroups(run, who->group_count, who->groups) < 0) {
		if (errno != EPERM || who->groups_required || !who->groups_denied) {
			return -1;
		}
		run_note(run,
			 "setgroups(2) is denied in this user namespace: groups stay as they are");
		run_forgive(run);
		return 0;
	}
	int same = run->dry ? 1 : has_groups(who);
	if (same < 1) {
		return same < 0 ? run_refuse(run, "there is no memory to see whether it is so")
				: run_refuse(run, "the kernel shows other groups than were set");
	}
	return 0;
}

static int set_gid(struct run *run, gid_t gid)
{
	gid_t real, effective, saved;

	run_step(run, "become group %u", gid);
	if (kernel_setgid(run, gid) < 0) {
		return -1;
	}
	if (!run->dry && (getresgid(&real, &effective, &saved) < 0 || real != gid ||
			  effective != gid || saved != gid)) {
		return run_refuse(run, "the kernel shows another group id than was set");
	}
	return 0;
}

static int set_uid(struct run *run, uid_t uid)
{
	uid_t real, effective, saved;

	run_step(run, "become user %u", uid);
	if (kernel_setuid(run, uid) < 0) {
		return -1;
	}
	if (!run->dry && (getresuid(&real, &effective, &saved) < 0 || real != uid ||
			  effective != uid || saved != uid)) {
		return run_refuse(run, "the kernel shows another user id than was set");
	}
	return 0;
}

int credential_apply(struct run *run, const struct credential *who)
{
	if (who->sets_groups && set_groups(run, who) < 0) {
		return -1;
	}
	if (who->sets_gid && set_gid(run, who->gid) < 0) {
		return -1;
	}
	return who->sets_uid ? set_uid(run, who->uid) : 0;
}
