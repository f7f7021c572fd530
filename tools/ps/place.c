/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place - where a target lives: root, layers, mounts, cgroup */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cgroup_usage.h"
#include "fact.h"
#include "mountinfo.h"
#include "ps.h"
#include "text.h"

static bool has_option(const char *options, const char *wanted)
{
	char option[256];

	while (text_next(&options, ',', option, sizeof option) > 0) {
		if (strcmp(option, wanted) == 0) {
			return true;
		}
	}
	return false;
}

/* The layers of an overlay stand in the options of its file system, the topmost first. */
static void add_layers(struct subject *subject, const char *options)
{
	const char *lower = strstr(options, "lowerdir=");
	const char *upper = strstr(options, "upperdir=");
	char layer[4096], item[32];
	unsigned number = 0;

	if (upper) {
		fact_add(subject, "root", "writable layer", "%.*s", (int)strcspn(upper + 9, ","),
			 upper + 9);
	}
	for (const char *at = lower ? lower + 9 : ""; *at && *at != ',';) {
		size_t length = strcspn(at, ":,");

		snprintf(layer, sizeof layer, "%.*s", (int)length, at);
		snprintf(item, sizeof item, "layer %u", ++number);
		fact_add(subject, "root", item, "%s", layer);
		at += length;
		at += *at == ':';
	}
}

static bool is_engine_socket(const char *path)
{
	static const char *const sockets[] = { "docker.sock", "containerd.sock", "podman.sock",
					       "crio.sock", "cri-dockerd.sock" };
	const char *name = strrchr(path, '/');

	for (size_t i = 0; name && i < sizeof sockets / sizeof sockets[0]; i++) {
		if (strcmp(name + 1, sockets[i]) == 0) {
			return true;
		}
	}
	return false;
}

/* What of the mounts may be a way out. */
static void note_mount(struct subject *subject, const struct mountinfo *mount)
{
	bool writable = has_option(mount->options, "rw") && has_option(mount->super_options, "rw");

	if (strncmp(mount->type, "cgroup", 6) == 0 && writable) {
		snprintf(subject->writable_cgroup, sizeof subject->writable_cgroup, "%s",
			 mount->point);
	}
	if (is_engine_socket(mount->point) || is_engine_socket(mount->root)) {
		snprintf(subject->engine_socket, sizeof subject->engine_socket, "%s", mount->point);
	}
	if (strcmp(mount->type, "devtmpfs") == 0 && strcmp(mount->root, "/") == 0) {
		snprintf(subject->devices, sizeof subject->devices, "%s", mount->point);
	}
	if (strcmp(mount->point, "/") == 0 || strcmp(mount->point, "/dev") == 0) {
		subject->has_inert_nodes = strncmp(mount->type, "fuse", 4) == 0 ||
					   has_option(mount->options, "nodev");
	}
	if (strcmp(mount->point, "/proc") == 0 && strcmp(mount->type, "proc") == 0) {
		subject->has_proc = has_option(mount->options, "rw");
	}
	if (strcmp(mount->point, "/proc/sys") == 0 && has_option(mount->options, "ro")) {
		subject->has_proc_sys_shut = true;
	}
}

/* What is mounted at / last is what is seen there. */
static void add_root_mount(struct subject *subject, const struct mountinfo *mount)
{
	if (strcmp(mount->point, "/") == 0) {
		fact_add(subject, "root", "file system", "%s of %s", mount->type, mount->source);
		add_layers(subject,
			   strcmp(mount->type, "overlay") == 0 ? mount->super_options : "");
	}
}

static void add_mount(struct subject *subject, const struct mountinfo *mount)
{
	note_mount(subject, mount);
	fact_add(subject, "mount", mount->point, "%s %s %s%s%s", mount->type, mount->source,
		 mount->options, *mount->propagation ? " " : "", mount->propagation);
}

/* Returns how many mounts there are. */
static unsigned long each_mount(struct subject *subject,
				void (*take)(struct subject *, const struct mountinfo *))
{
	struct mountinfo mount;
	unsigned long count = 0;

	if (mountinfo_open(subject->run, subject->target.proc_fd, &mount) < 0) {
		run_forgive(subject->run);
		return 0;
	}
	for (; mountinfo_next(&mount); count++) {
		take(subject, &mount);
	}
	mountinfo_close(&mount);
	return count;
}

static void add_root(struct subject *subject)
{
	char path[4096];
	ssize_t length = readlinkat(subject->target.proc_fd, "root", path, sizeof path - 1);

	if (length < 0) {
		fact_add(subject, "root", "path", "cannot be seen");
		return;
	}
	path[length] = '\0';
	fact_add(subject, "root", "path", "%s%s", path,
		 subject_shares(subject, NAMESPACE_MNT) ? "" : " of its own mount namespace");
}

static void add_amount(struct subject *subject, const char *item, uint64_t amount, const char *unit)
{
	if (amount == CGROUP_USAGE_UNLIMITED) {
		fact_add(subject, "cgroup", item, "unlimited");
	} else if (amount != CGROUP_USAGE_UNKNOWN) {
		fact_add(subject, "cgroup", item, "%" PRIu64 "%s", amount, unit);
	}
}

/* Where a container has no group in a hierarchy, that of whoever started it says nothing of it. */
static const char *find_cgroups_around(const struct subject *subject)
{
	size_t at = subject->containers->member[subject->process - subject->census->item];
	const struct container *container = &subject->containers->item[at];

	return at > 0 && container->has_cgroup ? container->cgroups_around : "";
}

static void add_usage(struct subject *subject)
{
	static const char *const pressures[] = { "cpu pressure", "memory pressure", "io pressure" };
	struct cgroup_usage_source source;
	struct cgroup_usage usage;

	if (cgroup_usage_open(subject->run, &source) < 0) {
		run_forgive(subject->run);
		return;
	}
	const struct cgroup_usage_groups groups = { subject->process->cgroups,
						    find_cgroups_around(subject) };
	cgroup_usage_read(&source, &groups, &usage);
	cgroup_usage_close(&source);
	add_amount(subject, "memory", usage.memory, " bytes");
	add_amount(subject, "memory at most", usage.memory_max, " bytes");
	add_amount(subject, "processes", usage.pids, "");
	add_amount(subject, "processes at most", usage.pids_max, "");
	add_amount(subject, "cpu time", usage.cpu_time, " microseconds");
	add_amount(subject, "cpu at most", usage.cpu_percent, "% of one CPU");
	for (int i = 0; i < 3; i++) {
		if (*usage.pressure[i]) {
			fact_add(subject, "cgroup", pressures[i], "%s", usage.pressure[i]);
		}
	}
}

void subject_read_place(struct subject *subject)
{
	char path[4096];

	add_root(subject);
	fact_add(subject, "root", "mounts", "%lu", each_mount(subject, add_root_mount));
	each_mount(subject, add_mount);
	subject_read_nodes(subject);
	container_cgroup_path(subject->process->cgroups, path, sizeof path);
	fact_add(subject, "cgroup", "path", "%s", path);
	add_usage(subject);
}
