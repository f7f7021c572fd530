/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_label.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "kernel/file.h"
#include "text.h"

#define PREFIX "user.cns."

enum { NAME_SIZE = 64, VALUE_SIZE = 256 };

/* Lists are separated by blanks, so a value has none. */
int cgroup_label_check(struct run *run, const char *assignment)
{
	size_t length = strcspn(assignment, "=");
	char name[NAME_SIZE];

	run_step(run, "read the label '%.200s'", assignment);
	snprintf(name, sizeof name, "%.*s", (int)(length < NAME_SIZE ? length : 0), assignment);
	if (!assignment[length] || !text_is_name(name)) {
		return run_refuse(run,
				  "a label is NAME=VALUE, the name of letters, digits and _.-");
	}
	const char *value = assignment + length + 1;
	if (strlen(value) >= VALUE_SIZE || value[strcspn(value, " \t\n")]) {
		return run_refuse(run,
				  "the value of a label has at most %d characters and no blank",
				  VALUE_SIZE - 1);
	}
	return 0;
}

static int open_folder(struct run *run, const struct cgroup *cgroup)
{
	int fd = openat(cgroup->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? run_refuse_errno(run, "its folder cannot be opened") : fd;
}

char *cgroup_label_now(struct run *run, const struct cgroup *cgroup, const char *assignment)
{
	char name[sizeof PREFIX + NAME_SIZE], value[VALUE_SIZE] = "", *now = NULL;
	int length = (int)strcspn(assignment, "=");

	run_step(run, "read the label %.*s of the cgroup %s", length, assignment, cgroup->path);
	snprintf(name, sizeof name, PREFIX "%.*s", length, assignment);
	int fd = open_folder(run, cgroup);
	if (fd < 0) {
		return NULL;
	}
	if (fgetxattr(fd, name, value, sizeof value - 1) < 0 && errno != ENODATA) {
		run_refuse_errno(run, "it cannot be read");
	} else if (asprintf(&now, "%.*s=%s", length, assignment, value) < 0) {
		now = NULL;
		run_refuse(run, "no memory for it");
	}
	close(fd);
	return now;
}

int cgroup_label_set(struct run *run, const struct cgroup *cgroup, const char *assignment)
{
	char name[sizeof PREFIX + NAME_SIZE];
	int length = (int)strcspn(assignment, "=");
	const char *value = assignment + length + 1;

	if (cgroup_label_check(run, assignment) < 0) {
		return -1;
	}
	snprintf(name, sizeof name, PREFIX "%.*s", length, assignment);
	run_step(run, "label the cgroup %s", cgroup->path);
	int fd = open_folder(run, cgroup);
	if (fd < 0) {
		return -1;
	}
	int result = kernel_fsetxattr(run, fd, name, *value ? value : NULL);
	close(fd);
	if (result < 0 && run->failure.error == ENODATA) {
		run_forgive(run);
		return 0;
	}
	return result;
}

void cgroup_labels(const struct cgroup *cgroup, char text[CGROUP_LABELS_MAX])
{
	char names[CGROUP_LABELS_MAX], value[VALUE_SIZE];
	size_t used = 0;
	int fd = openat(cgroup->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : flistxattr(fd, names, sizeof names);

	text[0] = '\0';
	for (ssize_t at = 0; at < length; at += (ssize_t)strlen(names + at) + 1) {
		const char *name = names + at;

		if (strncmp(name, PREFIX, strlen(PREFIX)) != 0) {
			continue;
		}
		ssize_t size = fgetxattr(fd, name, value, sizeof value - 1);
		if (size < 0 || used + strlen(name) + (size_t)size + 2 >= CGROUP_LABELS_MAX) {
			continue;
		}
		used += (size_t)snprintf(text + used, CGROUP_LABELS_MAX - used, "%s%s=%.*s",
					 used ? " " : "", name + strlen(PREFIX), (int)size, value);
	}
	if (fd >= 0) {
		close(fd);
	}
}

bool cgroup_has_label(const struct cgroup *cgroup, const char *label)
{
	char labels[CGROUP_LABELS_MAX], one[NAME_SIZE + VALUE_SIZE];
	const char *rest = labels;
	bool any = !strchr(label, '=');

	cgroup_labels(cgroup, labels);
	while (text_next(&rest, ' ', one, sizeof one) > 0) {
		if (any) {
			one[strcspn(one, "=")] = '\0';
		}
		if (strcmp(one, label) == 0) {
			return true;
		}
	}
	return false;
}
