/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-ps - show what is isolated from what, and by whom it is held */
#include "ps/ps.h"

int main(int argc, char **argv)
{
	struct run run = { .failed_status = EXIT_VERB_FAILED };
	struct request want = { 0 };
	struct option_outcome asked = request_read(&want, &run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	switch (want.chapter) {
	case PS_NAMESPACES: return ps_namespaces(&run, &want);
	case PS_INSPECT: return ps_inspect(&run, &want);
	case PS_DIFF: return ps_diff(&run, &want);
	case PS_WATCH: return ps_watch(&run, &want);
	case PS_GRAPH: return ps_graph(&run, &want);
	case PS_GRAPH_NAMESPACES: return ps_graph_namespaces(&run, &want);
	default: return ps_containers(&run, &want);
	}
}
