/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * container_name - which engine made a container, and what it calls it: guessed from the cgroup.
 *
 * Engines put the id or the name of a container into the path of its cgroup; no daemon need be
 * asked.  A guess it is: who may make cgroups may call them as they like.
 */
#ifndef LIBISO_CONTAINER_NAME_H
#define LIBISO_CONTAINER_NAME_H

#include <stdbool.h>
#include <stddef.h>

struct container_name {
	const char *engine; /* "docker", "podman", ..., "systemd" for a unit; NULL: not known */
	bool is_unit;       /* a service or scope, whose processes may share every namespace */
	char id[256];       /* as the cgroup has it: escape it */
};

/*
 * Reads the text of a /proc/PID/cgroup: the innermost container of any hierarchy, else the
 * innermost unit.  False, and an empty name, when there is neither.
 */
bool container_name_read(const char *cgroups, struct container_name *);

/*
 * Copies length bytes of a unit's name without systemd's escapes ("my\x2dbox" is my-box;
 * systemd.unit(5)).  The copy is never longer.
 */
void container_name_unescape(char *copy, const char *text, size_t length);

/* Which engine a program of this name (comm) belongs to, or NULL. */
const char *container_name_engine(const char *program);

#endif
