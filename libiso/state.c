/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/record.h"
#include "netname.h"
#include "state_memory.h"

static void hold_signals(struct state *state)
{
	sigset_t held;

	sigemptyset(&held);
	sigaddset(&held, SIGHUP);
	sigaddset(&held, SIGINT);
	sigaddset(&held, SIGQUIT);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGPIPE);
	sigprocmask(SIG_BLOCK, &held, &state->caller_mask);
}

/* The last one to leave may have removed the folder between our open and our lock. */
static bool is_still_there(const struct state *state)
{
	struct stat opened, named;

	return fstat(state->fd, &opened) == 0 && stat(state->folder, &named) == 0 &&
	       opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/* Returns 1 when it was made, 0 when that was not wished or needed, or -1. */
static int make_folder(struct run *run, const struct state *state, enum state_wish wish)
{
	if (wish != STATE_MAKE || access(state->folder, F_OK) == 0) {
		return 0;
	}
	if (kernel_mkdir(run, AT_FDCWD, state->folder, 0755) == 0) {
		return 1;
	}
	if (run->failure.error == EACCES || run->failure.error == EPERM) {
		return run_advise(run, NETNAME_WITHOUT_ROOT);
	}
	if (run->failure.error != EEXIST) {
		return -1;
	}
	run_forgive(run);
	return 0;
}

static void remove_folder(const struct run *run, const struct state *state)
{
	struct run tidy = *run;

	tidy.failure = (struct failure){ 0 };
	run_step(&tidy, "remove %s unless it still holds a record", state->folder);
	kernel_unlink(&tidy, AT_FDCWD, state->folder, AT_REMOVEDIR);
}

/* Returns 0, 1 when it must be tried again, or -1. */
static int try_to_lock(struct run *run, struct state *state, enum state_wish wish)
{
	int made = make_folder(run, state, wish);

	if (made < 0) {
		return -1;
	}
	state->fd = kernel_open(run, AT_FDCWD, state->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	if (state->fd < 0) {
		if (run->failure.error != ENOENT) {
			if (made) {
				remove_folder(run, state);
			}
			return -1;
		}
		run_forgive(run);
		return wish == STATE_MAKE && !run->dry;
	}
	if (kernel_flock(run, state->fd) < 0) {
		return -1;
	}
	return !run->dry && !is_still_there(state);
}

/* A dry run records nothing: what it would have is known to who reads it back. */
static int begin_memory(struct run *run, struct state *state)
{
	if (run->rehearsal && *run->rehearsal) {
		state->memory = *run->rehearsal;
		return 0;
	}
	if (state->fd < 0 && !run->dry) {
		return 0;
	}
	state->memory = state_memory_new();
	if (!state->memory) {
		return run_refuse(run, "there is no memory for what is recorded");
	}
	if (run->rehearsal) {
		*run->rehearsal = state->memory;
	}
	return run->dry ? state_memory_fill(run, state) : 0;
}

static int open_folder(struct run *run, struct state *state, enum state_wish wish)
{
	int result;

	state->fd = -1;
	state->memory = NULL;
	hold_signals(state);
	run_step(run, "lock %s, where networks and leases are recorded", state->folder);
	while ((result = try_to_lock(run, state, wish)) > 0) {
		if (state->fd >= 0) {
			close(state->fd);
		}
	}
	if (result == 0) {
		result = begin_memory(run, state);
	}
	if (result < 0) {
		state_close(run, state);
	}
	return result;
}

int state_open(struct run *run, struct state *state, enum state_wish wish)
{
	snprintf(state->folder, sizeof state->folder, STATE_FOLDER);
	return open_folder(run, state, wish);
}

int state_open_at(struct run *run, struct state *state, const char *folder, enum state_wish wish)
{
	snprintf(state->folder, sizeof state->folder, "%s", folder);
	return open_folder(run, state, wish);
}

int state_find_own(struct run *run, char folder[STATE_FOLDER_SIZE])
{
	const char *own = getenv("XDG_RUNTIME_DIR");
	const char *parent = access(STATE_FOLDER, F_OK) == 0 ? STATE_FOLDER : "/run";

	run_step(run, "find a folder for what must be remembered");
	if (access(parent, W_OK) == 0) {
		snprintf(folder, STATE_FOLDER_SIZE, STATE_FOLDER);
		return 0;
	}
	if (!own || own[0] != '/' || strlen(own) + sizeof "/cns" > STATE_FOLDER_SIZE) {
		run_refuse(run, STATE_FOLDER " is root's, and XDG_RUNTIME_DIR names no folder");
		return run_advise(run, "a session of systemd-logind sets it; else name a folder "
				       "of your own in it");
	}
	snprintf(folder, STATE_FOLDER_SIZE, "%s/cns", own);
	return 0;
}

int state_open_own(struct run *run, struct state *state, enum state_wish wish)
{
	char folder[STATE_FOLDER_SIZE];

	state->fd = -1;
	return state_find_own(run, folder) < 0 ? -1 : state_open_at(run, state, folder, wish);
}

void state_close(const struct run *run, struct state *state)
{
	int saved = errno;

	if (state->fd >= 0) {
		/* Not empty is the usual answer, and as good. */
		remove_folder(run, state);
		close(state->fd);
		state->fd = -1;
	}
	if (!run->rehearsal) {
		state_memory_free(state->memory);
	}
	state->memory = NULL;
	sigprocmask(SIG_SETMASK, &state->caller_mask, NULL);
	errno = saved;
}

/* What the folder holds is known anew after each change: also after one that failed half way. */
static int learn(const struct state *state, const char *name, const char *text, int result)
{
	int saved = errno;

	state_memory_change(state->memory, name, result == 0 ? text : NULL);
	errno = saved;
	return result;
}

int state_make(struct run *run, const struct state *state, const char *name, const char *text)
{
	return learn(state, name, text, kernel_record(run, state->fd, name, text));
}

/* The record under way has a name that nothing begins with, and is replaced if left behind. */
static int replace(struct run *run, const struct state *state, const char *name, const char *text)
{
	static const char new_name[] = "new";

	if (kernel_record(run, state->fd, new_name, text) < 0) {
		if (run->failure.error != EEXIST) {
			return -1;
		}
		run_forgive(run);
		if (kernel_unlink(run, state->fd, new_name, 0) < 0 ||
		    kernel_record(run, state->fd, new_name, text) < 0) {
			return -1;
		}
	}
	if (kernel_rename(run, state->fd, new_name, name) < 0) {
		struct run quiet = { .tool = "" };

		kernel_unlink(&quiet, state->fd, new_name, 0);
		return -1;
	}
	return 0;
}

int state_replace(struct run *run, const struct state *state, const char *name, const char *text)
{
	return learn(state, name, text, replace(run, state, name, text));
}

int state_remove(struct run *run, const struct state *state, const char *name)
{
	int result = kernel_unlink(run, state->fd, name, 0);

	if (result == 0) {
		state_memory_remove(state->memory, name);
	}
	return result;
}

int state_boot_id(struct run *run, struct boot_id *boot)
{
	static const char path[] = "/proc/sys/kernel/random/boot_id";

	if (kernel_read_record(run, AT_FDCWD, path, boot->text, sizeof boot->text) < 0) {
		return -1;
	}
	boot->text[strcspn(boot->text, "\n")] = '\0';
	return 0;
}
