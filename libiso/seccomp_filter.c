/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "seccomp_filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/confinement.h"
#include "seccomp_profile.h"

static const struct {
	uint32_t native, kin;
} families[] = {
	{ SCMP_ARCH_X86_64, SCMP_ARCH_X86 },
	{ SCMP_ARCH_X86_64, SCMP_ARCH_X32 },
	{ SCMP_ARCH_AARCH64, SCMP_ARCH_ARM },
	{ SCMP_ARCH_S390X, SCMP_ARCH_S390 },
};

int seccomp_profile_add_kin(struct run *run, scmp_filter_ctx filter)
{
	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
		if (families[i].native != seccomp_arch_native()) {
			continue;
		}
		int result = seccomp_arch_add(filter, families[i].kin);

		if (result < 0 && result != -EEXIST) {
			errno = -result;
			return run_refuse_errno(
				run, "libseccomp does not take an architecture of this machine");
		}
	}
	return 0;
}

/* The highest number that libseccomp has a name for on this architecture. */
static uint32_t last_known_call(void)
{
	uint32_t last = 0;

	for (int number = 0; number < 600; number++) {
		char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);

		if (name) {
			last = (uint32_t)number;
		}
		free(name);
	}
	return last;
}

/*
 * Goes before a filter of amd64: calls newer than libseccomp do not exist, where they would be
 * refused.  Libraries that try a new call first fall back on ENOSYS, and on nothing else.
 */
enum { PRELUDE = 6 };

static void write_prelude(struct sock_filter prelude[PRELUDE])
{
	const struct sock_filter program[PRELUDE] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 2, 0), /* x32 */
		BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, last_known_call(), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
	};

	memcpy(prelude, program, sizeof program);
}

/* Reads what libseccomp wrote to a file in memory. */
static struct sock_fprog *read_program(int fd)
{
	size_t before = seccomp_arch_native() == SCMP_ARCH_X86_64 ? PRELUDE : 0;
	struct stat file;

	if (fstat(fd, &file) < 0 || file.st_size == 0) {
		return NULL;
	}
	size_t size = (size_t)file.st_size, count = size / sizeof(struct sock_filter);
	struct sock_fprog *program =
		calloc(1, sizeof *program + (before + count) * sizeof(struct sock_filter));
	if (!program) {
		return NULL;
	}
	program->filter = (struct sock_filter *)(program + 1);
	program->len = (unsigned short)(before + count);
	if (before) {
		write_prelude(program->filter);
	}
	if (count + before > BPF_MAXINSNS ||
	    pread(fd, program->filter + before, size, 0) != (ssize_t)size) {
		free(program);
		return NULL;
	}
	return program;
}

/*
 * libseccomp 2.5 destroys its lists where it lacks memory while it writes a filter down.  So what
 * the largest filter takes that a kernel accepts (7 MB were measured) is taken from the kernel in
 * one piece first, and given back to malloc(3), which keeps it.  Nothing of it costs anything
 * before it is used.
 */
enum { RESERVE = 8 << 20 };

static int reserve_memory(struct run *run)
{
	mallopt(M_MMAP_THRESHOLD, 2 * RESERVE);
	mallopt(M_TRIM_THRESHOLD, 2 * RESERVE);
	void *volatile reserve = malloc(RESERVE);

	if (!reserve) {
		return run_refuse_errno(run, "there are no %d MB of memory for it", RESERVE >> 20);
	}
	free(reserve);
	return 0;
}

/* libseccomp passes over some allocations that fail and leaves rules out; malloc(3) has noted it.
 */
static int lack_of_memory(void)
{
	return errno == ENOMEM ? ENOMEM : 0;
}

static struct sock_fprog *export(struct run *run, scmp_filter_ctx filter)
{
	struct sock_fprog *program = NULL;
	int fd = memfd_create("filter", MFD_CLOEXEC);

	/* A tree of comparisons instead of a list: tens instead of hundreds of steps a call. */
	seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1);
	if (fd < 0) {
		run_refuse_errno(run, "no memory file can be made for it");
		return NULL;
	}
	errno = 0;
	int error = -seccomp_export_bpf(filter, fd);
	error = error ? error : lack_of_memory();
	errno = 0;
	program = error ? NULL : read_program(fd);
	error = error ? error : errno;
	close(fd);
	if (!program && error) {
		errno = error;
		run_refuse_errno(run, "libseccomp cannot write the filter down");
	} else if (!program) {
		run_refuse(run, "libseccomp cannot make a filter of at most %d steps of it",
			   BPF_MAXINSNS);
	}
	return program;
}

struct sock_fprog *seccomp_filter_build(struct run *run, const char *profile, uint64_t capabilities)
{
	scmp_filter_ctx filter;

	run_step(run, "build a filter of system calls from %s",
		 strcmp(profile, "default") == 0 ? "the default profile" : profile);
	if (reserve_memory(run) < 0) {
		return NULL;
	}
	errno = 0;
	filter = strcmp(profile, "default") == 0 ? seccomp_profile_default(run, capabilities)
						 : seccomp_profile_read(run, profile, capabilities);
	if (!filter) {
		return NULL;
	}
	struct sock_fprog *program = NULL;
	if (lack_of_memory()) {
		run_refuse_errno(run, "libseccomp cannot build it");
	} else {
		program = export(run, filter);
	}
	seccomp_release(filter);
	return program;
}

int seccomp_filter_obey(struct run *run, const struct sock_fprog *program, enum seccomp_log log)
{
	run_step(run, "make no system call but those that the filter allows");
	return kernel_seccomp(run, log == SECCOMP_LOG ? SECCOMP_FILTER_FLAG_LOG : 0, program);
}
