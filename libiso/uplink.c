/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "uplink.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "companion_record.h"
#include "companion_watch.h"
#include "credential.h"
#include "kernel/file.h"
#include "kernel/process.h"
#include "netname.h"
#include "target.h"
#include "text.h"

static const char *const programs[] = { "pasta", "slirp4netns" };

/* What the guard has in its hands; the ends of pipes are -1 when they are closed. */
struct guard {
	const char *program;
	char folder[STATE_FOLDER_SIZE];
	char path[NAME_MAX + 32]; /* of the network namespace */
	char owner[32];           /* of the user namespace; empty: it needs not be joined */
	char ready[128];          /* the file that pasta writes when it is ready */
	int namespace_fd;
	int ready_fd[2], said_fd[2];
	pid_t pid;
	int pidfd;
	char said[256]; /* the end of what the program said */
	int error;      /* why it is not known whether the program is ready, or 0 */
};

static bool is_installed(const char *program)
{
	const char *path = getenv("PATH");
	char folder[PATH_MAX], file[PATH_MAX + 32];

	while (path && text_next(&path, ':', folder, sizeof folder) > 0) {
		snprintf(file, sizeof file, "%s/%s", *folder ? folder : ".", program);
		if (access(file, X_OK) == 0) {
			return true;
		}
	}
	return false;
}

static const char *choose_program(struct run *run, const char *wanted)
{
	run_step(run, "find a program that is a way out");
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
		if ((!wanted || strcmp(wanted, programs[i]) == 0) && is_installed(programs[i])) {
			return programs[i];
		}
	}
	run_refuse(run, "%s installed",
		   wanted && strcmp(wanted, programs[0]) == 0 ? "pasta is not"
		   : wanted                                   ? "slirp4netns is not"
							      : "neither pasta nor slirp4netns is");
	run_advise(run, "pasta is in the package passt");
	return NULL;
}

static void add_words(const char **argv, const char *const *words)
{
	while (*argv) {
		argv++;
	}
	while (*words) {
		*argv++ = *words++;
	}
}

/* The command line of the program, of words that the guard has. */
struct program_words {
	const char *argv[26];
	char owner[64], number[12];
};

static void pasta_words(const struct guard *guard, struct program_words *words)
{
	*words = (struct program_words){
		.argv = { "pasta", "--config-net", "-q", "-f", "--no-map-gw", "-t", "none", "-u",
			  "none", "-T", "none", "-U", "none", "-I", "tap0", "--netns", guard->path }
	};
	if (geteuid() == 0) {
		add_words(words->argv, (const char *const[]){ "--runas", "0", NULL });
	}
	if (*guard->owner) {
		add_words(words->argv, (const char *const[]){ "--userns", guard->owner, NULL });
	}
	if (*guard->ready) {
		add_words(words->argv, (const char *const[]){ "-P", guard->ready, NULL });
	}
}

static void slirp_words(const struct guard *guard, struct program_words *words)
{
	*words = (struct program_words){ .argv = { "slirp4netns", "--configure",
						   "--disable-host-loopback",
						   "--netns-type=path" } };
	if (*guard->ready) {
		snprintf(words->number, sizeof words->number, "%d", guard->ready_fd[1]);
		add_words(words->argv, (const char *const[]){ "-r", words->number, NULL });
	}
	if (*guard->owner) {
		snprintf(words->owner, sizeof words->owner, "--userns-path=%s", guard->owner);
		add_words(words->argv, (const char *const[]){ words->owner, NULL });
	}
	add_words(words->argv, (const char *const[]){ guard->path, "tap0", NULL });
}

static bool is_pasta(const struct guard *guard)
{
	return strcmp(guard->program, "pasta") == 0;
}

/* slirp4netns writes to a pipe when it is ready; pasta writes its PID to a file, by its path. */
static int open_ready(struct guard *guard)
{
	if (!is_pasta(guard)) {
		return pipe2(guard->ready_fd, O_CLOEXEC);
	}
	guard->ready_fd[1] = -1;
	guard->ready_fd[0] = inotify_init1(IN_CLOEXEC);
	return guard->ready_fd[0] < 0 ? -1
				      : inotify_add_watch(guard->ready_fd[0], guard->folder,
							  IN_CLOSE_WRITE | IN_MODIFY);
}

static int start_program(struct run *run, struct guard *guard)
{
	struct sigaction by_default = { .sa_handler = SIG_DFL };
	pid_t parent = getpid();

	if (open_ready(guard) < 0 || pipe2(guard->said_fd, O_CLOEXEC) < 0) {
		return run_refuse_errno(run, "nothing could be heard of it");
	}
	run_step(run, "start %s", guard->program);
	guard->pid = kernel_fork(run, &guard->pidfd);
	if (guard->pid == 0) {
		kernel_set_parent_death_signal(run, SIGKILL);
		if (getppid() != parent) {
			_exit(1);
		}
		/* pasta of 2023 takes an inherited SIG_IGN for a failure of its own signal(2). */
		sigaction(SIGPIPE, &by_default, NULL);
		if (guard->ready_fd[1] >= 0) {
			fcntl(guard->ready_fd[1], F_SETFD, 0);
		}
		dup2(guard->said_fd[1], STDERR_FILENO);
		dup2(guard->said_fd[1], STDOUT_FILENO);
		struct program_words words;
		(is_pasta(guard) ? pasta_words : slirp_words)(guard, &words);
		command_become(run, (char *const *)words.argv, environ);
		_exit(1);
	}
	close(guard->said_fd[1]);
	return guard->pid < 0 ? -1 : 0;
}

/* Keeps the end of what was said, on one line. */
static void hear(struct guard *guard)
{
	char text[512];
	ssize_t length = read(guard->said_fd[0], text, sizeof text);
	size_t used = strlen(guard->said), most = sizeof guard->said - 1;

	if (length <= 0) {
		close(guard->said_fd[0]);
		guard->said_fd[0] = -1;
		return;
	}
	size_t kept = (size_t)length > most ? most : (size_t)length;
	if (used + kept > most) {
		memmove(guard->said, guard->said + used + kept - most, most - kept);
		used = most - kept;
	}
	memcpy(guard->said + used, text + (size_t)length - kept, kept);
	guard->said[used + kept] = '\0';
	for (char *at = guard->said; (at = strchr(at, '\n'));) {
		*at = ' ';
	}
}

static bool is_ready(struct guard *guard)
{
	char events[4096];
	struct stat file;

	(void)!read(guard->ready_fd[0], events, sizeof events);
	if (!is_pasta(guard)) {
		return true;
	}
	if (stat(guard->ready, &file) < 0) {
		guard->error = errno == ENOENT ? 0 : errno;
		return false;
	}
	return file.st_size > 0;
}

/* True when it is ready, false when it has ended instead, or that cannot be known. */
static bool wait_until_ready(struct guard *guard)
{
	for (;;) {
		struct pollfd fds[] = { { guard->ready_fd[0], POLLIN, 0 },
					{ guard->said_fd[0], POLLIN, 0 },
					{ guard->pidfd, POLLIN, 0 } };

		if (poll(fds, 3, -1) < 0) {
			continue;
		}
		if (fds[1].revents) {
			hear(guard);
		} else if (fds[0].revents & POLLIN) {
			bool ready = is_ready(guard);

			if (ready || guard->error) {
				return ready;
			}
		} else if (fds[2].revents) {
			return false;
		}
	}
}

static int fail(const struct guard *guard, const struct companion_life *life)
{
	char safe[320], text[400];

	text_escape(safe, sizeof safe, guard->said);
	snprintf(text, sizeof text, "%s ended: %.300s", guard->program,
		 *safe ? safe : "it said nothing");
	if (guard->error) {
		snprintf(text, sizeof text, "whether %s is ready is not known: %s (%s)",
			 guard->program, strerrordesc_np(guard->error),
			 strerrorname_np(guard->error));
	}
	companion_report(life, text);
	return 1;
}

/* True when the namespace has ended; false when it is there, and the program has ended by itself.
 */
static bool has_namespace_ended(const struct companion_life *life)
{
	struct pollfd changed = { life->watch_fd, POLLIN, 0 };

	return life->watch_fd >= 0 && poll(&changed, 1, 0) > 0 &&
	       companion_watch_has_ended(life->watch_fd, life->self->name,
					 life->self->namespace_id);
}

/* The same, when one of them has. */
static bool stand_guard(struct guard *guard, const struct companion_life *life)
{
	for (;;) {
		struct pollfd fds[] = { { guard->pidfd, POLLIN, 0 },
					{ guard->said_fd[0], POLLIN, 0 },
					{ life->watch_fd, POLLIN, 0 } };

		if (poll(fds, 3, -1) < 0) {
			continue;
		}
		if (fds[1].revents) {
			hear(guard);
		}
		if (has_namespace_ended(life)) {
			return true;
		}
		if (fds[0].revents) {
			/* Where that cannot be known it is the likelier reason. */
			return life->watch_fd < 0;
		}
	}
}

/* A path could stand for another one by now; we hold the one that was meant. */
static bool is_meant(struct guard *guard)
{
	struct stat meant, now;

	if (fstat(guard->namespace_fd, &meant) < 0 || stat(guard->path, &now) < 0) {
		guard->error = errno;
		return false;
	}
	return meant.st_ino == now.st_ino && meant.st_dev == now.st_dev;
}

static void end_program(struct run *run, const struct guard *guard)
{
	run->failure = (struct failure){ 0 };
	kernel_pidfd_send_signal(run, guard->pidfd, SIGKILL);
	waitpid(guard->pid, NULL, 0);
	kernel_unlink(run, AT_FDCWD, guard->ready, 0);
}

/* A descriptor of the namespace would keep it alive. */
static int guard_work(struct run *run, const struct companion_life *life, void *context)
{
	struct guard *guard = context;

	if (start_program(run, guard) < 0) {
		const struct failure *why = &run->failure;
		char text[400];

		snprintf(text, sizeof text, "it cannot be started: %.200s: %s (%s)", why->call,
			 strerrordesc_np(why->error), strerrorname_np(why->error));
		companion_report(life, text);
		return 1;
	}
	if (!wait_until_ready(guard) || !is_meant(guard)) {
		end_program(run, guard);
		return fail(guard, life);
	}
	close(guard->namespace_fd);
	close(guard->ready_fd[0]);
	close(guard->ready_fd[1]);
	kernel_unlink(run, AT_FDCWD, guard->ready, 0);
	companion_report(life, NULL);
	bool ended = stand_guard(guard, life);
	end_program(run, guard);
	/* A program that has ended by itself is remembered, so that check can tell of it. */
	if (ended) {
		companion_leave(run, guard->folder, life->self);
	}
	return 0;
}

/* Where the programs find the namespaces: by the name, or the process, that was given. */
static int find_paths(struct run *run, const struct uplink *uplink, struct guard *guard)
{
	struct target target = { 0 };

	if (uplink->is_name) {
		snprintf(guard->path, sizeof guard->path, NETNAME_FOLDER "/%s", uplink->name);
		return 0;
	}
	if (target_open_network(run, uplink->name, &target) < 0) {
		return -1;
	}
	if (target.pid == 0) {
		snprintf(guard->path, sizeof guard->path, "%s", uplink->name);
	} else {
		snprintf(guard->path, sizeof guard->path, "/proc/%d/ns/net", target.pid);
		if (!credential_may(CAP_SYS_ADMIN)) {
			snprintf(guard->owner, sizeof guard->owner, "/proc/%d/ns/user", target.pid);
		}
	}
	target_close(&target);
	return 0;
}

/* For --dry-run: a shell starts it without a guard, so nothing waits for it or ends it. */
static void say(struct run *run, const struct guard *guard)
{
	struct guard plain = *guard;
	struct program_words words;
	char line[1024] = "";

	plain.ready[0] = '\0';
	(is_pasta(&plain) ? pasta_words : slirp_words)(&plain, &words);
	for (size_t i = 0; words.argv[i]; i++) {
		size_t used = strlen(line);

		snprintf(line + used, sizeof line - used, "%s ", words.argv[i]);
	}
	run_equivalent(run, "%s&", line);
}

static int start(struct run *run, const struct state *state, const struct uplink *uplink,
		 struct guard *guard)
{
	struct companion companion = { .namespace_id = uplink->namespace_id };
	const struct companion_work work = { guard_work, guard, { uplink->namespace_fd }, 1 };

	strncat(companion.kind, COMPANION_UPLINK, sizeof companion.kind - 1);
	strncat(companion.name, uplink->name, sizeof companion.name - 1);
	strncat(companion.program, guard->program, sizeof companion.program - 1);
	memcpy(guard->folder, state->folder, sizeof guard->folder);
	companion_ready_path(state->folder, uplink->namespace_id, guard->ready,
			     sizeof guard->ready);
	if (find_paths(run, uplink, guard) < 0) {
		return -1;
	}
	say(run, guard);
	return companion_start(run, state, &companion, &work);
}

int uplink_open(struct run *run, const struct state *state, const struct uplink *uplink)
{
	struct guard guard = { .namespace_fd = uplink->namespace_fd };
	struct companion there;
	int found = companion_find(run, state, COMPANION_UPLINK, uplink->namespace_id, &there);

	if (found < 0) {
		return -1;
	}
	if (found > 0 && there.ready && companion_is_alive(&there)) {
		run_step(run, "start an uplink of %s", uplink->name);
		return !uplink->program || strcmp(uplink->program, there.program) == 0
			       ? 0
			       : run_refuse(run, "it has one by %s", there.program);
	}
	if (found > 0 && companion_end(run, state, &there) < 0) {
		return -1;
	}
	guard.program = choose_program(run, uplink->program);
	return guard.program ? start(run, state, uplink, &guard) : -1;
}
