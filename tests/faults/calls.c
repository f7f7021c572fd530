/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * calls - which errors the kernel can really give to a call, where our programs make it.
 *
 * The manual page of each call, less what a correct argument excludes (EBADF, EFAULT) and less
 * what asks another question (ENOENT for a file that is looked for).  What cannot fail has an
 * empty list.  A call that is not in the table is reported, so that the table grows.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "sweep.h"

struct call_row {
	long call;
	const char *name;
	int error[6];
};

#define ROW(name, ...)                \
	{                             \
		SYS_##name, #name,    \
		{                     \
			__VA_ARGS__ 0 \
		}                     \
	}

static const struct call_row row[] = {
	/* Never */
	ROW(brk, ),
	ROW(futex, ),
	ROW(rt_sigaction, ),
	ROW(rt_sigprocmask, ),
	ROW(rt_sigreturn, ),
	ROW(exit, ),
	ROW(exit_group, ),
	ROW(getpid, ),
	ROW(gettid, ),
	ROW(getppid, ),
	ROW(getuid, ),
	ROW(geteuid, ),
	ROW(getgid, ),
	ROW(getegid, ),
	ROW(getresuid, ),
	ROW(getresgid, ),
	ROW(arch_prctl, ),
	ROW(set_tid_address, ),
	ROW(set_robust_list, ),
	ROW(rseq, ),
	ROW(umask, ),
	ROW(munmap, ),
	ROW(lseek, ),
	ROW(getrandom, ),
	ROW(uname, ),
	ROW(tgkill, ),
	ROW(clock_gettime, ),
	ROW(sched_yield, ),
	ROW(getpgrp, ),
	ROW(getsid, ),
	ROW(getpgid, ),
	ROW(personality, ),
	ROW(setitimer, ),
	ROW(sched_getaffinity, ),
	ROW(alarm, ),
	ROW(pause, ),
	ROW(getpriority, ),
	ROW(restart_syscall, ),
	ROW(madvise, ),
	ROW(sysinfo, ),
	ROW(capget, ),
	ROW(getgroups, ),
	ROW(rt_sigsuspend, EINTR, ),
	ROW(clock_nanosleep, EINTR, ),
	ROW(nanosleep, EINTR, ),
	ROW(rt_sigtimedwait, EINTR, ),
	ROW(rt_sigpending, ),
	/* Files */
	ROW(open, EMFILE, ENOMEM, EACCES, ),
	ROW(openat, EMFILE, ENOMEM, EACCES, ),
	ROW(openat2, EMFILE, ENOMEM, EACCES, EAGAIN, ),
	ROW(read, EIO, EINTR, ),
	ROW(pread64, EIO, EINTR, ),
	ROW(readv, EIO, EINTR, ),
	ROW(write, EIO, ENOSPC, EINTR, ),
	ROW(writev, EIO, EINTR, ),
	ROW(pwrite64, EIO, ENOSPC, EINTR, ),
	ROW(close, EIO, ),
	ROW(fstat, ENOMEM, ),
	ROW(newfstatat, ENOMEM, EACCES, ),
	ROW(stat, ENOMEM, EACCES, ),
	ROW(lstat, ENOMEM, EACCES, ),
	ROW(statx, ENOMEM, EACCES, ),
	ROW(fstatfs, EIO, ),
	ROW(statfs, EIO, EACCES, ),
	ROW(access, EACCES, ),
	ROW(faccessat, EACCES, ),
	ROW(faccessat2, EACCES, ),
	ROW(readlink, EACCES, ENOMEM, ),
	ROW(readlinkat, EACCES, ENOMEM, ),
	ROW(getcwd, ENOENT, ENOMEM, ),
	ROW(getdents64, EIO, ),
	ROW(mkdir, ENOSPC, EACCES, EROFS, ),
	ROW(mkdirat, ENOSPC, EACCES, EROFS, ),
	ROW(rmdir, EBUSY, EACCES, ),
	ROW(unlink, EBUSY, EACCES, ),
	ROW(unlinkat, EBUSY, EACCES, ),
	ROW(rename, ENOSPC, EACCES, ),
	ROW(renameat, ENOSPC, EACCES, ),
	ROW(renameat2, ENOSPC, EACCES, ),
	ROW(symlinkat, ENOSPC, EACCES, ),
	ROW(linkat, ENOSPC, ),
	ROW(mknodat, EPERM, ENOSPC, ),
	ROW(fchown, EPERM, ),
	ROW(fchownat, EPERM, ),
	ROW(fchmod, EPERM, EROFS, ),
	ROW(fchmodat, EPERM, ),
	ROW(utimensat, EPERM, ),
	ROW(ftruncate, EIO, ENOSPC, ),
	ROW(fallocate, ENOSPC, ),
	ROW(flock, ENOLCK, EINTR, ),
	ROW(sendfile, EIO, ENOMEM, ),
	ROW(copy_file_range, EIO, ENOSPC, ),
	ROW(dup, EMFILE, ),
	ROW(dup2, EBUSY, ),
	ROW(dup3, EBUSY, ),
	ROW(pipe2, EMFILE, ENFILE, ),
	ROW(pipe, EMFILE, ),
	ROW(eventfd2, EMFILE, ),
	ROW(signalfd4, EMFILE, ENOMEM, ),
	ROW(timerfd_create, EMFILE, ),
	ROW(timerfd_settime, ),
	ROW(memfd_create, EMFILE, ENOMEM, ),
	ROW(fsync, EIO, ),
	ROW(ioctl, EPERM, EIO, ),
	ROW(close_range, EINVAL, ),
	ROW(fgetxattr, ENOTSUP, EIO, ),
	ROW(fsetxattr, ENOSPC, EPERM, ),
	ROW(flistxattr, EIO, ),
	ROW(getxattr, EIO, ),
	ROW(setxattr, ENOSPC, EPERM, ),
	ROW(name_to_handle_at, EOPNOTSUPP, ),
	ROW(inotify_init1, EMFILE, ),
	ROW(inotify_add_watch, ENOSPC, ),
	ROW(poll, ENOMEM, EINTR, ),
	ROW(ppoll, ENOMEM, EINTR, ),
	ROW(epoll_create1, EMFILE, ),
	ROW(epoll_ctl, ENOMEM, ),
	ROW(epoll_wait, EINTR, ),
	ROW(epoll_pwait, EINTR, ),
	ROW(select, EINTR, ),
	ROW(pselect6, EINTR, ),
	ROW(splice, EIO, ENOMEM, ),
	ROW(tee, ENOMEM, ),
	/* Memory */
	ROW(mmap, ENOMEM, ),
	ROW(mprotect, ENOMEM, ),
	ROW(mremap, ENOMEM, ),
	/* Processes */
	ROW(clone, EAGAIN, ENOMEM, ENOSPC, ),
	ROW(clone3, EAGAIN, ENOMEM, ENOSPC, ),
	ROW(fork, EAGAIN, ENOMEM, ),
	ROW(vfork, EAGAIN, ENOMEM, ),
	ROW(execve, EACCES, ENOMEM, ETXTBSY, ),
	ROW(execveat, EACCES, ENOMEM, ),
	ROW(wait4, EINTR, ),
	ROW(waitid, EINTR, ),
	ROW(kill, EPERM, ),
	ROW(setsid, EPERM, ),
	ROW(setpgid, EPERM, ),
	ROW(pidfd_open, EMFILE, ENOMEM, ),
	ROW(pidfd_getfd, EPERM, EMFILE, ),
	ROW(pidfd_send_signal, EPERM, ),
	ROW(prlimit64, EPERM, ),
	ROW(setrlimit, EPERM, ),
	ROW(getrlimit, ),
	ROW(setpriority, EACCES, ),
	ROW(ptrace, EPERM, ),
	ROW(kcmp, EPERM, ),
	ROW(sched_setattr, EPERM, ),
	ROW(sched_getattr, ),
	/* Isolation */
	ROW(unshare, EPERM, ENOSPC, ENOMEM, ),
	ROW(setns, EPERM, EINVAL, ENOMEM, ),
	ROW(mount, EPERM, EBUSY, ENOMEM, ),
	ROW(umount2, EPERM, EBUSY, ),
	ROW(pivot_root, EINVAL, EBUSY, ),
	ROW(chroot, EPERM, ENOMEM, ),
	ROW(chdir, EACCES, ),
	ROW(fchdir, EACCES, ),
	ROW(fsopen, EPERM, ENODEV, EMFILE, ),
	ROW(fspick, EPERM, EMFILE, ),
	ROW(fsconfig, EINVAL, EPERM, ENOMEM, ),
	ROW(fsmount, EPERM, EMFILE, ENOMEM, ),
	ROW(open_tree, EPERM, EMFILE, ENOMEM, ),
	ROW(move_mount, EPERM, EINVAL, ENOMEM, ),
	ROW(mount_setattr, EPERM, EINVAL, ENOMEM, ),
	ROW(setuid, EAGAIN, EPERM, ),
	ROW(setgid, EPERM, ),
	ROW(setresuid, EAGAIN, EPERM, ),
	ROW(setresgid, EPERM, ),
	ROW(setreuid, EAGAIN, EPERM, ),
	ROW(setregid, EPERM, ),
	ROW(setgroups, EPERM, ENOMEM, ),
	ROW(capset, EPERM, ),
	ROW(prctl, EPERM, EINVAL, ),
	ROW(seccomp, EACCES, ENOMEM, ),
	ROW(sethostname, EPERM, ),
	ROW(setdomainname, EPERM, ),
	ROW(keyctl, EDQUOT, ENOMEM, ),
	ROW(landlock_create_ruleset, EOPNOTSUPP, ENOMEM, ),
	ROW(landlock_add_rule, ENOMEM, ),
	ROW(landlock_restrict_self, EPERM, E2BIG, ),
	ROW(bpf, EPERM, ENOMEM, ),
	ROW(clock_settime, EPERM, ),
	{ 457, "statmount", { EPERM, ENOMEM, 0 } },
	{ 458, "listmount", { EPERM, ENOMEM, 0 } },
	/* Network */
	ROW(socket, EMFILE, ENOBUFS, EPERM, ),
	ROW(socketpair, EMFILE, ENOMEM, ),
	ROW(bind, ENOMEM, EADDRINUSE, ),
	ROW(connect, ECONNREFUSED, EINTR, ),
	ROW(sendto, ENOBUFS, EPERM, EINTR, ),
	ROW(sendmsg, ENOBUFS, EPERM, EINTR, ),
	ROW(recvfrom, ENOBUFS, EINTR, ),
	ROW(recvmsg, ENOBUFS, ENOMEM, EINTR, ),
	ROW(getsockname, ENOBUFS, ),
	ROW(setsockopt, ENOMEM, ),
	ROW(getsockopt, ENOMEM, ),
	ROW(shutdown, ),
	ROW(listen, EADDRINUSE, ),
	ROW(accept4, EMFILE, EINTR, ),
};

static const int none[1] = { 0 };
static const int no_privilege[2] = { EPERM, 0 };
static const int no_descriptor[2] = { EMFILE, 0 };
static const int no_peace[2] = { EINTR, 0 };

/* The first or second argument makes one call of many. */
static const int *multiplexed(const struct seen_call *seen)
{
	if (seen->call == SYS_fcntl) {
		switch ((int)seen->argument[1]) {
		case F_DUPFD:
		case F_DUPFD_CLOEXEC: return no_descriptor;
		case F_ADD_SEALS: return no_privilege;
		default: return none;
		}
	}
	if (seen->call == SYS_prctl) {
		switch (seen->argument[0]) {
		case PR_CAPBSET_READ: /* EINVAL there: no such capability, which ends the list */
		case PR_SET_NAME:
		case PR_GET_NO_NEW_PRIVS:
		case PR_GET_SECCOMP:
		case TRACE_ALLOCATION:
		case PR_GET_DUMPABLE: return none;
		case PR_CAP_AMBIENT:
		case PR_CAPBSET_DROP: return no_privilege;
		default: break;
		}
	}
	if (seen->is_stream) {
		return no_peace;
	}
	/* Only one that blocks is interrupted. */
	if ((seen->call == SYS_waitid && seen->argument[3] & WNOHANG) ||
	    (seen->call == SYS_wait4 && seen->argument[2] & WNOHANG)) {
		return none;
	}
	return NULL;
}

static const struct call_row *find(long call)
{
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		if (row[i].call == call) {
			return &row[i];
		}
	}
	return NULL;
}

const char *call_name(long call)
{
	const struct call_row *found = find(call);

	return found ? found->name : call == SYS_fcntl ? "fcntl" : "unknown";
}

const int *call_errors(const struct seen_call *seen, bool *known)
{
	const int *special = multiplexed(seen);
	const struct call_row *found = find(seen->call);

	*known = special || found;
	return special ? special : found ? found->error : none;
}

bool call_is_made_anyway(long call)
{
	return call == SYS_close;
}

const char *error_name(int error)
{
	return error ? strerrorname_np(error) : "";
}
