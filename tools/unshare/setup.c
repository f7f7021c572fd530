/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unshare/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "kernel/credential.h"
#include "kernel/file.h"
#include "kernel/mount.h"
#include "kernel/namespace.h"
#include "loopback.h"
#include "mountinfo.h"
#include "target.h"
#include "text.h"
#include "unshare/report.h"

static bool has(const struct request *want, enum namespace_kind kind)
{
	return (want->make & NAMESPACE_BIT(kind)) != 0;
}

static int read_environment(struct run *run, const struct request *want,
			    struct environment *environment)
{
	if (environment_begin(run, environment, environ) < 0) {
		return -1;
	}
	if (want->clear_env || want->whitelist) {
		environment_clear(environment, want->whitelist);
	}
	for (unsigned i = 0; i < want->variables.count; i++) {
		if (environment_set(run, environment, want->variables.item[i].argument) < 0) {
			return -1;
		}
	}
	return 0;
}

static int read_groups(struct run *run, int root_fd, const char *list,
		       struct credential *credential)
{
	char name[256];
	gid_t group;

	credential->sets_groups = true;
	credential->groups_required = list != NULL;
	while (list && *list) {
		run_step(run, "read the list of groups '%s'", list);
		if (text_next(&list, ',', name, sizeof name) < 0) {
			return run_refuse(run, "a name in it is longer than %zu bytes",
					  sizeof name - 1);
		}
		if (maps_find_id(run, root_fd, IDMAP_GROUPS, name, &group) < 0 ||
		    account_add_group(run, credential, group) < 0) {
			return -1;
		}
	}
	return 0;
}

static int read_ids(struct run *run, const struct request *want, int root_fd,
		    struct credential *credential)
{
	if (want->uid && maps_find_id(run, root_fd, IDMAP_USERS, want->uid, &credential->uid) < 0) {
		return -1;
	}
	if (want->gid &&
	    maps_find_id(run, root_fd, IDMAP_GROUPS, want->gid, &credential->gid) < 0) {
		return -1;
	}
	credential->sets_uid = want->uid != NULL;
	credential->sets_gid = want->gid != NULL;
	/* As unshare(1): with a group of its own, the command has no others. */
	return want->gid || want->groups ? read_groups(run, root_fd, want->groups, credential) : 0;
}

/* Names are looked up before the root changes, in the root that will be ours. */
static int read_credential(struct run *run, const struct request *want,
			   struct credential *credential)
{
	int root_fd, result;

	if (!want->uid && !want->gid && !want->groups) {
		return 0;
	}
	run_step(run, "open the root whose files name users and groups");
	root_fd = kernel_open(run, AT_FDCWD, want->root ? want->root : "/", O_PATH | O_DIRECTORY);
	if (root_fd < 0) {
		return -1;
	}
	result = read_ids(run, want, root_fd, credential);
	close(root_fd);
	return result;
}

int setup_begin(struct run *run, const struct request *want, struct setup *setup)
{
	setup->old_proc_fd = setup->outside.socket_fd = -1;
	setup->child.leads_namespace = has(want, NAMESPACE_PID);
	setup->child.parent_death_signal = want->death_signal;
	if (report_begin(run, want) < 0 || read_environment(run, want, &setup->environment) < 0 ||
	    read_credential(run, want, &setup->credential) < 0) {
		return -1;
	}
	if ((has(want, NAMESPACE_USER) || want->mappings.count) &&
	    maps_prepare(run, want, &setup->maps) < 0) {
		return -1;
	}
	setup->has_outside = want->keeps || setup->maps.from_outside;
	if (!setup->has_outside) {
		return 0;
	}
	memcpy(setup->outside.maps, setup->maps.map, sizeof setup->outside.maps);
	memcpy(setup->outside.files, want->files, sizeof setup->outside.files);
	setup->outside.delegate = setup->maps.delegated;
	setup->outside.keeps = want->keeps;
	return outside_begin(run, &setup->outside);
}

static int kind_named(const char *word, size_t length)
{
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		const struct namespace_info *known = &namespaces[kind];

		if ((strlen(known->name) == length && memcmp(known->name, word, length) == 0) ||
		    (strlen(known->option) == length && memcmp(known->option, word, length) == 0)) {
			return kind;
		}
	}
	return -1;
}

static int join_one(struct run *run, const char *wish)
{
	size_t length = strcspn(wish, "=");
	int kind = kind_named(wish, length), fd, result;
	struct target target;

	run_step(run, "join '%s'", wish);
	if (kind < 0 || wish[length] != '=') {
		return run_refuse(
			run, "it is not KIND=TARGET with one of mnt, uts, ipc, net, pid, user, "
			     "cgroup and time");
	}
	result = kind == NAMESPACE_NET ? target_open_network(run, wish + length + 1, &target)
				       : target_open(run, wish + length + 1, &target);
	if (result < 0) {
		return -1;
	}
	fd = target_open_namespace(run, &target, kind);
	run_step(run, "join the %s namespace of %s", namespaces[kind].name, wish + length + 1);
	result = fd < 0 ? -1 : namespace_join(run, kind, fd);
	if (fd >= 0) {
		close(fd);
	}
	target_close(&target);
	return result;
}

static int become_owner(struct run *run, const struct request *want)
{
	run_step(run, "become the owner %u:%u of the namespaces", want->owner_uid, want->owner_gid);
	if (kernel_setgroups(run, 0, NULL) < 0 || kernel_setgid(run, want->owner_gid) < 0) {
		return -1;
	}
	return kernel_setuid(run, want->owner_uid);
}

/* Before any process is in it: afterwards its offsets are fixed (time_namespaces(7)). */
static int set_clocks(struct run *run, const struct request *want)
{
	char line[64];

	run_step(run, "shift the clocks of the new time namespace");
	if (want->boottime) {
		snprintf(line, sizeof line, "boottime %jd 0", (intmax_t)want->boottime_seconds);
		if (kernel_write_file(run, AT_FDCWD, "/proc/self/timens_offsets", line) < 0) {
			return -1;
		}
	}
	if (want->monotonic) {
		snprintf(line, sizeof line, "monotonic %jd 0", (intmax_t)want->monotonic_seconds);
		return kernel_write_file(run, AT_FDCWD, "/proc/self/timens_offsets", line);
	}
	return 0;
}

int setup_namespaces(struct run *run, const struct request *want, struct setup *setup)
{
	for (unsigned i = 0; i < want->joins.count; i++) {
		if (join_one(run, want->joins.item[i].argument) < 0) {
			return -1;
		}
	}
	if ((want->has_owner && become_owner(run, want) < 0) ||
	    namespace_make(run, want->make) < 0) {
		return -1;
	}
	if (has(want, NAMESPACE_USER) && maps_write(run, &setup->maps, &setup->outside) < 0) {
		return -1;
	}
	return want->monotonic || want->boottime ? set_clocks(run, want) : 0;
}

static int set_names(struct run *run, const struct request *want)
{
	if (want->hostname) {
		run_step(run, "set the host name %s", want->hostname);
		if (kernel_sethostname(run, want->hostname) < 0) {
			return -1;
		}
	}
	if (want->domainname) {
		run_step(run, "set the NIS domain name %s", want->domainname);
		if (kernel_setdomainname(run, want->domainname) < 0) {
			return -1;
		}
	}
	return 0;
}

/* A convenience, so no reason to give up where an emulated kernel cannot do it. */
static void bring_loopback_up(struct run *run)
{
	if (loopback_up(run) < 0) {
		run_warn(run, "going on without the loopback link: %s: %s", run->failure.call,
			 run->failure.error ? strerrordesc_np(run->failure.error)
					    : "it is not there");
		run_forgive(run);
	}
}

static int mount_binfmt(struct run *run, const char *directory)
{
	run_step(run, "mount a binfmt_misc of this user namespace at %s", directory);
	return kernel_mount(run, &(struct kernel_mount){ "binfmt_misc", directory, "binfmt_misc",
							 MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL });
}

/* Before the root changes: a format with the flag F opens its interpreter as it is registered. */
static int load_interpreter(struct run *run, const struct request *want)
{
	char path[4096];

	if (mount_binfmt(run, "/proc/sys/fs/binfmt_misc") < 0) {
		return -1;
	}
	run_step(run, "register the interpreter");
	snprintf(path, sizeof path, "/proc/sys/fs/binfmt_misc/register");
	return kernel_write_file(run, AT_FDCWD, path, want->load_interp);
}

static int change_root(struct run *run, const struct request *want)
{
	if (want->root) {
		run_step(run, "make %s the root", want->root);
		if (kernel_chroot(run, want->root) < 0 || kernel_chdir(run, "/") < 0) {
			return -1;
		}
	}
	if (want->directory) {
		run_step(run, "change to the directory %s", want->directory);
		return kernel_chdir(run, want->directory);
	}
	return 0;
}

/* The mounts that cover parts of the old /proc are why a fresh one is refused. */
static void warn_of_old_proc(struct run *run)
{
	char covers[400];

	run_warn(run,
		 "a fresh proc is refused (%s); the old one stays, with the PIDs of outside. It is "
		 "covered at: %s",
		 run->failure.error ? strerrorname_np(run->failure.error) : "?",
		 mountinfo_list_below(covers, sizeof covers, "/proc"));
	run_forgive(run);
}

static int put_proc(struct run *run, const struct request *want, struct setup *setup)
{
	int target_fd, result;

	if (mount_proc(run, want->proc_directory) == 0) {
		return 0;
	}
	if (!want->proc_may_stay || run->failure.error != EPERM) {
		return -1;
	}
	warn_of_old_proc(run);
	if (!want->root) {
		return 0;
	}
	run_step(run, "attach the old /proc inside the new root");
	target_fd = kernel_open(run, AT_FDCWD, "/proc", O_PATH | O_DIRECTORY | O_NOFOLLOW);
	result = target_fd < 0 ? -1 : kernel_move_mount(run, setup->old_proc_fd, target_fd);
	if (target_fd >= 0) {
		close(target_fd);
	}
	return result;
}

static int keep_old_proc(struct run *run, const struct request *want, struct setup *setup)
{
	if (!want->proc_may_stay || !want->root) {
		return 0;
	}
	run_step(run, "take a copy of /proc along, should a fresh one be refused");
	setup->old_proc_fd = kernel_open_tree(run, AT_FDCWD, "/proc",
					      OPEN_TREE_CLONE | AT_RECURSIVE);
	return setup->old_proc_fd < 0 ? -1 : 0;
}

/* Through our own /proc, and with the paths of the root that will be the command's. */
static int prepare_confinement(struct run *run, const struct request *want, struct setup *setup)
{
	int root_fd, result;

	setup->confinement = want->confinement;
	if (want->confinement_given.count == 0) {
		return 0;
	}
	run_step(run, "open the root of the command");
	root_fd = kernel_open(run, AT_FDCWD, want->root ? want->root : "/", O_PATH | O_DIRECTORY);
	if (root_fd < 0) {
		return -1;
	}
	result = confinement_prepare(run, &setup->confinement, root_fd, &setup->credential);
	close(root_fd);
	return result;
}

static int set_mounts(struct run *run, const struct request *want, struct setup *setup)
{
	bool own_mounts = has(want, NAMESPACE_MNT);

	if (own_mounts && mount_propagate(run, want->propagation) < 0) {
		if (run->failure.error != EINVAL || want->propagation_word) {
			return -1;
		}
		/* Inside a chroot / is no mount point, and what is above it is out of reach. */
		run_forgive(run);
	}
	if ((want->load_interp && load_interpreter(run, want) < 0) ||
	    prepare_confinement(run, want, setup) < 0 || keep_old_proc(run, want, setup) < 0 ||
	    change_root(run, want) < 0) {
		return -1;
	}
	if (want->proc_directory && put_proc(run, want, setup) < 0) {
		return -1;
	}
	/* The one that was mounted to register the interpreter is covered by now. */
	return want->binfmt.count ? mount_binfmt(run, want->binfmt_directory) : 0;
}

int setup_inside(struct run *run, const struct request *want, struct setup *setup)
{
	if ((want->keeps && outside_keep_files(run, &setup->outside) < 0) ||
	    report_namespaces(run, want) < 0 || set_names(run, want) < 0) {
		return -1;
	}
	if (want->lo) {
		bring_loopback_up(run);
	}
	if (setup->credential.sets_groups && !setup->credential.groups_required) {
		setup->credential.groups_denied = credential_is_denied_groups();
	}
	return set_mounts(run, want, setup);
}

int setup_failed(struct run *run, const struct request *want, struct setup *setup)
{
	outside_undo(&setup->outside);
	return report_failed(run, want);
}
