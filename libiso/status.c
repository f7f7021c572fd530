/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "status.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/file.h"

/* Groups there may be 65536 of, each with up to ten digits and a blank. */
enum { STATUS_MOST = 1 << 20 };

static int read_groups(struct status *status, const char *list)
{
	size_t room = strlen(list) / 2 + 1;
	char *end;

	free(status->groups);
	status->group_count = 0;
	status->groups = calloc(room, sizeof *status->groups);
	if (!status->groups) {
		return -1;
	}
	for (;; list = end) {
		unsigned long gid = strtoul(list, &end, 10);

		if (end == list || status->group_count == room) {
			return 0;
		}
		status->groups[status->group_count++] = (gid_t)gid;
	}
}

static bool read_set(const char *text, uint64_t *set)
{
	return sscanf(text, " %" SCNx64, set) == 1;
}

/* One row a field that must be there; the kernel escapes the process's own name, the first line. */
static bool read_line(struct status *status, const char *line)
{
	unsigned nnp;
	const struct {
		const char *field;
		uint64_t *set;
	} sets[] = {
		{ "CapInh:", &status->inheritable }, { "CapPrm:", &status->permitted },
		{ "CapEff:", &status->effective },   { "CapBnd:", &status->bounding },
		{ "CapAmb:", &status->ambient },
	};

	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
		if (strncmp(line, sets[i].field, 7) == 0) {
			return read_set(line + 7, sets[i].set);
		}
	}
	if (sscanf(line, "NoNewPrivs: %u", &nnp) == 1) {
		status->no_new_privs = nnp != 0;
		return true;
	}
	return sscanf(line, "Uid: %*u %u", &status->uid) == 1 ||
	       sscanf(line, "Gid: %*u %u", &status->gid) == 1 ||
	       (strncmp(line, "Groups:", 7) == 0 && read_groups(status, line + 7) == 0);
}

int status_read(struct run *run, int proc_fd, struct status *status)
{
	enum { FIELDS = 9 };
	struct status found = { .umask = 022 };
	char *text = malloc(STATUS_MOST), *next = text;
	unsigned fields = 0;

	run_step(run, "read who the target is and what it may do");
	if (!text) {
		return run_refuse(run, "there is no memory");
	}
	if (kernel_read_record(run, proc_fd, "status", text, STATUS_MOST) < 0) {
		free(text);
		return -1;
	}
	errno = 0;
	for (char *line; (line = strsep(&next, "\n"));) {
		fields += read_line(&found, line);
		sscanf(line, "Seccomp: %u", &found.seccomp_mode);
		sscanf(line, "Umask: %o", &found.umask);
	}
	int error = errno;

	free(text);
	if (fields != FIELDS) {
		status_free(&found);
		return error == ENOMEM ? run_refuse(run, "there is no memory")
				       : run_refuse(run, "its status in /proc lacks a field");
	}
	*status = found;
	return 0;
}

void status_free(struct status *status)
{
	free(status->groups);
	status->groups = NULL;
	status->group_count = 0;
}
