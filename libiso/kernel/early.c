/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * early - what self_protect() would do, done before the C library starts.
 *
 * A program that starts anew pays for the start of its C library twice, and that is dear: it asks
 * the processor for its features by an instruction (CPUID) that a virtual machine stops at some
 * thirty times. So programs that are linked with this as their entry start anew first, by bare
 * system calls, and only then the C library. Whatever is not plain (no root, a call that fails, a
 * caller who wants to be told of the calls) is left to self_protect().
 *
 * Nothing here may need what is not there yet: thread-local data, the stack protector's canary, a
 * function of the C library.
 */
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#include <fcntl.h>
#include <linux/mount.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the kernel puts on the stack of a new program (System V ABI): argc, argv, NULL, envp, NULL,
 * auxv. */
struct start {
	char **argv, **envp;
	const unsigned long *auxv;
};

static inline long call(long number, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return result;
}

static inline struct start read_stack(long *stack)
{
	struct start start = { .argv = (char **)(stack + 1) };
	char **end = start.argv + *stack + 1;

	start.envp = end;
	while (*end) {
		end++;
	}
	start.auxv = (const unsigned long *)(end + 1);
	return start;
}

static inline unsigned long auxiliary(const struct start *start, unsigned long type)
{
	for (const unsigned long *entry = start->auxv; entry[0] != AT_NULL; entry += 2) {
		if (entry[0] == type) {
			return entry[1];
		}
	}
	return 0;
}

static inline bool begins(const char *text, const char *with)
{
	while (*with) {
		if (*text++ != *with++) {
			return false;
		}
	}
	return true;
}

/* Calls that are to be told are made by who tells them: --explain, --dry-run and what is short for
 * them. */
static inline bool is_to_be_told(char **argv)
{
	for (; *argv; argv++) {
		if (begins(*argv, "--ex") || begins(*argv, "--dr")) {
			return true;
		}
	}
	return false;
}

static inline bool is_plain(const struct start *start)
{
	const char *name = (const char *)auxiliary(start, AT_EXECFN);

	return auxiliary(start, AT_EUID) == 0 && auxiliary(start, AT_SECURE) == 0 && name &&
	       !begins(name, "/dev/fd/") && !is_to_be_told(start->argv);
}

void early_protect(long *stack);
__attribute__((used, no_stack_protector)) void early_protect(long *stack)
{
	static const char file[] = "/proc/self/exe";
	struct start start = read_stack(stack);
	struct mount_attr read_only;

	if (!is_plain(&start) ||
	    call(SYS_faccessat2, AT_FDCWD, (long)file, W_OK, AT_EACCESS, 0) < 0) {
		return;
	}
	long fd = call(SYS_open_tree, AT_FDCWD, (long)file, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC, 0,
		       0);
	if (fd < 0) {
		return;
	}
	read_only.attr_set = MOUNT_ATTR_RDONLY;
	read_only.attr_clr = 0;
	read_only.propagation = 0;
	read_only.userns_fd = 0;
	if (call(SYS_mount_setattr, fd, (long)"", AT_EMPTY_PATH, (long)&read_only,
		 sizeof read_only) == 0) {
		call(SYS_execveat, fd, (long)"", (long)start.argv, (long)start.envp, AT_EMPTY_PATH);
	}
	call(SYS_close, fd, 0, 0, 0, 0);
}

/* The registers and the stack are for _start as they were: rdx has what it is to run at the end. */
__asm__(".text\n"
	".globl early_start\n"
	"early_start:\n"
	"	mov %rsp, %rdi\n"
	"	push %rdx\n"
	"	push %rdx\n"
	"	call early_protect\n"
	"	pop %rdx\n"
	"	pop %rdx\n"
	"	xor %ebp, %ebp\n"
	"	jmp _start\n");
#endif
