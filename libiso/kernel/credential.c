/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/credential.h"

#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/notation.h"

/*
 * libcap-ng's capng_change_id(), which we never call, asks the name-service switch; a static
 * program would carry that along.  These stand in its place: here nobody has a name.
 */
struct passwd *no_account(uid_t uid) __asm__("getpwuid");
struct passwd *no_account(uid_t uid)
{
	(void)uid;
	errno = ENOSYS;
	return NULL;
}

int no_memberships(const char *user, gid_t group) __asm__("initgroups");
int no_memberships(const char *user, gid_t group)
{
	(void)user;
	(void)group;
	errno = ENOSYS;
	return -1;
}

int kernel_setgroups(struct run *run, size_t count, const gid_t *groups)
{
	char list[256] = "";
	size_t used = 0;

	for (size_t i = 0; i < count && used < sizeof list - 16; i++) {
		used += (size_t)snprintf(list + used, sizeof list - used, "%s%u", i ? ", " : "",
					 groups[i]);
	}
	run_announce(run, count ? "setgroups(%zu, [%s])" : "setgroups(%zu, NULL%s)", count, list);
	return run->dry ? 0 : (int)run_judge(run, setgroups(count, count ? groups : NULL));
}

int kernel_setgid(struct run *run, gid_t gid)
{
	run_announce(run, "setresgid(%u, %u, %u)", gid, gid, gid);
	return run->dry ? 0 : (int)run_judge(run, setresgid(gid, gid, gid));
}

int kernel_setuid(struct run *run, uid_t uid)
{
	run_announce(run, "setresuid(%u, %u, %u)", uid, uid, uid);
	return run->dry ? 0 : (int)run_judge(run, setresuid(uid, uid, uid));
}

int kernel_set_no_new_privs(struct run *run)
{
	run_announce(run, "prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)");
	return run->dry ? 0 : (int)run_judge(run, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
}

int kernel_keep_capabilities(struct run *run, int keep)
{
	run_announce(run, "prctl(PR_SET_KEEPCAPS, %d)", keep);
	return run->dry ? 0 : (int)run_judge(run, prctl(PR_SET_KEEPCAPS, keep, 0, 0, 0));
}

/* "CAP_SYS_ADMIN" as strace has it; the library's names are in lower case without CAP_. */
static const char *capability_name(unsigned capability, char name[40])
{
	const char *known = capng_capability_to_name(capability);
	size_t used = 4;

	if (!known) {
		snprintf(name, 40, "%u", capability);
		return name;
	}
	snprintf(name, 40, "CAP_%s", known);
	for (; name[used]; used++) {
		if (name[used] >= 'a' && name[used] <= 'z') {
			name[used] = (char)(name[used] - 'a' + 'A');
		}
	}
	return name;
}

int kernel_drop_bounding(struct run *run, unsigned capability)
{
	char name[40];

	run_announce(run, "prctl(PR_CAPBSET_DROP, %s)", capability_name(capability, name));
	return run->dry ? 0 : (int)run_judge(run, prctl(PR_CAPBSET_DROP, capability, 0, 0, 0));
}

int kernel_raise_ambient(struct run *run, unsigned capability)
{
	char name[40];

	run_announce(run, "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, %s, 0, 0)",
		     capability_name(capability, name));
	return run->dry ? 0
			: (int)run_judge(run, prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE,
						    capability, 0, 0));
}

int kernel_clear_ambient(struct run *run)
{
	run_announce(run, "prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)");
	return run->dry ? 0
			: (int)run_judge(run,
					 prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
}

int kernel_join_session_keyring(struct run *run)
{
	run_announce(run, "keyctl(KEYCTL_JOIN_SESSION_KEYRING, NULL)");
	return run->dry ? 0
			: (int)run_judge(run,
					 syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL));
}

int kernel_capset(struct run *run, const struct kernel_capabilities *sets)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = {
		{ (uint32_t)sets->effective, (uint32_t)sets->permitted,
		  (uint32_t)sets->inheritable },
		{ (uint32_t)(sets->effective >> 32), (uint32_t)(sets->permitted >> 32),
		  (uint32_t)(sets->inheritable >> 32) },
	};

	run_announce(run,
		     "capset({version=3}, {effective=0x%jx, permitted=0x%jx, inheritable=0x%jx})",
		     (uintmax_t)sets->effective, (uintmax_t)sets->permitted,
		     (uintmax_t)sets->inheritable);
	return run->dry ? 0 : (int)run_judge(run, syscall(SYS_capset, &header, data));
}

int kernel_capget(struct kernel_capabilities *sets)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data) < 0) {
		return -1;
	}
	*sets = (struct kernel_capabilities){
		.effective = (uint64_t)data[1].effective << 32 | data[0].effective,
		.permitted = (uint64_t)data[1].permitted << 32 | data[0].permitted,
		.inheritable = (uint64_t)data[1].inheritable << 32 | data[0].inheritable,
	};
	return 0;
}
