/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unshare/understand.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "text.h"

#define HAS(want, kind) (((want)->make & NAMESPACE_BIT(kind)) != 0)

static const char *last_argument(const struct option_list *list)
{
	return list->count ? list->item[list->count - 1].argument : NULL;
}

/* --setgroups, --propagation: words of a closed list. */
static int read_words(struct request *want, const struct tool *tool)
{
	const char *word = want->setgroups_word;

	if (word) {
		want->setgroups = strcmp(word, "allow") == 0  ? SETGROUPS_ALLOW
				  : strcmp(word, "deny") == 0 ? SETGROUPS_DENY
							      : SETGROUPS_UNSET;
		if (want->setgroups == SETGROUPS_UNSET) {
			return option_complain(tool, "--setgroups takes allow or deny, not '%s'",
					       word);
		}
	}
	word = want->propagation_word;
	if (word && propagation_read(word, &want->propagation) < 0) {
		return option_complain(tool,
				       "--propagation takes private, shared, slave or unchanged, "
				       "not '%s'",
				       word);
	}
	return 0;
}

static bool kernel_has(enum namespace_kind kind)
{
	char path[32];

	snprintf(path, sizeof path, "/proc/self/ns/%s", namespaces[kind].name);
	return access(path, F_OK) == 0;
}

static void read_kinds(struct request *want, const struct run *run)
{
	for (unsigned i = 0; i < want->kinds.count; i++) {
		const struct option_given *given = &want->kinds.item[i];

		want->make |= NAMESPACE_BIT(given->value);
		if (given->argument) {
			want->files[given->value].path = given->argument;
			want->keeps = true;
		}
	}
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		if (want->all && kernel_has(kind)) {
			want->make |= NAMESPACE_BIT(kind);
		}
		if (!(want->try_kinds & NAMESPACE_BIT(kind))) {
			continue;
		}
		if (kernel_has(kind)) {
			want->make |= NAMESPACE_BIT(kind);
		} else {
			run_warn(run, "this kernel has no %s namespaces; going on without",
				 namespaces[kind].name);
		}
	}
}

/* What asks for a namespace's contents asks for the namespace. */
static void imply_kinds(struct request *want)
{
	if (want->mappings.count || want->binfmt.count || want->load_interp || want->then_current) {
		want->make |= NAMESPACE_BIT(NAMESPACE_USER);
	}
	if (want->proc.count || want->binfmt.count || want->load_interp) {
		want->make |= NAMESPACE_BIT(NAMESPACE_MNT);
	}
	if (want->hostname || want->domainname) {
		want->make |= NAMESPACE_BIT(NAMESPACE_UTS);
	}
	if (want->lo) {
		want->make |= NAMESPACE_BIT(NAMESPACE_NET);
	}
	if (want->initiates) {
		want->make |= NAMESPACE_BIT(NAMESPACE_PID);
	}
}

static void read_places(struct request *want)
{
	if (want->proc.count) {
		const char *directory = last_argument(&want->proc);

		want->proc_may_stay = directory && strcmp(directory, "try") == 0;
		want->proc_directory = !directory || want->proc_may_stay ? "/proc" : directory;
	}
	if (want->binfmt.count || want->load_interp) {
		const char *directory = last_argument(&want->binfmt);

		want->binfmt_directory = directory ? directory : "/proc/sys/fs/binfmt_misc";
	}
}

static int read_signal(const char *word, int *signal)
{
	int64_t number;

	if (text_to_integer(word, 1, SIGRTMAX, &number) == 0) {
		*signal = (int)number;
		return 0;
	}
	if (strncmp(word, "SIG", 3) == 0) {
		word += 3;
	}
	for (int known = 1; known < SIGRTMIN; known++) {
		const char *name = sigabbrev_np(known);

		if (name && strcmp(name, word) == 0) {
			*signal = known;
			return 0;
		}
	}
	return -1;
}

/*
 * exec(2) takes a process into its new time namespace only since Linux 6.3; before, it stays
 * outside, and its vfork(2) fails (EINVAL), which is how many a shell starts a command.
 */
static bool exec_leaves_time_behind(void)
{
	struct utsname host;
	unsigned major = 0, minor = 0;

	return uname(&host) == 0 && sscanf(host.release, "%u.%u", &major, &minor) == 2 &&
	       (major < 6 || (major == 6 && minor < 3));
}

static int read_process(struct request *want, const struct tool *tool)
{
	const char *death = last_argument(&want->death);

	if (want->death.count || want->initiates) {
		want->death_signal = SIGKILL;
	}
	if (death && read_signal(death, &want->death_signal) < 0) {
		return option_complain(tool,
				       "--kill-child takes a signal's name or number, not '%s'",
				       death);
	}
	want->forked = want->forks || want->forwards || want->death.count || want->initiates ||
		       HAS(want, NAMESPACE_PID) ||
		       (HAS(want, NAMESPACE_TIME) && exec_leaves_time_behind());
	if (want->stays &&
	    (want->forks || want->forwards || want->death.count || want->initiates)) {
		return option_complain(tool, "--no-fork contradicts %s",
				       want->initiates     ? "--init"
				       : want->death.count ? "--kill-child"
				       : want->forks       ? "--fork"
							   : "--forward-signals");
	}
	if (want->stays) {
		want->forked = false;
	}
	if (want->grace && !want->initiates) {
		return option_complain(tool, "--grace needs --init");
	}
	return 0;
}

static int read_offset(const struct tool *tool, const char *name, const char *text,
		       int64_t *seconds)
{
	if (text &&
	    text_to_integer(text, INT64_MIN / 1000000000, INT64_MAX / 1000000000, seconds)) {
		return option_complain(tool, "--%s takes a whole number of seconds, not '%s'", name,
				       text);
	}
	return 0;
}

static int read_clocks(struct request *want, const struct tool *tool)
{
	if ((want->monotonic || want->boottime) && !HAS(want, NAMESPACE_TIME)) {
		return option_complain(tool, "--%s needs --time",
				       want->monotonic ? "monotonic" : "boottime");
	}
	int wrong = read_offset(tool, "monotonic", want->monotonic, &want->monotonic_seconds);

	return wrong ? wrong
		     : read_offset(tool, "boottime", want->boottime, &want->boottime_seconds);
}

static int read_owner(struct request *want, const struct tool *tool)
{
	const char *rest = want->owner;
	char uid[16], gid[16];

	if (!rest) {
		return 0;
	}
	if (text_next(&rest, ':', uid, sizeof uid) != 1 ||
	    text_next(&rest, ':', gid, sizeof gid) != 1 || rest ||
	    text_to_id(uid, &want->owner_uid) < 0 || text_to_id(gid, &want->owner_gid) < 0) {
		return option_complain(tool, "--owner takes UID:GID, two numbers, not '%s'",
				       want->owner);
	}
	want->has_owner = true;
	return 0;
}

static int read_descriptor(const struct tool *tool, const char *name, const char *text, int *fd)
{
	uint64_t number;

	*fd = -1;
	if (!text) {
		return 0;
	}
	if (text_to_number(text, INT32_MAX, &number) < 0) {
		return option_complain(tool,
				       "--%s takes the number of an open descriptor, not '%s'",
				       name, text);
	}
	if (fcntl((int)number, F_GETFD) < 0) {
		return option_complain(tool, "--%s: descriptor %s is not open", name, text);
	}
	*fd = (int)number;
	return 0;
}

static int read_persist(struct request *want, const struct tool *tool)
{
	char *path;

	if (want->unpersist && want->command[0]) {
		return option_complain(tool, "--unpersist takes no command");
	}
	for (int kind = 0; want->persist_folder && kind < NAMESPACE_KINDS; kind++) {
		if (!(want->make & NAMESPACE_BIT(kind)) || want->files[kind].path) {
			continue;
		}
		if (asprintf(&path, "%s/%s", want->persist_folder, namespaces[kind].name) < 0) {
			return option_complain(tool, "no memory for the name of a file");
		}
		want->files[kind].path = path;
		want->keeps = true;
	}
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		if (want->files[kind].path && !want->files[kind].path[0]) {
			return option_complain(tool,
					       "the file to keep the %s namespace has no name",
					       namespaces[kind].name);
		}
	}
	return 0;
}

static int read_descriptors(struct request *want, const struct tool *tool)
{
	int wrong = read_descriptor(tool, "ready-fd", want->ready_word, &want->ready_fd);

	return wrong ? wrong
		     : read_descriptor(tool, "status-fd", want->status_word, &want->status_fd);
}

static int compare_fds(const void *one, const void *other)
{
	int a = *(const int *)one, b = *(const int *)other;

	return (a > b) - (a < b);
}

static int read_kept(struct request *want, const struct tool *tool)
{
	unsigned count = want->kept_fds.count;

	want->keep_fds = calloc(count + 1, sizeof *want->keep_fds);
	if (!want->keep_fds) {
		return option_complain(tool, "no memory for %u descriptors", count);
	}
	for (unsigned i = 0; i < count; i++) {
		const char *text = want->kept_fds.item[i].argument;
		int wrong = read_descriptor(tool, "keep-fd", text, &want->keep_fds[i]);

		if (wrong) {
			return wrong;
		}
	}
	qsort(want->keep_fds, count, sizeof *want->keep_fds, compare_fds);
	want->close_fds |= count > 0;
	return 0;
}

static int read_confinement(struct request *want, const struct tool *tool)
{
	int wrong = confinement_read(tool, &want->confinement_given, &want->confinement);

	if (!wrong && want->keep_caps && want->confinement.has_capabilities) {
		return option_complain(tool, "--keep-caps contradicts --caps");
	}
	return wrong;
}

/* Empty names and directories are mistakes of a script: an unset variable. */
static int refuse_empty(const struct request *want, const struct tool *tool)
{
	const struct {
		const char *name, *text;
	} texts[] = {
		{ "root", want->root },
		{ "wd", want->directory },
		{ "hostname", want->hostname },
		{ "pid-file", want->pid_file },
		{ "persist", want->persist_folder },
		{ "unpersist", want->unpersist },
		{ "mount-proc", want->proc_directory },
		{ "mount-binfmt", want->binfmt_directory },
		{ "setuid", want->uid },
		{ "setgid", want->gid },
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (texts[i].text && !*texts[i].text) {
			return option_complain(tool, "--%s: its argument is empty", texts[i].name);
		}
	}
	return 0;
}

int request_understand(struct request *want, struct run *run, const struct tool *tool)
{
	static int (*const readers[])(struct request *, const struct tool *) = {
		read_words,   read_process, read_clocks,      read_owner,
		read_persist, read_kept,    read_confinement, read_descriptors,
	};
	int wrong;

	read_kinds(want, run);
	imply_kinds(want);
	read_places(want);
	wrong = refuse_empty(want, tool);
	for (size_t i = 0; !wrong && i < sizeof readers / sizeof readers[0]; i++) {
		wrong = readers[i](want, tool);
	}
	return wrong;
}
