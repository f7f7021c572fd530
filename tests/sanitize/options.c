/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * options - what the sanitizers of make SANITIZE=1 do when nobody tells them.
 *
 * LeakSanitizer stops all threads by ptrace(2) from a process of its own, which it cannot make or
 * find in a new PID namespace, nor in the root of another: it then ends the program. The programs
 * are short and leave their memory to the kernel; where it runs, ASAN_OPTIONS=detect_leaks=1 asks
 * for it.  The limit on core files is the user's: they are 16 TB of addresses, nearly all of them empty.
 */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "detect_leaks=0:disable_coredump=0";
}
