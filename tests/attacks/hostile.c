/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostile - the hostile side of the attacks that a shell cannot play.
 *
 * hostile inject TEXT: pushes TEXT into the terminal of standard input (TIOCSTI), as if typed.
 * hostile exchange A B: exchanges the names A and B for ever (renameat2), to win a race.
 * hostile rewrite: writes into standard input through /proc/self/fd/0.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
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
	return argc == 2 && strcmp(argv[1], "rewrite") == 0 ? rewrite() : 2;
}
