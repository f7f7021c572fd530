/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "condition.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "credential.h"
#include "kernel/confinement.h"
#include "kernel/credential.h"
#include "kernel/file.h"

/* As /proc/PID/limits has them; its columns are as wide as the kernel's own format says. */
static const struct {
	const char *name;
	int resource;
} limits[] = {
	{ "Max cpu time", RLIMIT_CPU },
	{ "Max file size", RLIMIT_FSIZE },
	{ "Max data size", RLIMIT_DATA },
	{ "Max stack size", RLIMIT_STACK },
	{ "Max core file size", RLIMIT_CORE },
	{ "Max resident set", RLIMIT_RSS },
	{ "Max processes", RLIMIT_NPROC },
	{ "Max open files", RLIMIT_NOFILE },
	{ "Max locked memory", RLIMIT_MEMLOCK },
	{ "Max address space", RLIMIT_AS },
	{ "Max file locks", RLIMIT_LOCKS },
	{ "Max pending signals", RLIMIT_SIGPENDING },
	{ "Max msgqueue size", RLIMIT_MSGQUEUE },
	{ "Max nice priority", RLIMIT_NICE },
	{ "Max realtime priority", RLIMIT_RTPRIO },
	{ "Max realtime timeout", RLIMIT_RTTIME },
};

static rlim_t read_limit(const char *word)
{
	return strncmp(word, "unlimited", 9) == 0 ? RLIM_INFINITY : strtoull(word, NULL, 10);
}

static int read_limits(struct run *run, const struct target *target, struct condition *condition)
{
	char text[4096], *next = text;

	run_step(run, "read the target's limits");
	if (kernel_read_record(run, target->proc_fd, "limits", text, sizeof text) < 0) {
		return -1;
	}
	for (char *line; (line = strsep(&next, "\n"));) {
		for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
			char soft[24], hard[24];
			size_t length = strlen(limits[i].name);
			int resource = limits[i].resource;

			if (strncmp(line, limits[i].name, length) == 0 &&
			    sscanf(line + length, "%23s %23s", soft, hard) == 2) {
				condition->has_limit[resource] = true;
				condition->limit[resource] = (struct rlimit){ read_limit(soft),
									      read_limit(hard) };
			}
		}
	}
	return 0;
}

/* 1 read, 0 where the kernel has no such module or has not switched it on, -1 on failure. */
static int read_attribute(struct run *run, const struct target *target, const char *name,
			  char *label, size_t size)
{
	ssize_t length = kernel_read_record(run, target->proc_fd, name, label, size);

	if (length < 0 && errno != ENOENT && errno != EINVAL) {
		return -1;
	}
	if (length <= 0) {
		run_forgive(run);
		return 0;
	}
	label[strcspn(label, "\n")] = '\0';
	return 1;
}

/* AppArmor writes the mode behind the name, which may have blanks itself: "NAME (enforce)". */
static void drop_mode(char *label)
{
	char *mode = strrchr(label, ' ');

	if (mode && mode[1] == '(') {
		*mode = '\0';
	}
}

/* The text that makes the next execve(2) take the target's label, where a module has labels. */
static int read_label(struct run *run, const struct request *want, const struct target *target,
		      struct condition *condition)
{
	char label[480];
	int found = want->follow_context ? 0
					 : read_attribute(run, target, "attr/apparmor/current",
							  label, sizeof label);
	bool apparmor = found > 0;

	if (found == 0 && access("/sys/fs/selinux/enforce", F_OK) == 0) {
		found = read_attribute(run, target, "attr/current", label, sizeof label);
	}
	if (found <= 0) {
		return found;
	}
	if (apparmor) {
		drop_mode(label);
	}
	condition->label_file = apparmor ? "/proc/self/attr/apparmor/exec" : "/proc/self/attr/exec";
	if (strcmp(label, "unconfined") != 0) {
		snprintf(condition->label, sizeof condition->label, "%s%s", apparmor ? "exec " : "",
			 label);
	}
	return 0;
}

static bool follows(const struct condition *condition, enum part part)
{
	return condition->applies && !(condition->without & part);
}

int condition_open(struct run *run, const struct request *want, const struct target *target,
		   unsigned mask, struct condition *condition)
{
	*condition = (struct condition){ .umask = mask, .without = want->without };
	condition->applies = want->as_target && target->proc_fd >= 0;
	if ((follows(condition, PART_LABEL) && !want->privileged) || want->follow_context) {
		run_step(run, "read the target's security label");
		if (read_label(run, want, target, condition) < 0) {
			return -1;
		}
		if (want->follow_context && !condition->label_file) {
			return run_refuse(run, "SELinux is not enabled here");
		}
	}
	if (follows(condition, PART_LIMITS) && read_limits(run, target, condition) < 0) {
		return -1;
	}
	if (follows(condition, PART_OOM)) {
		run_step(run, "read the target's OOM score");
		if (kernel_read_record(run, target->proc_fd, "oom_score_adj", condition->oom_score,
				       sizeof condition->oom_score) < 0) {
			return -1;
		}
	}
	if (follows(condition, PART_SCHEDULE)) {
		condition->has_schedule = kernel_schedule_of(target->pid, &condition->schedule) ==
					  0;
		condition->has_cpus = kernel_cpus_of(target->pid, &condition->cpus) == 0;
	}
	return 0;
}

/* A hard limit can only be lowered without CAP_SYS_RESOURCE. */
static int set_limits(struct run *run, const struct condition *condition)
{
	bool may_raise = credential_may(CAP_SYS_RESOURCE);

	for (int resource = 0; resource < CONDITION_LIMITS; resource++) {
		struct rlimit want = condition->limit[resource], have;

		if (!condition->has_limit[resource] || getrlimit(resource, &have) < 0) {
			continue;
		}
		if (want.rlim_max > have.rlim_max && !may_raise) {
			want.rlim_max = have.rlim_max;
		}
		if (want.rlim_cur > want.rlim_max) {
			want.rlim_cur = want.rlim_max;
		}
		if (want.rlim_cur == have.rlim_cur && want.rlim_max == have.rlim_max) {
			continue;
		}
		run_step(run, "take on the target's limit of a resource");
		if (kernel_set_limit(run, resource, want.rlim_cur, want.rlim_max) < 0) {
			return -1;
		}
	}
	return 0;
}

/* To be spared needs CAP_SYS_RESOURCE; the target's own score may be lower than ours. */
static void set_oom_score(struct run *run, const char *score)
{
	char ours[16] = "", text[16];
	struct run quiet = { .tool = run->tool };

	if (!*score) {
		return;
	}
	kernel_read_record(&quiet, AT_FDCWD, "/proc/self/oom_score_adj", ours, sizeof ours);
	if (strcmp(ours, score) == 0) {
		return;
	}
	snprintf(text, sizeof text, "%.*s", (int)strcspn(score, "\n"), score);
	run_step(run, "take on the target's OOM score");
	if (kernel_write_file(run, AT_FDCWD, "/proc/self/oom_score_adj", text) < 0) {
		run_forgive(run);
	}
}

/* What is nearer to the front than ours may need CAP_SYS_NICE; then ours stays. */
static void set_schedule(struct run *run, const struct condition *condition)
{
	struct kernel_schedule ours = { 0 };
	struct kernel_cpus cpus;

	if (condition->has_schedule && kernel_schedule_of(0, &ours) == 0 &&
	    memcmp(&ours, &condition->schedule, sizeof ours) != 0) {
		run_step(run, "be scheduled as the target is");
		if (kernel_set_schedule(run, &condition->schedule) < 0) {
			run_forgive(run);
		}
	}
	if (condition->has_cpus && kernel_cpus_of(0, &cpus) == 0 &&
	    memcmp(&cpus, &condition->cpus, sizeof cpus) != 0) {
		run_step(run, "run on the processors that the target runs on");
		if (kernel_set_cpus(run, &condition->cpus) < 0) {
			run_forgive(run);
		}
	}
}

int condition_prepare(struct run *run, const struct condition *condition)
{
	set_oom_score(run, condition->oom_score);
	set_schedule(run, condition);
	if (condition->label[0]) {
		run_step(run, "have the command take on the target's security label");
		if (kernel_write_file(run, AT_FDCWD, condition->label_file, condition->label) < 0) {
			return -1;
		}
	}
	return set_limits(run, condition);
}

int condition_take(struct run *run, const struct condition *condition)
{
	mode_t ours = umask(0);

	umask(ours);
	if (follows(condition, PART_UMASK) && ours != condition->umask) {
		run_step(run, "take on the target's umask");
		if (kernel_umask(run, condition->umask) < 0) {
			return -1;
		}
	}
	if (!follows(condition, PART_KEYRING)) {
		return 0;
	}
	run_step(run, "leave our keys behind: a session keyring with nothing in it");
	if (kernel_join_session_keyring(run) < 0) {
		if (run->failure.error != ENOSYS) {
			return -1;
		}
		run_forgive(run);
	}
	return 0;
}

void condition_reset_signals(const struct condition *condition)
{
	const struct sigaction by_default = { .sa_handler = SIG_DFL };
	sigset_t none;

	if (!follows(condition, PART_SIGNALS)) {
		return;
	}
	for (int signal = 1; signal < NSIG; signal++) {
		sigaction(signal, &by_default, NULL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}
