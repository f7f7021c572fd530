/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sysctl.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "kernel/file.h"

/* Keys end in a dot where all below it are meant; longest first is not needed, they are disjoint.
 */
static const struct {
	const char *key, *namespace;
} owned[] = {
	{ "net.", "net" },
	{ "fs.mqueue.", "ipc" },
	{ "kernel.shm", "ipc" },
	{ "kernel.msg", "ipc" },
	{ "kernel.sem", "ipc" },
	{ "kernel.hostname", "uts" },
	{ "kernel.domainname", "uts" },
};

/* The inodes of the first namespaces (include/linux/proc_ns.h; that of net before 6.18 second). */
static bool is_first(const char *namespace)
{
	char path[40];
	struct stat file;

	snprintf(path, sizeof path, "/proc/self/ns/%s", namespace);
	if (stat(path, &file) < 0) {
		return false;
	}
	switch (namespace[0]) {
	case 'i': return file.st_ino == 0xefffffffu;
	case 'u': return file.st_ino == 0xeffffffeu;
	default: return file.st_ino == 0xeffffff9u || file.st_ino == 0xf0000000u;
	}
}

/* Splits KEY=VALUE; the key with dots. */
static bool split(const char *setting, char key[128])
{
	size_t length = strcspn(setting, "=");

	if (setting[length] != '=' || length == 0 || length >= 128) {
		return false;
	}
	memcpy(key, setting, length);
	key[length] = '\0';
	/* With slashes, a dot is part of a name: an interface may be called eth0.5. */
	if (!strchr(key, '/')) {
		for (char *dot = key; (dot = strchr(dot, '.'));) {
			*dot = '/';
		}
	}
	return !strstr(key, "..") && key[0] != '/';
}

static const char *owner_of(const char *path)
{
	for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++) {
		const char *key = owned[i].key;
		size_t at = 0;

		while (key[at] && (key[at] == path[at] || (key[at] == '.' && path[at] == '/'))) {
			at++;
		}
		if (!key[at]) {
			return owned[i].namespace;
		}
	}
	return NULL;
}

int sysctl_check(const char *setting)
{
	char key[128];

	return split(setting, key) && owner_of(key) ? 0 : -1;
}

int sysctl_set(struct run *run, const char *setting)
{
	char key[128], path[160];
	const char *owner = split(setting, key) ? owner_of(key) : NULL;

	if (!owner) {
		return run_refuse(run, "'%s' is no KEY=VALUE of a namespace", setting);
	}
	run_step(run, "set %s of the %s namespace", key, owner);
	if (!run->dry && is_first(owner)) {
		return run_refuse(run, "the %s namespace is the machine's own", owner);
	}
	snprintf(path, sizeof path, "/proc/sys/%s", key);
	return kernel_write_file(run, AT_FDCWD, path, strchr(setting, '=') + 1);
}
