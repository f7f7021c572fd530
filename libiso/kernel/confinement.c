/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/confinement.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel/notation.h"

/* By number, which is the same on every architecture that Debian has but MIPS and SPARC. */
static const char *const limit_names[] = {
	[RLIMIT_CPU] = "RLIMIT_CPU",           [RLIMIT_FSIZE] = "RLIMIT_FSIZE",
	[RLIMIT_DATA] = "RLIMIT_DATA",         [RLIMIT_STACK] = "RLIMIT_STACK",
	[RLIMIT_CORE] = "RLIMIT_CORE",         [RLIMIT_RSS] = "RLIMIT_RSS",
	[RLIMIT_NPROC] = "RLIMIT_NPROC",       [RLIMIT_NOFILE] = "RLIMIT_NOFILE",
	[RLIMIT_MEMLOCK] = "RLIMIT_MEMLOCK",   [RLIMIT_AS] = "RLIMIT_AS",
	[RLIMIT_LOCKS] = "RLIMIT_LOCKS",       [RLIMIT_SIGPENDING] = "RLIMIT_SIGPENDING",
	[RLIMIT_MSGQUEUE] = "RLIMIT_MSGQUEUE", [RLIMIT_NICE] = "RLIMIT_NICE",
	[RLIMIT_RTPRIO] = "RLIMIT_RTPRIO",     [RLIMIT_RTTIME] = "RLIMIT_RTTIME",
};

struct limit_text {
	char text[40];
};

/* strace writes what is a multiple of 1024 so. */
static const char *limit_value(struct limit_text *out, uint64_t value)
{
	if (value == UINT64_MAX) {
		return "RLIM64_INFINITY";
	}
	if (value > 1024 && value % 1024 == 0) {
		snprintf(out->text, sizeof out->text, "%ju*1024", (uintmax_t)(value / 1024));
	} else {
		snprintf(out->text, sizeof out->text, "%ju", (uintmax_t)value);
	}
	return out->text;
}

int kernel_set_limit(struct run *run, int resource, uint64_t soft, uint64_t hard)
{
	struct limit_text current, most;
	const struct rlimit64 limit = { soft, hard };

	run_announce(run, "prlimit64(0, %s, {rlim_cur=%s, rlim_max=%s}, NULL)",
		     limit_names[resource], limit_value(&current, soft), limit_value(&most, hard));
	return run->dry ? 0 : (int)run_judge(run, prlimit64(0, resource, &limit, NULL));
}

int kernel_umask(struct run *run, unsigned mask)
{
	run_announce(run, "umask(0%02o)", mask);
	unsigned before = umask(mask);

	/* There is no asking without changing. */
	if (run->dry) {
		umask(before);
	}
	return (int)before;
}

int kernel_personality(struct run *run, unsigned long persona)
{
	run_announce(run, "personality(%s)", persona == PER_LINUX32 ? "PER_LINUX32" : "PER_LINUX");
	return run->dry ? 0 : (int)run_judge(run, personality(persona));
}

/*
 * Of no program at all the kernel says EFAULT.  Who takes that is a filter around us that answers
 * in its place, and then nothing is known of whether ours is loaded.
 */
static bool is_answered_by_others(void)
{
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL) >= 0;
}

int kernel_seccomp(struct run *run, unsigned flags, const struct sock_fprog *program)
{
	run_announce(run, "seccomp(SECCOMP_SET_MODE_FILTER, %s, {len=%u, filter=...})",
		     flags & SECCOMP_FILTER_FLAG_LOG ? "SECCOMP_FILTER_FLAG_LOG" : "0",
		     program->len);
	if (!run->dry && is_answered_by_others()) {
		return run_refuse(run, "a filter around us answers seccomp(2) in the kernel's "
				       "place, and loads nothing");
	}
	return run->dry ? 0
			: (int)run_judge(run, syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags,
						      program));
}

/* In strace's order. */
static const struct notation_flag access_flags[] = {
	{ LANDLOCK_ACCESS_FS_EXECUTE, "LANDLOCK_ACCESS_FS_EXECUTE" },
	{ LANDLOCK_ACCESS_FS_WRITE_FILE, "LANDLOCK_ACCESS_FS_WRITE_FILE" },
	{ LANDLOCK_ACCESS_FS_READ_FILE, "LANDLOCK_ACCESS_FS_READ_FILE" },
	{ LANDLOCK_ACCESS_FS_READ_DIR, "LANDLOCK_ACCESS_FS_READ_DIR" },
	{ LANDLOCK_ACCESS_FS_REMOVE_DIR, "LANDLOCK_ACCESS_FS_REMOVE_DIR" },
	{ LANDLOCK_ACCESS_FS_REMOVE_FILE, "LANDLOCK_ACCESS_FS_REMOVE_FILE" },
	{ LANDLOCK_ACCESS_FS_MAKE_CHAR, "LANDLOCK_ACCESS_FS_MAKE_CHAR" },
	{ LANDLOCK_ACCESS_FS_MAKE_DIR, "LANDLOCK_ACCESS_FS_MAKE_DIR" },
	{ LANDLOCK_ACCESS_FS_MAKE_REG, "LANDLOCK_ACCESS_FS_MAKE_REG" },
	{ LANDLOCK_ACCESS_FS_MAKE_SOCK, "LANDLOCK_ACCESS_FS_MAKE_SOCK" },
	{ LANDLOCK_ACCESS_FS_MAKE_FIFO, "LANDLOCK_ACCESS_FS_MAKE_FIFO" },
	{ LANDLOCK_ACCESS_FS_MAKE_BLOCK, "LANDLOCK_ACCESS_FS_MAKE_BLOCK" },
	{ LANDLOCK_ACCESS_FS_MAKE_SYM, "LANDLOCK_ACCESS_FS_MAKE_SYM" },
	{ LANDLOCK_ACCESS_FS_REFER, "LANDLOCK_ACCESS_FS_REFER" },
	{ UINT64_C(1) << 14, "LANDLOCK_ACCESS_FS_TRUNCATE" },
	{ UINT64_C(1) << 15, "LANDLOCK_ACCESS_FS_IOCTL_DEV" },
	{ 0, NULL },
};

/* What --dry-run gives for a descriptor that would have been made: of nothing, but real. */
static int pretend_fd(void)
{
	return open("/", O_PATH | O_CLOEXEC);
}

int kernel_landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);

	return version < 0 ? 0 : (int)version;
}

int kernel_landlock_create(struct run *run, uint64_t handled_access)
{
	const struct landlock_ruleset_attr rules = { .handled_access_fs = handled_access };
	char names[480];

	run_announce(run, "landlock_create_ruleset({handled_access_fs=%s}, %zu, 0)",
		     notation_flags(names, sizeof names, handled_access, access_flags),
		     sizeof rules);
	return run->dry ? pretend_fd()
			: (int)run_judge(run, syscall(SYS_landlock_create_ruleset, &rules,
						      sizeof rules, 0));
}

int kernel_landlock_add(struct run *run, int ruleset_fd, uint64_t allowed_access, int parent_fd)
{
	const struct landlock_path_beneath_attr rule = {
		.allowed_access = allowed_access,
		.parent_fd = parent_fd,
	};
	struct notation_fd rules, parent;
	char names[480];

	run_announce(run,
		     "landlock_add_rule(%s, LANDLOCK_RULE_PATH_BENEATH, {allowed_access=%s, "
		     "parent_fd=%s}, 0)",
		     notation_fd(&rules, run, ruleset_fd),
		     notation_flags(names, sizeof names, allowed_access, access_flags),
		     notation_fd(&parent, run, parent_fd));
	return run->dry ? 0
			: (int)run_judge(run, syscall(SYS_landlock_add_rule, ruleset_fd,
						      LANDLOCK_RULE_PATH_BENEATH, &rule, 0));
}

int kernel_landlock_restrict(struct run *run, int ruleset_fd)
{
	struct notation_fd rules;

	run_announce(run, "landlock_restrict_self(%s, 0)", notation_fd(&rules, run, ruleset_fd));
	return run->dry ? 0
			: (int)run_judge(run, syscall(SYS_landlock_restrict_self, ruleset_fd, 0));
}
