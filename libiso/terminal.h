/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * terminal - a pseudo-terminal of its own for a command, in the place of ours.
 *
 * Whoever holds our terminal can put words into our shell's mouth (TIOCSTI, CVE-2016-2779), and can
 * read what we type next.  A pty of the container's own devpts also has a name there, so that
 * tty(1), sudo and tmux work.  Read pty(7) and termios(3) beside this file.
 */
#ifndef LIBISO_TERMINAL_H
#define LIBISO_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

#include "run.h"

struct terminal {
	int master_fd; /* non-blocking; -1: there is none */
	int peer_fd;   /* the command's side */
	int ours_fd;   /* our own terminal, whose size and modes it has; -1: none */
	bool is_raw;   /* ours is, and these were its modes */
	struct termios modes;
};

/*
 * Makes one: in the devpts of the root that is open at root_fd, or, where there is none that can
 * be trusted to be one (or root_fd is -1), in ours.  It belongs to owner, an id as we see it, and
 * has the size and the modes of ours_fd.
 */
int terminal_open(struct run *, int root_fd, uid_t owner, int ours_fd, struct terminal *);

/*
 * In the child: the set of 0, 1 and 2 becomes the pty, of which nothing else stays open; then, in
 * the process that will be the command, leads a session that the pty (one of the set) controls.
 */
int terminal_hand_over(struct run *, const struct terminal *, unsigned fds);
int terminal_lead(struct run *, unsigned fds);

/* In the parent: typed characters go through as they are, until the second; both may be repeated.
 */
void terminal_make_raw(struct terminal *);
void terminal_restore(struct terminal *);

/* Our terminal has another size now. */
void terminal_copy_size(const struct terminal *);

#endif
