/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "terminal.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/process.h"
#include "kernel/terminal.h"

/*
 * A container can put anything at /dev/ptmx (CVE-2025-52565): only a device 5:2 of a devpts is the
 * one. It is looked at before it is opened, since opening alone can have effects.
 */
static int open_inside(struct run *run, int root_fd)
{
	const struct kernel_how how = {
		.flags = O_PATH,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	struct statfs system;
	struct stat file;
	char path[40];

	int fd = kernel_openat2(run, root_fd, "dev/pts/ptmx", &how);
	if (fd < 0) {
		return -1;
	}
	if (fstat(fd, &file) < 0 || !S_ISCHR(file.st_mode) || file.st_rdev != makedev(5, 2) ||
	    fstatfs(fd, &system) < 0 || system.f_type != DEVPTS_SUPER_MAGIC) {
		close(fd);
		return run_refuse(run, "the target's dev/pts/ptmx is no such device");
	}
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int master_fd = kernel_open(run, AT_FDCWD, path, O_RDWR | O_NONBLOCK);
	close(fd);
	return master_fd;
}

static int open_master(struct run *run, int root_fd)
{
	run_step(run, "make a terminal in the target's devpts");
	int fd = root_fd < 0 ? -1 : open_inside(run, root_fd);
	if (fd >= 0) {
		return fd;
	}
	if (root_fd >= 0) {
		run_note(run, "the command's terminal is one of ours: it has no name inside");
		run_forgive(run);
	}
	run_step(run, "make a terminal in our devpts");
	return kernel_open(run, AT_FDCWD, "/dev/ptmx", O_RDWR | O_NONBLOCK);
}

static void prepare(struct run *run, uid_t owner, const struct terminal *terminal)
{
	struct termios modes;

	/* Otherwise nobody inside could open it by its name. */
	run_step(run, "give the terminal to user %u", owner);
	if (owner != geteuid() &&
	    kernel_fchownat(run, terminal->peer_fd, "", owner, (gid_t)-1) < 0) {
		run_forgive(run);
	}
	if (terminal->ours_fd >= 0 && tcgetattr(terminal->ours_fd, &modes) == 0) {
		tcsetattr(terminal->peer_fd, TCSANOW, &modes);
	}
	terminal_copy_size(terminal);
}

int terminal_open(struct run *run, int root_fd, uid_t owner, int ours_fd, struct terminal *terminal)
{
	struct terminal made = { .peer_fd = -1, .ours_fd = ours_fd };

	made.master_fd = open_master(run, root_fd);
	if (made.master_fd < 0) {
		return -1;
	}
	run_step(run, "open the command's side of the terminal");
	if (kernel_unlock_terminal(run, made.master_fd) == 0) {
		made.peer_fd = kernel_open_peer(run, made.master_fd);
	}
	if (made.peer_fd < 0) {
		close(made.master_fd);
		return -1;
	}
	prepare(run, owner, &made);
	*terminal = made;
	return 0;
}

int terminal_hand_over(struct run *run, const struct terminal *terminal, unsigned fds)
{
	run_step(run, "hand the new terminal over");
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && !run->dry; fd++) {
		if ((fds >> fd & 1) && dup2(terminal->peer_fd, fd) < 0) {
			return run_refuse(run, "descriptor %d cannot become the terminal", fd);
		}
	}
	if (!run->dry) {
		close(terminal->peer_fd);
		close(terminal->master_fd);
	}
	return 0;
}

int terminal_lead(struct run *run, unsigned fds)
{
	run_step(run, "lead a session of its own, which the new terminal controls");
	if (kernel_setsid(run) < 0) {
		return -1;
	}
	return kernel_control_terminal(run, __builtin_ctz(fds));
}

/* Not in the background: the kernel would stop us for it. */
void terminal_make_raw(struct terminal *terminal)
{
	struct termios raw;

	if (terminal->ours_fd < 0 || tcgetpgrp(terminal->ours_fd) != getpgrp()) {
		return;
	}
	if (!terminal->is_raw && tcgetattr(terminal->ours_fd, &terminal->modes) < 0) {
		return;
	}
	raw = terminal->modes;
	cfmakeraw(&raw);
	terminal->is_raw = tcsetattr(terminal->ours_fd, TCSADRAIN, &raw) == 0;
}

void terminal_restore(struct terminal *terminal)
{
	if (terminal->is_raw) {
		tcsetattr(terminal->ours_fd, TCSADRAIN, &terminal->modes);
		terminal->is_raw = false;
	}
}

void terminal_copy_size(const struct terminal *terminal)
{
	struct winsize size;

	if (terminal->ours_fd >= 0 && ioctl(terminal->ours_fd, TIOCGWINSZ, &size) == 0) {
		ioctl(terminal->master_fd, TIOCSWINSZ, &size);
	}
}
