/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "privilege.h"

#include <sys/prctl.h>

#include "kernel/credential.h"

/* More than any kernel has. */
enum { CAPABILITIES = 64 };

struct privilege privilege_of(const struct status *status)
{
	return (struct privilege){
		.inheritable = status->inheritable,
		.permitted = status->permitted,
		.effective = status->effective,
		.bounding = status->bounding,
		.ambient = status->ambient,
		.no_new_privs = status->no_new_privs,
	};
}

/* The kernel answers EINVAL beyond its last capability. */
static uint64_t read_bounding(void)
{
	uint64_t set = 0;

	for (unsigned capability = 0; capability < CAPABILITIES; capability++) {
		int has = prctl(PR_CAPBSET_READ, capability, 0, 0, 0);

		if (has < 0) {
			break;
		}
		set |= (uint64_t)has << capability;
	}
	return set;
}

static uint64_t read_ambient(void)
{
	uint64_t set = 0;

	for (unsigned capability = 0; capability < CAPABILITIES; capability++) {
		int has = prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0);

		if (has < 0) {
			break;
		}
		set |= (uint64_t)has << capability;
	}
	return set;
}

static int read_own(struct run *run, struct kernel_capabilities *have)
{
	return kernel_capget(have) < 0 ? run_refuse(run, "our own capabilities cannot be read") : 0;
}

/* What leaves the bounding set can become inheritable no more, so that goes first. */
static int set_inheritable(struct run *run, uint64_t inheritable)
{
	struct kernel_capabilities have;

	if (read_own(run, &have) < 0 || have.inheritable == inheritable) {
		return run->failure.happened ? -1 : 0;
	}
	run_step(run, "make the inheritable capabilities those of the target");
	have.inheritable = inheritable & (have.inheritable | read_bounding());
	return kernel_capset(run, &have);
}

int privilege_bound(struct run *run, const struct privilege *wanted)
{
	uint64_t extra = read_bounding() & ~wanted->bounding;

	if (set_inheritable(run, wanted->inheritable) < 0) {
		return -1;
	}
	if (!extra) {
		return 0;
	}
	run_step(run, "drop what the target does not have from the capability bounding set");
	for (unsigned capability = 0; capability < CAPABILITIES; capability++) {
		if ((extra >> capability & 1) && kernel_drop_bounding(run, capability) < 0) {
			return -1;
		}
	}
	if (!run->dry && (read_bounding() & ~wanted->bounding)) {
		return run_refuse(run, "the kernel still shows some of them in it");
	}
	return 0;
}

int privilege_keep(struct run *run)
{
	run_step(run, "keep the permitted capabilities over the change of user");
	return kernel_keep_capabilities(run, 1);
}

static int take_sets(struct run *run, const struct privilege *wanted)
{
	struct kernel_capabilities have, now;

	run_step(run, "take on the capabilities of the target");
	if (read_own(run, &have) < 0) {
		return -1;
	}
	struct kernel_capabilities take = {
		.permitted = have.permitted & wanted->permitted,
		.inheritable = have.inheritable & wanted->inheritable,
	};
	take.effective = take.permitted & wanted->effective;
	if (take.permitted == have.permitted && take.effective == have.effective &&
	    take.inheritable == have.inheritable) {
		return 0;
	}
	if (kernel_capset(run, &take) < 0) {
		return -1;
	}
	if (run->dry) {
		return 0;
	}
	if (read_own(run, &now) < 0) {
		return -1;
	}
	if (now.permitted != take.permitted || now.effective != take.effective ||
	    now.inheritable != take.inheritable) {
		return run_refuse(run, "the kernel shows other ones than were set");
	}
	return 0;
}

/* Ambient ones are always permitted and inheritable too; so there are none where those are empty.
 */
static int take_ambient(struct run *run, const struct privilege *wanted)
{
	struct kernel_capabilities have;
	uint64_t take, now;

	if (read_own(run, &have) < 0) {
		return -1;
	}
	take = wanted->ambient & have.permitted & have.inheritable;
	now = have.inheritable ? read_ambient() : 0;
	if (now == take) {
		return 0;
	}
	run_step(run, "take on the ambient capabilities of the target");
	if ((now & ~take) && kernel_clear_ambient(run) < 0) {
		return -1;
	}
	for (unsigned capability = 0; capability < CAPABILITIES; capability++) {
		if ((take >> capability & 1) && kernel_raise_ambient(run, capability) < 0) {
			return -1;
		}
	}
	if (!run->dry && read_ambient() != take) {
		return run_refuse(run, "the kernel shows other ones than were set");
	}
	return 0;
}

int privilege_take(struct run *run, const struct privilege *wanted)
{
	if (take_sets(run, wanted) < 0 || take_ambient(run, wanted) < 0) {
		return -1;
	}
	if (!wanted->no_new_privs) {
		return 0;
	}
	run_step(run, "gain no privileges from programs, as the target may not");
	if (kernel_set_no_new_privs(run) < 0) {
		return -1;
	}
	if (!run->dry && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) {
		return run_refuse(run, "the kernel does not show it");
	}
	return 0;
}

int privilege_make_ambient(struct run *run)
{
	struct kernel_capabilities have;

	run_step(run, "keep the capabilities over exec: permitted, inheritable, ambient");
	if (read_own(run, &have) < 0) {
		return -1;
	}
	have.effective = have.inheritable = have.permitted;
	if (kernel_capset(run, &have) < 0) {
		return -1;
	}
	for (unsigned capability = 0; capability < CAPABILITIES; capability++) {
		if ((have.permitted >> capability & 1) &&
		    kernel_raise_ambient(run, capability) < 0) {
			return -1;
		}
	}
	return 0;
}
