/* SPDX-License-Identifier: GPL-2.0-or-later */
/* identity - who a target is: process, container, namespaces, ids */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "address_view.h"
#include "fact.h"
#include "ps.h"

static void add_process(struct subject *subject)
{
	const struct census_process *process = subject->process;
	char text[4096];

	fact_add(subject, "process", "pid", "%d", process->pid);
	fact_add(subject, "process", "parent", "%d", process->parent);
	fact_add(subject, "process", "command", "%s",
		 census_command(subject->census, process, text, sizeof text));
	fact_add(subject, "process", "age", "%s", ps_age_text(text, census_age(process)));
	fact_add(subject, "process", "threads", "%u", process->threads);
	if (subject->has_status) {
		fact_add(subject, "process", "user", "%u", subject->status.uid);
		fact_add(subject, "process", "group", "%u", subject->status.gid);
	}
}

static void add_container(struct subject *subject)
{
	size_t at = subject->containers->member[subject->process - subject->census->item];
	const struct container *container = &subject->containers->item[at];
	struct ps_name name;

	if (at == 0) {
		fact_add(subject, "container", "id", "none: it is not isolated");
		return;
	}
	fact_add(subject, "container", "id", "%s",
		 ps_name(&name, subject->census, container, PS_NAME_WHOLE));
	if (container->engine) {
		fact_add(subject, "container", "engine", "%s", container->engine);
	}
	fact_add(subject, "container", "init", "%d", subject->census->item[container->init].pid);
	fact_add(subject, "container", "processes", "%zu", container->processes);
}

static void add_namespaces(struct subject *subject)
{
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		uintmax_t inode = subject->process->namespace[kind];

		if (!subject->process->is_seen) {
			fact_add(subject, "namespace", namespaces[kind].name, "cannot be seen");
		} else if (inode) {
			fact_add(subject, "namespace", namespaces[kind].name, "%s %ju",
				 subject_shares(subject, (enum namespace_kind)kind) ? "ours"
										    : "its own",
				 inode);
		}
	}
}

/* "0-65535 inside are 100000-165535 outside" */
static void add_extent(struct subject *subject, const char *what, const char *line)
{
	unsigned inside, outside, count;
	char item[64];

	if (sscanf(line, "%u %u %u", &inside, &outside, &count) != 3) {
		return;
	}
	snprintf(item, sizeof item, "%s from %u", what, inside);
	if (count == UINT32_MAX && inside == 0 && outside == 0) {
		fact_add(subject, "ids", item, "all ids are the same inside and outside");
	} else if (count == 1) {
		fact_add(subject, "ids", item, "%u inside is %u outside", inside, outside);
	} else {
		fact_add(subject, "ids", item, "%u-%u inside are %u-%u outside", inside,
			 inside + count - 1, outside, outside + count - 1);
	}
}

static void add_user(struct subject *subject, const char *line)
{
	add_extent(subject, "users", line);
}

static void add_group(struct subject *subject, const char *line)
{
	add_extent(subject, "groups", line);
}

void subject_read_identity(struct subject *subject)
{
	char text[4096];

	add_process(subject);
	add_container(subject);
	add_namespaces(subject);
	subject_each_line(subject, "uid_map", add_user);
	subject_each_line(subject, "gid_map", add_group);
	int links = address_view_links(subject->target.proc_fd);
	if (links >= 0) {
		fact_add(subject, "network", "links", "%d", links);
		fact_add(subject, "network", "addresses", "%s",
			 address_view_list(subject->target.proc_fd, text, sizeof text));
	}
}
