/* SPDX-License-Identifier: GPL-2.0-or-later */
/* weakness - the ways out of a container that can be seen from outside, each with its reason */
#include <stdio.h>
#include <string.h>

#include "capability.h"
#include "fact.h"

static const char section[] = "weak:";

/* Why it matters that a namespace is shared. */
static const char *const sharing[NAMESPACE_KINDS] = {
	[NAMESPACE_MNT] = "it sees our mounts; only permissions guard our files",
	[NAMESPACE_UTS] = "with CAP_SYS_ADMIN it can rename this host",
	[NAMESPACE_IPC] = "it reaches our shared memory and message queues",
	[NAMESPACE_NET] = "it reaches what listens on our loopback and our abstract sockets",
	[NAMESPACE_PID] = "it sees our processes, and as the same user signals and traces them",
	[NAMESPACE_USER] = "its root is root here: one bug of the kernel away from everything",
};

/* Capabilities that are as good as root when held in our user namespace. */
static const struct {
	unsigned number;
	const char *why;
} powers[] = {
	{ 21, "it can mount our disks, enter our namespaces, and more" },
	{ 16, "it can load code into the kernel" },
	{ 17, "it can read and write raw memory and disks" },
	{ 2, "it can open any file of a mounted file system by its handle" },
	{ 19, "it can take over any process that it sees" },
	{ 22, "it can start another kernel" },
	{ 39, "it can run programs in the kernel" },
};

static void judge_namespaces(struct subject *subject)
{
	char item[32];

	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		if (sharing[kind] && subject_shares(subject, (enum namespace_kind)kind)) {
			snprintf(item, sizeof item, "shared %s", namespaces[kind].name);
			fact_add(subject, section, item, "%s", sharing[kind]);
		}
	}
}

static void judge_powers(struct subject *subject)
{
	struct power_name name;

	if (!subject->has_status || !subject_shares(subject, NAMESPACE_USER)) {
		return;
	}
	for (size_t i = 0; i < sizeof powers / sizeof powers[0]; i++) {
		if (subject->status.effective & CAPABILITY_BIT(powers[i].number)) {
			fact_add(subject, section, power_name(&name, powers[i].number), "%s",
				 powers[i].why);
		}
	}
}

static void judge_files(struct subject *subject)
{
	const struct census_root *root = &subject->process->root;
	const struct census_root *ours = &subject->ours->root;
	bool is_root_here = subject->process->uid == 0;

	if (subject->process->is_seen && root->inode == ours->inode && root->major == ours->major &&
	    root->minor == ours->minor) {
		fact_add(subject, section, "shared root", "its root directory is ours");
	}
	if (*subject->writable_cgroup && is_root_here) {
		fact_add(subject, section, "writable cgroupfs",
			 "at %s: it can lift its own limits, and with version 1 have a program "
			 "run outside (release_agent)",
			 subject->writable_cgroup);
	}
	if (*subject->engine_socket) {
		fact_add(subject, section, "engine socket",
			 "at %s: who may ask the engine is root on this host",
			 subject->engine_socket);
	}
	if (*subject->devices && is_root_here) {
		fact_add(subject, section, "device access",
			 "at %s: all our device nodes, disks among them", subject->devices);
	}
	if (*subject->node && is_root_here) {
		fact_add(subject, section, "device access",
			 "%s: a disk or the memory of this machine, unless its cgroup forbids it",
			 subject->node);
	}
	if (subject->has_proc && !subject->has_proc_sys_shut && is_root_here) {
		fact_add(subject, section, "writable /proc/sys",
			 "it can name a program that the kernel runs outside (core_pattern)");
	}
}

void subject_judge(struct subject *subject)
{
	judge_namespaces(subject);
	judge_powers(subject);
	judge_files(subject);
	if (subject->has_status && subject->status.seccomp_mode == 0) {
		fact_add(subject, section, "no seccomp",
			 "every system call of the kernel is open to attack");
	}
	if (subject->leaks > 0) {
		fact_add(subject, section, "descriptors",
			 "%u lead outside its mounts: openat(2) goes on from there",
			 subject->leaks);
	}
}
