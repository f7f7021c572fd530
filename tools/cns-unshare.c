/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-unshare - run a command in new namespaces */
#include <stdlib.h>

#include "persist.h"
#include "unshare/life.h"
#include "unshare/report.h"
#include "unshare/request.h"
#include "unshare/setup.h"

int main(int argc, char **argv)
{
	struct run run = { 0 };
	struct request want = { 0 };
	struct setup setup = { 0 };
	struct option_outcome asked = request_read(&want, &run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (want.unpersist) {
		return persist_end(&run, want.unpersist) < 0 ? run_failed(&run) : EXIT_SUCCESS;
	}
	if (setup_begin(&run, &want, &setup) < 0 || setup_namespaces(&run, &want, &setup) < 0) {
		return setup_failed(&run, &want, &setup);
	}
	if (want.forked) {
		switch (process_fork(&run, &setup.child)) {
		case PROCESS_FAILED: return setup_failed(&run, &want, &setup);
		case PROCESS_PARENT: return life_outside(&run, &want, &setup);
		case PROCESS_CHILD: break;
		}
	} else if (report_child(&run, &want, 0) < 0) {
		return setup_failed(&run, &want, &setup);
	}
	if (setup_inside(&run, &want, &setup) < 0) {
		return setup_failed(&run, &want, &setup);
	}
	if (want.initiates) {
		return life_as_init(&run, &want, &setup);
	}
	return life_as_command(&run, &want, &setup);
}
