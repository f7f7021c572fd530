/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The floor of cns-chroot ROOT COMMAND. */
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc < 3 || chroot(argv[1]) < 0 || chdir("/") < 0) {
		return 125;
	}
	execvp(argv[2], argv + 2);
	return 127;
}
