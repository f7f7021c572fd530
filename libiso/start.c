/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * start - what the C library does between the entry of a static program and main(), without what
 * ours never use.
 *
 * The library's own start asks the processor some forty times for its features (CPUID), to choose
 * among string functions and to size their loops.  A virtual machine stops at each of these, which
 * takes as long as all that a small program does; then it prepares to load shared objects, which
 * these programs never do (no name-service switch, no message catalogue, no iconv: DESIGN of the
 * switch of roots).  This does the same in the same order but for these two: the plain variants of
 * the string functions are chosen, and what they take for the sizes of caches are constants.
 *
 * It names parts of the library that only its own start names otherwise, so it is for the versions
 * it was tried with, and the Makefile links it only where a program made so is seen to work;
 * everywhere else (another library, another machine, dynamic or position-independent programs,
 * sanitizers) programs start as usual.
 */
#include <elf.h>
#include <errno.h>
#include <features.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#if !defined(__x86_64__) || !__GLIBC_PREREQ(2, 36) || __GLIBC_PREREQ(2, 37)
#error "not tried with this C library"
#endif

typedef int main_function(int, char **, char **);
typedef void start_function(int, char **, char **);

/* The names are the library's.
 * NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
/* In the order of use. */
extern void *__libc_stack_end;
extern int __libc_argc;
extern char **__libc_argv;
extern const uintptr_t *_dl_random;
extern const Elf64_Phdr *_dl_phdr;
extern size_t _dl_phnum, _dl_pagesize;
void _dl_aux_init(Elf64_auxv_t *);
extern const Elf64_Rela __rela_iplt_start[], __rela_iplt_end[];
void __libc_setup_tls(void);
int __cxa_atexit(void (*)(void *), void *, void *);
void __libc_early_init(_Bool);
void __init_misc(int, char **, char **);
extern start_function *const __preinit_array_start[], *const __preinit_array_end[];
extern start_function *const __init_array_start[], *const __init_array_end[];
extern void (*const __fini_array_start[])(void), (*const __fini_array_end[])(void);
void _init(void);
void _fini(void);

/* In bytes; the library's own defaults for a processor that it does not know. */
long __x86_data_cache_size = 32 << 10, __x86_data_cache_size_half = 16 << 10;
long __x86_shared_cache_size = 1 << 20, __x86_shared_cache_size_half = 512 << 10;
long __x86_shared_non_temporal_threshold = 768 << 10;
long __x86_rep_movsb_threshold = 2 << 10, __x86_rep_movsb_stop_threshold = 768 << 10;
long __x86_rep_stosb_threshold = 2 << 10;
int __x86_string_control;

int __libc_start_main(main_function *main, int argc, char **argv, void (*init)(void),
		      void (*fini)(void), void (*ld_fini)(void), void *stack_end);
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */

/* Each names its variants' choice; without features it is the one that any processor has. */
static inline void choose_variants(void)
{
	for (const Elf64_Rela *one = __rela_iplt_start; one < __rela_iplt_end; one++) {
		*(Elf64_Addr *)one->r_offset = ((Elf64_Addr(*)(void))one->r_addend)();
	}
}

/* The stack protector's canary begins with a zero byte, so that no string can hold it. */
static inline void set_guards(void)
{
	__asm__ volatile("mov %0, %%fs:0x28" : : "r"(_dl_random[0] & ~(uintptr_t)0xff));
	__asm__ volatile("mov %0, %%fs:0x30" : : "r"(_dl_random[1]));
}

/* Nothing of the library can be used yet but what needs no preparation. */
static void stop_unprotected(void)
{
	static const char memory[] = "cannot make the program's addresses read-only: mprotect: "
				     "Cannot allocate memory (ENOMEM)\n",
			  other[] = "cannot make the program's addresses read-only: mprotect\n";
	struct iovec said = { (void *)other, sizeof(other) - 1 };

	if (errno == ENOMEM) {
		said = (struct iovec){ (void *)memory, sizeof(memory) - 1 };
	}
	while (writev(STDERR_FILENO, &said, 1) < 0 && errno == EINTR) {
	}
	_exit(125);
}

/* Relocations are done: from here on they are read-only (PT_GNU_RELRO). */
static inline void protect_relocations(void)
{
	for (const Elf64_Phdr *part = _dl_phdr; part < _dl_phdr + _dl_phnum; part++) {
		uintptr_t first = part->p_vaddr & -_dl_pagesize;
		uintptr_t end = (part->p_vaddr + part->p_memsz) & -_dl_pagesize;

		if (part->p_type == PT_GNU_RELRO && first < end &&
		    mprotect((void *)first, end - first, PROT_READ) < 0) {
			stop_unprotected();
		}
	}
}

static void run_destructors(void *unused)
{
	(void)unused;
	for (ptrdiff_t i = __fini_array_end - __fini_array_start; i-- > 0;) {
		__fini_array_start[i]();
	}
	_fini();
}

static void run_constructors(int argc, char **argv)
{
	for (start_function *const *one = __preinit_array_start; one < __preinit_array_end; one++) {
		(*one)(argc, argv, environ);
	}
	_init();
	for (start_function *const *one = __init_array_start; one < __init_array_end; one++) {
		(*one)(argc, argv, environ);
	}
}

/* Called by the entry (crt1.o).  init and fini are of programs that were linked before glibc 2.34;
 * ld_fini is nothing without a dynamic loader. */
__attribute__((no_stack_protector)) int __libc_start_main(main_function *main, int argc,
							  char **argv, void (*init)(void),
							  void (*fini)(void), void (*ld_fini)(void),
							  void *stack_end)
{
	char **end = argv + argc + 1;

	(void)init, (void)fini, (void)ld_fini;
	environ = end;
	__libc_stack_end = stack_end;
	while (*end) {
		end++;
	}
	_dl_aux_init((Elf64_auxv_t *)(end + 1));
	choose_variants();
	__libc_setup_tls();
	set_guards();
	protect_relocations();
	__cxa_atexit(run_destructors, NULL, NULL);
	__libc_early_init(true);
	__libc_argc = argc;
	__libc_argv = argv;
	__init_misc(argc, argv, environ);
	run_constructors(argc, argv);
	exit(main(argc, argv, environ));
}
