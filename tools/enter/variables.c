/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "variables.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"

/* More than this is no environment, but an attempt on our memory. */
enum { ENVIRONMENT_MOST = 1 << 20 };

static char *const no_entries[] = { NULL };

/*
 * A process can make its environment as large as it likes, or take it out of its memory, which
 * reads as EIO.  Neither keeps us out, unless it was asked for; nor is it passed over in silence.
 */
static bool is_their_doing(struct run *run)
{
	int error = run->failure.error;

	if (error != EFBIG && error != EIO) {
		return false;
	}
	run_forgive(run);
	run_warn(run, "the target's environment %s: the command has a PATH of ours",
		 error == EIO ? "cannot be read" : "is larger than 1 MiB");
	return true;
}

/* Reads the target's block, which ends with two zeros then. */
static int read_theirs(struct run *run, const struct request *want, const struct target *target,
		       struct variables *variables)
{
	char *block = calloc(1, ENVIRONMENT_MOST + 2);
	ssize_t length;

	run_step(run, "read the target's environment");
	if (!block) {
		return run_refuse(run, "there is no memory");
	}
	if (target->proc_fd < 0) {
		free(block);
		return run_refuse(run, "no process was named as the target");
	}
	length = kernel_read_file(run, target->proc_fd, "environ", block, ENVIRONMENT_MOST);
	if (length < 0) {
		free(block);
		return !want->environment && is_their_doing(run) ? 0 : -1;
	}
	block[length] = block[length + 1] = '\0';
	variables->theirs = block;
	return 0;
}

static const char *find_in(const char *block, const char *start)
{
	for (; block && *block; block += strlen(block) + 1) {
		if (strncmp(block, start, strlen(start)) == 0) {
			return block;
		}
	}
	return NULL;
}

/* Odd entries are kept as they are: without a name, without an =. */
static int take_theirs(struct run *run, struct variables *variables)
{
	size_t count = 0, used = 0;

	for (const char *entry = variables->theirs; *entry; entry += strlen(entry) + 1) {
		count++;
	}
	char **entries = calloc(count + 1, sizeof *entries);
	if (!entries) {
		return run_refuse(run, "there is no memory");
	}
	for (char *entry = variables->theirs; *entry; entry += strlen(entry) + 1) {
		entries[used++] = entry;
	}
	int result = environment_begin(run, &variables->list, entries);
	free(entries);
	return result;
}

/* What the dynamic loader, libc (see secure-getenv in its sources) and shells obey unasked. */
static void drop_obeyed(struct environment *list)
{
	static const char *const starts[] = {
		"LD_",
		"GCONV_PATH=",
		"LOCPATH=",
		"NLSPATH=",
		"GLIBC_TUNABLES=",
		"MALLOC_",
		"GETCONF_DIR=",
		"RES_OPTIONS=",
		"HOSTALIASES=",
		"LOCALDOMAIN=",
		"RESOLV_HOST_CONF=",
		"BASH_ENV=",
		"ENV=",
		"BASH_FUNC_",
		"SHELLOPTS=",
		"PS4=",
		"IFS=",
	};

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		environment_drop(list, starts[i]);
	}
}

static char *find_ours(const char *name)
{
	size_t length = strlen(name);

	for (char **entry = environ; *entry; entry++) {
		if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=') {
			return *entry;
		}
	}
	return NULL;
}

/* A place of programs inside is nothing to look for outside. */
static int set_path(struct run *run, const char *theirs, bool mounts_joined,
		    struct variables *variables)
{
	static const char usual[] =
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	const char *path = mounts_joined && theirs && strlen(theirs) < sizeof variables->path
				   ? theirs
				   : usual;

	snprintf(variables->path, sizeof variables->path, "%s", path);
	return environment_set(run, &variables->list, variables->path);
}

static int keep_ours(struct run *run, const struct request *want, struct variables *variables)
{
	char *terminal = find_ours("TERM");

	if (terminal && environment_set(run, &variables->list, terminal) < 0) {
		return -1;
	}
	for (unsigned i = 0; i < want->keep_env.count; i++) {
		char *entry = find_ours(want->keep_env.item[i].argument);

		if (entry && environment_set(run, &variables->list, entry) < 0) {
			return -1;
		}
	}
	return 0;
}

/* Who one is, as login(1) says it; the target's own environment knows better with --env. */
static int tell_person(struct run *run, const struct account *user, struct variables *variables)
{
	const struct {
		const char *name, *value;
	} rows[] = {
		{ "HOME", user->home },
		{ "USER", user->name },
		{ "LOGNAME", user->name },
		{ "SHELL", user->shell },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (!*rows[i].value) {
			continue;
		}
		snprintf(variables->person[i], sizeof variables->person[i], "%s=%s", rows[i].name,
			 rows[i].value);
		if (environment_set(run, &variables->list, variables->person[i]) < 0) {
			return -1;
		}
	}
	return 0;
}

static bool owns_no_mounts(const struct joins *joins)
{
	return !(joins->kinds & NAMESPACE_BIT(NAMESPACE_MNT));
}

/* In as the target is: a clean one, with what a terminal and a look-up of programs need. */
static int make_clean(struct run *run, const struct request *want, const struct joins *joins,
		      const struct account *user, struct variables *variables)
{
	const char *path = find_in(variables->theirs, "PATH=");

	if (!want->environment && environment_begin(run, &variables->list, no_entries) < 0) {
		return -1;
	}
	drop_obeyed(&variables->list);
	if ((!want->environment || owns_no_mounts(joins) || !path) &&
	    set_path(run, path, !owns_no_mounts(joins), variables) < 0) {
		return -1;
	}
	if (!want->environment && tell_person(run, user, variables) < 0) {
		return -1;
	}
	return keep_ours(run, want, variables);
}

/* As nsenter(1) has it, but no program of ours runs by the target's PATH and LD_PRELOAD. */
static int make_as_peer(struct run *run, const struct request *want, const struct joins *joins,
			struct variables *variables)
{
	char *path = find_ours("PATH");

	if (!want->environment) {
		return environment_begin(run, &variables->list, environ);
	}
	if (!owns_no_mounts(joins)) {
		return 0;
	}
	drop_obeyed(&variables->list);
	return path ? environment_set(run, &variables->list, path)
		    : set_path(run, NULL, false, variables);
}

int variables_open(struct run *run, const struct request *want, const struct target *target,
		   const struct joins *joins, const struct account *user,
		   struct variables *variables)
{
	*variables = (struct variables){ 0 };
	if ((want->environment || (want->as_target && target->proc_fd >= 0)) &&
	    read_theirs(run, want, target, variables) < 0) {
		return -1;
	}
	if (want->environment && take_theirs(run, variables) < 0) {
		return -1;
	}
	return want->as_target ? make_clean(run, want, joins, user, variables)
			       : make_as_peer(run, want, joins, variables);
}
