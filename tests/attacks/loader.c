/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * loader - what a hostile root gives out as the loader of dynamic programs (ld.so).
 *
 * The kernel starts it in the place of any dynamic program of the host that is run inside, without
 * a C library, and it does nothing: whoever is inside has the time to hold that program open.
 */
#include <sys/syscall.h>

void _start(void);

void _start(void)
{
	for (;;) {
#ifdef __x86_64__
		long result;

		__asm__ volatile("syscall"
				 : "=a"(result)
				 : "a"((long)SYS_pause)
				 : "rcx", "r11", "memory");
#endif
	}
}
