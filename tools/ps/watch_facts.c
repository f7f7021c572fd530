/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "address_view.h"
#include "ps.h"
#include "text.h"
#include "watch_part.h"

const char *const watch_fact_names[WATCH_FACTS] = {
	[WATCH_CGROUP] = "cgroup",         [WATCH_FROZEN] = "frozen",
	[WATCH_MEMORY_MAX] = "memory-max", [WATCH_CPU_MAX] = "cpu-max",
	[WATCH_PIDS_MAX] = "pids-max",     [WATCH_MAP] = "usermap",
	[WATCH_ADDRESSES] = "addresses",
};

static void set(struct watch_facts *facts, enum watch_fact fact, const char *text)
{
	text_escape(facts->value[fact], sizeof facts->value[fact], *text ? text : "-");
}

static void set_amount(struct watch_facts *facts, enum watch_fact fact, uint64_t amount)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRIu64, amount);
	set(facts, fact,
	    amount == CGROUP_USAGE_UNKNOWN     ? "-"
	    : amount == CGROUP_USAGE_UNLIMITED ? "max"
					       : text);
}

/* A cgroup that it shares with those around it says nothing of it. */
static void read_cgroup(const struct cgroup_usage_source *source, const struct census *census,
			const struct container *container, struct watch_facts *facts)
{
	const struct cgroup_usage_groups groups = {
		.own = census->item[container->init].cgroups,
		.around = container->cgroups_around,
	};
	struct cgroup_usage usage;
	char path[4096];

	if (!container->has_cgroup) {
		return;
	}
	container_cgroup_path(groups.own, path, sizeof path);
	set(facts, WATCH_CGROUP, path);
	set(facts, WATCH_FROZEN, cgroup_usage_is_frozen(source, &groups) ? "yes" : "no");
	cgroup_usage_read(source, &groups, &usage);
	set_amount(facts, WATCH_MEMORY_MAX, usage.memory_max);
	set_amount(facts, WATCH_CPU_MAX, usage.cpu_percent);
	set_amount(facts, WATCH_PIDS_MAX, usage.pids_max);
}

void watch_facts_read(const struct cgroup_usage_source *source, const struct census *census,
		      const struct container *container, struct watch_facts *facts)
{
	int fd = census_open(census, &census->item[container->init]);
	char text[4096];

	for (int i = 0; i < WATCH_FACTS; i++) {
		set(facts, i, "-");
	}
	read_cgroup(source, census, container, facts);
	if (fd < 0) {
		return;
	}
	if (container->differs & NAMESPACE_BIT(NAMESPACE_USER)) {
		set(facts, WATCH_MAP, ps_map_text(fd, "uid_map", text, sizeof text));
	}
	if (container->differs & NAMESPACE_BIT(NAMESPACE_NET)) {
		set(facts, WATCH_ADDRESSES, address_view_list(fd, text, sizeof text));
	}
	close(fd);
}
