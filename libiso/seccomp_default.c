/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The default profile: every call that libseccomp knows is allowed, but for those that reach
 * beyond a container, which need the capability that guards them, or are never allowed.  What it
 * does not know is refused: a call from the future is not trusted.  In effect this is Docker's.
 */
#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "capability.h"
#include "seccomp_profile.h"

enum { NEVER = -1, CALLS_AT_MOST = 600 };

/* In the order of the alphabet within a guard. */
static const struct {
	int guard; /* any of the capabilities that allow it, or NEVER */
	const char *calls;
} guarded[] = {
	{ CAP_SYS_ADMIN, " bpf fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount "
			 "mount_setattr move_mount open_tree perf_event_open quotactl quotactl_fd "
			 "setdomainname sethostname setns syslog umount umount2 unshare " },
	{ CAP_DAC_READ_SEARCH, " open_by_handle_at " },
	{ CAP_SYS_BOOT, " reboot " },
	{ CAP_SYS_CHROOT, " chroot " },
	{ CAP_SYS_MODULE, " delete_module finit_module init_module " },
	{ CAP_SYS_PACCT, " acct " },
	{ CAP_SYS_PTRACE, " kcmp pidfd_getfd process_madvise " },
	{ CAP_SYS_RAWIO, " ioperm iopl " },
	{ CAP_SYS_TIME, " clock_settime clock_settime64 settimeofday stime " },
	{ CAP_SYS_TTY_CONFIG, " vhangup " },
	{ CAP_SYS_NICE, " get_mempolicy mbind set_mempolicy set_mempolicy_home_node " },
	{ CAP_SYSLOG, " syslog " },
	{ CAP_BPF, " bpf " },
	{ CAP_PERFMON, " perf_event_open " },
	/* Of the whole machine, or long out of use; io_uring goes around filters. */
	{ NEVER,
	  " _sysctl add_key afs_syscall create_module get_kernel_syms getpmsg io_uring_enter "
	  "io_uring_register io_uring_setup kexec_file_load kexec_load keyctl migrate_pages "
	  "move_pages nfsservctl pivot_root putpmsg query_module request_key security swapoff "
	  "swapon sysfs tuxcall uselib userfaultfd ustat vm86 vm86old vserver " },
	/* Allowed with some arguments only. */
	{ NEVER, " clone clone3 personality socket " },
};

static bool names(const char *calls, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = calls; (at = strstr(at, name)); at += length) {
		if (at[-1] == ' ' && at[length] == ' ') {
			return true;
		}
	}
	return false;
}

static bool is_allowed(const char *name, uint64_t capabilities)
{
	bool listed = false;

	for (size_t i = 0; i < sizeof guarded / sizeof guarded[0]; i++) {
		if (!names(guarded[i].calls, name)) {
			continue;
		}
		if (guarded[i].guard != NEVER &&
		    (capabilities & CAPABILITY_BIT(guarded[i].guard))) {
			return true;
		}
		listed = true;
	}
	return !listed;
}

/* A name is added once, for all architectures that have it. */
static int allow_calls_of(scmp_filter_ctx filter, uint32_t architecture, uint64_t capabilities)
{
	uint32_t native = seccomp_arch_native();

	for (int number = 0; number < CALLS_AT_MOST; number++) {
		char *name = seccomp_syscall_resolve_num_arch(architecture, number);
		bool skip = !name || !is_allowed(name, capabilities) ||
			    (architecture != native &&
			     seccomp_syscall_resolve_name_arch(native, name) >= 0);
		int result = skip ? 0
				  : seccomp_rule_add(filter, SCMP_ACT_ALLOW,
						     seccomp_syscall_resolve_name(name), 0);

		free(name);
		if (result < 0 && result != -EEXIST) {
			errno = -result;
			return -1;
		}
	}
	return 0;
}

static int allow_with_arguments(scmp_filter_ctx filter, uint64_t capabilities)
{
	/* Linux and its 32-bit face, each with addresses that are not random, and the question. */
	static const uint32_t personalities[] = { 0x0, 0x8, 0x20000, 0x20008, 0xffffffff };
	enum {
		NEW_NAMESPACES = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
				 CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP
	};
	int result = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
				      SCMP_A0(SCMP_CMP_NE, AF_VSOCK, 0));

	for (size_t i = 0; i < sizeof personalities / sizeof personalities[0]; i++) {
		result |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(personality), 1,
					   SCMP_A0(SCMP_CMP_EQ, personalities[i], 0));
	}
	if (capabilities & CAPABILITY_BIT(CAP_SYS_ADMIN)) {
		result |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 0);
		result |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone3), 0);
	} else {
		/* clone3 has its flags in memory, where no filter looks: libraries then use clone.
		 */
		result |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
					   SCMP_A0(SCMP_CMP_MASKED_EQ, NEW_NAMESPACES, 0));
		result |= seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	}
	return result < 0 ? -1 : 0;
}

scmp_filter_ctx seccomp_profile_default(struct run *run, uint64_t capabilities)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	if (!filter || seccomp_profile_add_kin(run, filter) < 0 ||
	    allow_calls_of(filter, seccomp_arch_native(), capabilities) < 0 ||
	    (seccomp_arch_exist(filter, SCMP_ARCH_X86) == 0 &&
	     allow_calls_of(filter, SCMP_ARCH_X86, capabilities) < 0) ||
	    allow_with_arguments(filter, capabilities) < 0) {
		run_refuse_errno(run, "libseccomp cannot build the default profile");
		if (filter) {
			seccomp_release(filter);
		}
		return NULL;
	}
	return filter;
}
