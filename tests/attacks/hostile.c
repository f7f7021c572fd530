/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostile - the hostile side of the attacks that a shell cannot play.
 *
 * hostile inject TEXT: pushes TEXT into the terminal of standard input (TIOCSTI), as if typed.
 * hostile exchange A B: exchanges the names A and B for ever (renameat2), to win a race.
 * hostile rewrite: writes into standard input through /proc/self/fd/0.
 * hostile mkdir plain|compat|x32 PATH: makes a folder by the call of that way (x86_64).
 * hostile keyring COMMAND...: runs it in a session keyring that has a key; hostile findkey: is it
 * there?
 */
#include <fcntl.h>
#include <linux/keyctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static int inject(const char *text)
{
	for (; *text; text++) {
		if (ioctl(STDIN_FILENO, TIOCSTI, text) < 0) {
			return 1;
		}
	}
	return 0;
}

static int rewrite(void)
{
	int fd = open("/proc/self/fd/0", O_WRONLY | O_CLOEXEC);

	return fd < 0 || write(fd, "CHANGED", 7) != 7;
}

/* mkdir is 39 for int 0x80, which takes an address of 32 bits, and 83 with bit 30 set for x32. */
static int make_folder(const char *way, const char *path)
{
#ifdef __x86_64__
	long result = -1;

	if (strcmp(way, "x32") == 0) {
		return syscall(0x40000000 + SYS_mkdir, path, 0755) < 0;
	}
	if (strcmp(way, "compat") == 0) {
		char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

		if (low == MAP_FAILED) {
			return 2;
		}
		snprintf(low, 4096, "%s", path);
		__asm__ volatile("int $0x80"
				 : "=a"(result)
				 : "a"(39L), "b"(low), "c"(0755L)
				 : "memory", "r8", "r9", "r10", "r11");
		return result != 0;
	}
#endif
	return strcmp(way, "plain") != 0 || syscall(SYS_mkdirat, AT_FDCWD, path, 0755) < 0;
}

static const char key_name[] = "attack-19";

static int with_key(char **command)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 ||
	    syscall(SYS_add_key, "user", key_name, "secret", 6, KEY_SPEC_SESSION_KEYRING) < 0) {
		return 1;
	}
	execvp(command[0], command);
	return 127;
}

static int find_key(void)
{
	return syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", key_name, 0) <
	       0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "inject") == 0) {
		return inject(argv[2]);
	}
	if (argc == 4 && strcmp(argv[1], "exchange") == 0) {
		for (;;) {
			renameat2(AT_FDCWD, argv[2], AT_FDCWD, argv[3], RENAME_EXCHANGE);
		}
	}
	if (argc == 4 && strcmp(argv[1], "mkdir") == 0) {
		return make_folder(argv[2], argv[3]);
	}
	if (argc > 2 && strcmp(argv[1], "keyring") == 0) {
		return with_key(argv + 2);
	}
	if (argc == 2 && strcmp(argv[1], "findkey") == 0) {
		return find_key();
	}
	return argc == 2 && strcmp(argv[1], "rewrite") == 0 ? rewrite() : 2;
}
