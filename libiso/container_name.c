/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "container_name.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a folder of a path begins with, what the folder above is called, and what follows. */
struct pattern {
	const char *engine;
	const char *above;  /* NULL: any */
	const char *before; /* cut off the id */
	const char *after;  /* cut off the id; "" none */
	bool hexadecimal;   /* the id is one, of 12 digits or more */
};

static const struct pattern patterns[] = {
	{ "docker", NULL, "docker-", ".scope", true },
	{ "docker", "docker", "", "", true },
	{ "docker", "buildkit", "", "", false },
	{ "podman", NULL, "libpod-", ".scope", true },
	{ "podman", NULL, "libpod-", "", true },
	{ "kubernetes", NULL, "cri-containerd-", ".scope", true },
	{ "kubernetes", NULL, "crio-", ".scope", true },
	{ "kubernetes", NULL, "cri-containerd:", "", true },
	{ "containerd", NULL, "nerdctl-", ".scope", true },
	{ "lxc", NULL, "lxc.payload.", "", false },
	{ "lxc", "lxc", "", "", false },
	{ "lxc", NULL, "lxc.payload-", "", false },
	{ "nspawn", NULL, "systemd-nspawn@", ".service", false },
	{ "nspawn", NULL, "machine-", ".scope", false },
	{ "crun", NULL, "crun-", ".scope", false },
	{ "crun", "crun", "", "", false },
	{ "runc", NULL, "runc-", ".scope", false },
	{ "runc", "runc", "", "", false },
	{ "flatpak", NULL, "app-flatpak-", ".scope", false },
	{ "snap", NULL, "snap.", ".scope", false },
	{ "snap", NULL, "snap.", ".service", false },
};

static const char *const unit_ends[] = { ".service", ".scope" };

/* Programs that stand between the caller and the container that they made. */
static const char *const programs[][2] = {
	{ "bwrap", "bwrap" },
	{ "cns-unshare", "cns" },
	{ "unshare", "unshare" },
	{ "cns-chroot", "cns" },
	{ "cns-enter", "cns" },
	{ "nsenter", "nsenter" },
	{ "systemd-nspawn", "nspawn" },
	{ "containerd-shim", "containerd" },
	{ "conmon", "podman" },
	{ "lxc-start", "lxc" },
	{ "lxc-execute", "lxc" },
	{ "crun", "crun" },
	{ "runc", "runc" },
	{ "firejail", "firejail" },
	{ "nsjail", "nsjail" },
	{ "minijail0", "minijail" },
	{ "bst", "bst" },
	{ "flatpak", "flatpak" },
	{ "buildah", "buildah" },
};

/* A folder of a path, and the one above it. */
struct folder {
	const char *text;
	size_t length;
	const char *above;
	size_t above_length;
};

static bool is_hexadecimal(const char *text, size_t length)
{
	return length >= 12 && strspn(text, "0123456789abcdef") >= length;
}

void container_name_unescape(char *copy, const char *text, size_t length)
{
	while (length > 0 && *text) {
		char hex[3] = { 0 };

		if (length >= 4 && text[0] == '\\' && text[1] == 'x' &&
		    isxdigit((unsigned char)text[2]) && isxdigit((unsigned char)text[3])) {
			memcpy(hex, text + 2, 2);
			*copy++ = (char)strtoul(hex, NULL, 16);
			text += 4;
			length -= 4;
		} else {
			*copy++ = *text++;
			length--;
		}
	}
	*copy = '\0';
}

static bool matches(const struct pattern *pattern, const struct folder *folder,
		    struct container_name *name)
{
	/* Most patterns end at their first letter: a name is held against all of them. */
	if (*pattern->before && *pattern->before != *folder->text) {
		return false;
	}
	size_t before = strlen(pattern->before), after = strlen(pattern->after);
	if (pattern->above && (strlen(pattern->above) != folder->above_length ||
			       memcmp(pattern->above, folder->above, folder->above_length) != 0)) {
		return false;
	}
	if (folder->length <= before + after ||
	    strncmp(folder->text, pattern->before, before) != 0 ||
	    memcmp(folder->text + folder->length - after, pattern->after, after) != 0) {
		return false;
	}
	size_t length = folder->length - before - after;
	if (pattern->hexadecimal && !is_hexadecimal(folder->text + before, length)) {
		return false;
	}
	name->engine = pattern->engine;
	name->is_unit = false;
	length = length < sizeof name->id ? length : sizeof name->id - 1;
	container_name_unescape(name->id, folder->text + before, length);
	return true;
}

/* Kubernetes without systemd has the bare id below the pod's folder. */
static bool matches_pod(const struct folder *folder, struct container_name *name)
{
	if (folder->above_length < 4 || strncmp(folder->above, "pod", 3) != 0 ||
	    !is_hexadecimal(folder->text, folder->length)) {
		return false;
	}
	name->engine = "kubernetes";
	name->is_unit = false;
	snprintf(name->id, sizeof name->id, "%.*s", (int)folder->length, folder->text);
	return true;
}

static bool matches_unit(const struct folder *folder, struct container_name *name)
{
	for (size_t i = 0; i < sizeof unit_ends / sizeof unit_ends[0]; i++) {
		size_t end = strlen(unit_ends[i]);

		if (folder->length > end &&
		    memcmp(folder->text + folder->length - end, unit_ends[i], end) == 0) {
			name->engine = "systemd";
			name->is_unit = true;
			snprintf(name->id, sizeof name->id, "%.*s", (int)folder->length,
				 folder->text);
			return true;
		}
	}
	return false;
}

/* Goes down one path; what is found deeper is nested in what was found before. */
static void read_path(const char *path, size_t length, struct container_name *container,
		      struct container_name *unit)
{
	struct folder folder = { .above = path };
	const char *end = path + length;

	while (path < end) {
		path += *path == '/';
		size_t part = strcspn(path, "/\n");

		part = part > (size_t)(end - path) ? (size_t)(end - path) : part;
		folder.text = path;
		folder.length = part;
		bool found = matches_pod(&folder, container);
		for (size_t i = 0; !found && i < sizeof patterns / sizeof patterns[0]; i++) {
			found = matches(&patterns[i], &folder, container);
		}
		if (!found) {
			matches_unit(&folder, unit);
		}
		folder.above = path;
		folder.above_length = part;
		path += part;
	}
}

bool container_name_read(const char *cgroups, struct container_name *name)
{
	struct container_name container = { 0 }, unit = { 0 };

	/* The path is behind the second colon, and may itself hold any. */
	for (const char *line = cgroups; *line && !container.engine;) {
		size_t length = strcspn(line, "\n");
		const char *path = memchr(line, ':', length);

		path = path ? memchr(path + 1, ':', length - (size_t)(path + 1 - line)) : NULL;
		if (path) {
			read_path(path + 1, length - (size_t)(path + 1 - line), &container, &unit);
		}
		line += length;
		line += *line == '\n';
	}
	*name = container.engine ? container : unit;
	return name->engine != NULL;
}

const char *container_name_engine(const char *program)
{
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
		/* The kernel keeps 15 bytes of a program's name. */
		if (strncmp(program, programs[i][0], 15) == 0) {
			return programs[i][1];
		}
	}
	return NULL;
}
