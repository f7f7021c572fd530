/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "confinement.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/confinement.h"
#include "kernel/credential.h"
#include "kernel/file.h"
#include "landlock.h"
#include "seccomp_filter.h"
#include "sysctl.h"
#include "text.h"

enum row {
	CAPS = 1,
	NO_NEW_PRIVS,
	SECCOMP,
	SECCOMP_LOGS,
	LANDLOCK,
	RLIMIT,
	OOM_SCORE,
	UMASK,
	SYSCTL,
	LABEL,
};

static const struct option_row table[] = {
	{ .help = "What the command may do" },
	{ .name = "caps",
	  .argument = "NAMES",
	  .value = CAPS,
	  .help = "have just these capabilities: none, all, docker, +NAME, -NAME" },
	{ .name = "no-new-privs",
	  .value = NO_NEW_PRIVS,
	  .help = "gain nothing from set-user-ID programs and file capabilities" },
	{ .name = "seccomp",
	  .argument = "FILE",
	  .value = SECCOMP,
	  .help = "allow the system calls of a profile in JSON, default, or none" },
	{ .name = "seccomp-log", .value = SECCOMP_LOGS, .help = "log the calls that are refused" },
	{ .name = "landlock",
	  .argument = "PATH",
	  .value = LANDLOCK,
	  .help = "touch only these files: ro:PATH,rw:PATH" },
	{ .name = "rlimit",
	  .argument = "KEY=VALUE",
	  .value = RLIMIT,
	  .help = "limit a resource: NAME=SOFT[:HARD]" },
	{ .name = "oom-score-adj",
	  .argument = "NUMBER",
	  .value = OOM_SCORE,
	  .help = "be killed sooner or later than others: -1000 to 1000" },
	{ .name = "umask",
	  .argument = "MODE",
	  .value = UMASK,
	  .help = "withhold these permissions from new files" },
	{ .name = "sysctl",
	  .argument = "KEY=VALUE",
	  .value = SYSCTL,
	  .help = "set what the namespaces have of their own" },
	{ .name = "label",
	  .argument = "TEXT",
	  .value = LABEL,
	  .help = "run under this label of SELinux or profile of AppArmor" },
};

enum { COUNT = sizeof table / sizeof table[0] };
_Static_assert((int)COUNT < (int)CONFINEMENT_ROWS, "the last row is empty");

void confinement_rows(struct option_row rows[CONFINEMENT_ROWS], struct option_list *given)
{
	for (int i = 0; i < COUNT; i++) {
		rows[i] = table[i];
		rows[i].list = table[i].name ? given : NULL;
	}
	rows[COUNT] = (struct option_row){ 0 };
}

static int complain(const struct tool *tool, const struct option_given *item, const char *expected)
{
	return option_complain(tool, "--%s takes %s, not '%s'", item->name, expected,
			       item->argument);
}

static int read_capabilities(const struct tool *tool, const struct option_given *item,
			     struct confinement *confinement)
{
	struct capability_word wrong;

	confinement->has_capabilities = true;
	if (capability_read(item->argument, &confinement->capabilities, &wrong) == 0) {
		return 0;
	}
	return option_complain(tool,
			       "--caps takes none, all, docker, and names with + or -; '%s' is "
			       "no capability",
			       wrong.text);
}

static int read_limit(const struct tool *tool, const struct option_given *item,
		      struct confinement *confinement)
{
	struct rlimit_wish *limit = &confinement->limits[confinement->limit_count];

	if (confinement->limit_count == CONFINEMENT_LIMITS ||
	    rlimit_read(item->argument, limit) < 0) {
		return complain(tool, item,
				"NAME=SOFT[:HARD] with a name as nofile, each a number or "
				"unlimited");
	}
	confinement->limit_count++;
	return 0;
}

static int read_item(const struct tool *tool, const struct option_given *item,
		     struct confinement *confinement)
{
	switch (item->value) {
	case CAPS: return read_capabilities(tool, item, confinement);
	case RLIMIT: return read_limit(tool, item, confinement);
	case NO_NEW_PRIVS: confinement->no_new_privs = true; return 0;
	case SECCOMP_LOGS: confinement->seccomp_logs = true; return 0;
	case LABEL: confinement->label = item->argument; return 0;
	case SECCOMP:
		confinement->seccomp = strcmp(item->argument, "none") == 0 ||
						       strcmp(item->argument, "unconfined") == 0
					       ? NULL
					       : item->argument;
		return 0;
	case LANDLOCK:
		return landlock_check(item->argument) == 0
			       ? 0
			       : complain(tool, item, "a list of ro:PATH and rw:PATH");
	case SYSCTL:
		return sysctl_check(item->argument) == 0
			       ? 0
			       : complain(tool, item,
					  "KEY=VALUE of net, fs.mqueue, kernel.shm, "
					  "kernel.msg, kernel.sem, kernel.hostname or "
					  "kernel.domainname, which namespaces own");
	case OOM_SCORE:
		confinement->has_oom = true;
		return text_to_integer(item->argument, -1000, 1000, &confinement->oom_score) == 0
			       ? 0
			       : complain(tool, item, "a number from -1000 to 1000");
	default:
		confinement->has_umask = true;
		return text_to_mode(item->argument, &confinement->umask) == 0 &&
				       confinement->umask <= 0777
			       ? 0
			       : complain(tool, item, "a mode in octal up to 777");
	}
}

int confinement_read(const struct tool *tool, const struct option_list *given,
		     struct confinement *confinement)
{
	*confinement = (struct confinement){ .given = given, .landlock_fd = -1 };
	for (unsigned i = 0; i < given->count; i++) {
		int status = read_item(tool, &given->item[i], confinement);

		if (status != 0) {
			return status;
		}
	}
	return 0;
}

/* A program loaded under a label: the kernel's interface is one file, whose words differ. */
static int set_label(struct run *run, const char *label)
{
	char text[512];

	run_step(run, "run the command under the label %s", label);
	if (access("/sys/fs/selinux/enforce", F_OK) == 0) {
		return kernel_write_file(run, AT_FDCWD, "/proc/self/attr/exec", label);
	}
	if (access("/sys/module/apparmor/parameters/enabled", F_OK) == 0) {
		snprintf(text, sizeof text, "exec %s", label);
		return kernel_write_file(run, AT_FDCWD, "/proc/self/attr/apparmor/exec", text);
	}
	return run_refuse(run, "neither SELinux nor AppArmor is at work in this kernel");
}

static int set_oom_score(struct run *run, int64_t score)
{
	char text[8];

	snprintf(text, sizeof text, "%d", (int)score);
	run_step(run, "be killed %s than others when memory is short",
		 score > 0 ? "sooner" : "no sooner");
	return kernel_write_file(run, AT_FDCWD, "/proc/self/oom_score_adj", text);
}

static int set_through_proc(struct run *run, const struct confinement *confinement)
{
	for (unsigned i = 0; i < confinement->given->count; i++) {
		const struct option_given *item = &confinement->given->item[i];

		if (item->value == SYSCTL && sysctl_set(run, item->argument) < 0) {
			return -1;
		}
	}
	if (confinement->has_oom && set_oom_score(run, confinement->oom_score) < 0) {
		return -1;
	}
	return confinement->label ? set_label(run, confinement->label) : 0;
}

static int open_landlock(struct run *run, struct confinement *confinement, int root_fd)
{
	for (unsigned i = 0; i < confinement->given->count; i++) {
		const struct option_given *item = &confinement->given->item[i];

		if (item->value != LANDLOCK) {
			continue;
		}
		if (confinement->landlock_fd < 0) {
			confinement->landlock_fd = landlock_make(run);
		}
		if (confinement->landlock_fd < 0 ||
		    landlock_allow(run, confinement->landlock_fd, root_fd, item->argument) < 0) {
			return -1;
		}
	}
	return 0;
}

/* What is effective when the filter is loaded: a change from root to a user takes it all. */
static uint64_t capabilities_at_last(const struct confinement *confinement,
				     const struct credential *who)
{
	struct kernel_capabilities held = { 0 };

	if (confinement->has_capabilities) {
		return confinement->capability_set;
	}
	if (who->sets_uid && who->uid != 0 && geteuid() == 0) {
		return 0;
	}
	return kernel_capget(&held) < 0 ? 0 : held.effective;
}

/* seccomp(2) and landlock_restrict_self(2) ask for one of the two, or set-user-ID could be fooled.
 */
static int check_right(struct run *run, const struct confinement *confinement,
		       uint64_t capabilities)
{
	bool restricts = confinement->seccomp || confinement->landlock_fd >= 0;

	if (!restricts || confinement->no_new_privs || run->dry ||
	    (capabilities & CAPABILITY_BIT(CAP_SYS_ADMIN))) {
		return 0;
	}
	run_step(run, "confine the command by a filter or landlock");
	run_refuse(run, "it will have neither no_new_privs nor CAP_SYS_ADMIN then");
	return run_advise(run, "add --no-new-privs");
}

int confinement_prepare(struct run *run, struct confinement *confinement, int root_fd,
			const struct credential *who)
{
	if (set_through_proc(run, confinement) < 0) {
		return -1;
	}
	if (confinement->has_capabilities &&
	    capability_choose(run, &confinement->capabilities, &confinement->capability_set) < 0) {
		return -1;
	}
	if (open_landlock(run, confinement, root_fd) < 0) {
		return -1;
	}
	uint64_t left = capabilities_at_last(confinement, who);
	if (check_right(run, confinement, left) < 0) {
		return -1;
	}
	if (confinement->seccomp) {
		confinement->filter = seccomp_filter_build(run, confinement->seccomp, left);
		return confinement->filter ? 0 : -1;
	}
	return 0;
}

/* Before the ids change: what only root may do, and what root's change of ids would lose. */
static int limit(struct run *run, const struct confinement *confinement,
		 const struct credential *who)
{
	for (unsigned i = 0; i < confinement->limit_count; i++) {
		if (rlimit_set(run, &confinement->limits[i]) < 0) {
			return -1;
		}
	}
	if (confinement->has_umask) {
		run_step(run, "withhold permissions from new files");
		kernel_umask(run, confinement->umask);
	}
	if (!confinement->has_capabilities) {
		return 0;
	}
	if (capability_bound(run, confinement->capability_set) < 0) {
		return -1;
	}
	return who->sets_uid && who->uid != 0 ? capability_keep(run) : 0;
}

int confinement_apply(struct run *run, const struct confinement *confinement,
		      const struct credential *who)
{
	if (limit(run, confinement, who) < 0 || credential_apply(run, who) < 0) {
		return -1;
	}
	if (confinement->has_capabilities &&
	    capability_take(run, confinement->capability_set) < 0) {
		return -1;
	}
	if (confinement->no_new_privs && credential_give_up_privileges(run) < 0) {
		return -1;
	}
	if (confinement->landlock_fd >= 0 && landlock_obey(run, confinement->landlock_fd) < 0) {
		return -1;
	}
	return confinement->filter ? seccomp_filter_obey(run, confinement->filter,
							 confinement->seccomp_logs ? SECCOMP_LOG
										   : SECCOMP_SILENT)
				   : 0;
}
