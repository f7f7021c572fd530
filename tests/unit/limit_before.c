/* SPDX-License-Identifier: GPL-2.0-or-later */
/* limit_before - what undoes a setting, for each way in which files are read and written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "limit_before.h"

static void settings_are_undone(void **state)
{
	static const struct {
		const char *file, *text, *now, *before;
	} known[] = {
		{ "memory.max", "4096", "max", "max" },
		{ "cpu.max", "5000", "max 100000", "max 100000" },
		{ "cpuset.cpus", "0", "", "\n" },
		{ "cgroup.type", "threaded", "domain", NULL },
		{ "cgroup.subtree_control", "+cpu -io +pids", "io pids", "-cpu +io +pids" },
		{ "cpuset.cpus.partition", "member", "root invalid (no cpus)", "root" },
		{ "io.max", "8:0 rbps=5", "", "8:0 rbps=max wbps=max riops=max wiops=max" },
		{ "io.max", "8:0 rbps=5", "8:16 rbps=7 wbps=max\n8:0 rbps=9 wbps=max",
		  "8:0 rbps=9 wbps=max" },
		{ "io.weight", "default 200", "default 100\n8:0 300", "default 100" },
		{ "io.weight", "8:0 200", "default 100\n8:0 300", "8:0 300" },
		{ "io.weight", "8:0 200", "default 100\n8:01 300", "8:0 default" },
		{ "io.latency", "8:0 target=5", "", "8:0 target=0" },
		{ "io.cost.qos", "8:0 enable=1", "8:0 enable=0 ctrl=auto min=1.00\n8:9 enable=1",
		  "8:0 enable=0 ctrl=auto min=1.00 ctrl=auto" },
		{ "io.cost.qos", "8:0 enable=1", "8:0 enable=0 ctrl=user\n8:9 ctrl=auto",
		  "8:0 enable=0 ctrl=user" },
		{ "io.prio.class", "idle", "no-change", "no-change" },
		{ "misc.max", "sev 5", "sev max\nsev_es 7", "sev max" },
		{ "rdma.max", "mlx4_0 hca_handle=2", "", "mlx4_0 hca_handle=max hca_object=max" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct limit limit = { 0 };

		snprintf(limit.file, sizeof limit.file, "%s", known[i].file);
		snprintf(limit.text, sizeof limit.text, "%s", known[i].text);
		char *before = limit_before(&limit, known[i].now);
		if (known[i].before) {
			assert_non_null(before);
			assert_string_equal(before, known[i].before);
		} else {
			assert_null(before);
		}
		free(before);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_are_undone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
