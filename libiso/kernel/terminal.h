/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel/terminal - the gate: pseudo-terminals and who is controlled by one. */
#ifndef LIBISO_KERNEL_TERMINAL_H
#define LIBISO_KERNEL_TERMINAL_H

#include "run.h"

/* ioctl(master, TIOCSPTLCK, [0]): lets the other side be opened. */
int kernel_unlock_terminal(struct run *, int master_fd);

/* ioctl(master, TIOCGPTPEER): the other side, by no path; close-on-exec (Linux 4.13). */
int kernel_open_peer(struct run *, int master_fd);

/* ioctl(fd, TIOCSCTTY, 0): the terminal of the session that the caller leads. */
int kernel_control_terminal(struct run *, int fd);

#endif
