/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kernel/notation.h"

int kernel_unlock_terminal(struct run *run, int master_fd)
{
	struct notation_fd master;
	int locked = 0;

	run_announce(run, "ioctl(%s, TIOCSPTLCK, [0])", notation_fd(&master, run, master_fd));
	return run->dry ? 0 : (int)run_judge(run, ioctl(master_fd, TIOCSPTLCK, &locked));
}

int kernel_open_peer(struct run *run, int master_fd)
{
	struct notation_fd master;

	run_announce(run, "ioctl(%s, TIOCGPTPEER, O_RDWR|O_NOCTTY|O_CLOEXEC)",
		     notation_fd(&master, run, master_fd));
	if (run->dry) {
		return open("/", O_PATH | O_CLOEXEC);
	}
	return (int)run_judge(run, ioctl(master_fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
}

int kernel_control_terminal(struct run *run, int fd)
{
	struct notation_fd terminal;

	run_announce(run, "ioctl(%s, TIOCSCTTY, 0)", notation_fd(&terminal, run, fd));
	return run->dry ? 0 : (int)run_judge(run, ioctl(fd, TIOCSCTTY, 0));
}
