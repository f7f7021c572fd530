/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-chroot - run a command in another root file system */
#include <unistd.h>

#include "chroot/build.h"
#include "chroot/diff.h"
#include "chroot/privilege.h"
#include "chroot/request.h"
#include "command.h"
#include "confinement.h"
#include "credential.h"
#include "self.h"

int main(int argc, char **argv)
{
	struct run run = { 0 };
	struct request want = { 0 };
	struct credential who = { 0 };
	struct option_outcome asked = request_read(&want, &run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (want.diff) {
		return diff_print(&run, &want);
	}
	if (want.confinement.has_capabilities && self_protect(&run, argv) < 0) {
		return run_failed(&run);
	}
	if (privilege_gain(&run, &want) < 0) {
		return run_failed(&run);
	}
	int root_fd = build_root(&run, &want);
	if (root_fd < 0) {
		return run_failed(&run);
	}
	if (build_identity(&run, &want, root_fd, &who) < 0 ||
	    confinement_prepare(&run, &want.confinement, root_fd, &who) < 0 ||
	    build_enter(&run, &want, root_fd) < 0 ||
	    confinement_apply(&run, &want.confinement, &who) < 0) {
		return run_failed(&run);
	}
	return command_become(&run, want.command, environ);
}
