/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last chapter of the set-up: what the process itself is when it becomes the command. */
#include <limits.h>
#include <linux/close_range.h>
#include <unistd.h>

#include "kernel/credential.h"
#include "kernel/file.h"
#include "unshare/report.h"
#include "unshare/setup.h"

/* The permitted set survives a change of user only when asked before, and exec only as ambient. */
static int keep_capabilities(struct run *run)
{
	struct kernel_capabilities have;

	run_step(run, "keep the capabilities over exec: permitted, inheritable, ambient");
	if (kernel_capget(&have) < 0) {
		return run_refuse(run, "the capabilities cannot be read");
	}
	have.effective = have.inheritable = have.permitted;
	if (kernel_capset(run, &have) < 0) {
		return -1;
	}
	for (unsigned capability = 0; capability < 64; capability++) {
		if ((have.permitted >> capability & 1) &&
		    kernel_raise_ambient(run, capability) < 0) {
			return -1;
		}
	}
	return 0;
}

/* What was not given on purpose ends with exec; so --status-fd still hears of a failure. */
static int close_descriptors(struct run *run, const struct request *want)
{
	unsigned next = STDERR_FILENO + 1;

	if (!want->close_fds) {
		return 0;
	}
	run_step(run, "close every descriptor that the command is not given");
	for (unsigned i = 0; i < want->kept_fds.count; i++) {
		unsigned kept = (unsigned)want->keep_fds[i];

		if (kept > next &&
		    kernel_close_range(run, next, kept - 1, CLOSE_RANGE_CLOEXEC) < 0) {
			return -1;
		}
		next = kept >= next ? kept + 1 : next;
	}
	return kernel_close_range(run, next, UINT_MAX, CLOSE_RANGE_CLOEXEC);
}

static int change_ids(struct run *run, const struct request *want, struct setup *setup)
{
	if (want->keep_caps && setup->credential.sets_uid) {
		run_step(run, "keep the permitted capabilities over the change of user");
		if (kernel_keep_capabilities(run, 1) < 0) {
			return -1;
		}
	}
	if (credential_apply(run, &setup->credential) < 0) {
		return -1;
	}
	return want->keep_caps ? keep_capabilities(run) : 0;
}

/* The ids of the first user namespace end where the second begins; its limits come after both. */
static int become_confined(struct run *run, const struct request *want, struct setup *setup)
{
	static const struct credential nobody_else;
	bool confined = want->confinement_given.count > 0;

	if (confined && !want->then_current) {
		return confinement_apply(run, &setup->confinement, &setup->credential);
	}
	if (change_ids(run, want, setup) < 0 ||
	    (want->then_current && maps_then_current(run, &setup->maps) < 0)) {
		return -1;
	}
	return confined ? confinement_apply(run, &setup->confinement, &nobody_else) : 0;
}

int setup_command(struct run *run, const struct request *want, struct setup *setup)
{
	bool other_ids = setup->credential.sets_uid || setup->credential.sets_gid;

	/* Before a filter may forbid to ask for it. */
	if ((want->keeps && outside_commit(run, &setup->outside) < 0) ||
	    close_descriptors(run, want) < 0 || become_confined(run, want, setup) < 0) {
		return -1;
	}
	if (other_ids && want->forked && !want->initiates &&
	    process_tie_to_parent(run, &setup->child) < 0) {
		return -1;
	}
	return want->ready_fd >= 0 || want->status_fd >= 0 ? report_ready(run, want) : 0;
}
