/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "target_find.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "container_name.h"
#include "target_descend.h"
#include "text.h"

/* How well a group fits a name: the whole path of it comes before the end of another's. */
enum fit { FIT_NONE, FIT_END, FIT_WHOLE, FITS };

/* What was found so far with one fit. */
struct finding {
	char group[PATH_MAX]; /* the first group that fits */
	char other[PATH_MAX]; /* another one, which makes the name ambiguous */
	pid_t pid;            /* its first process, or 0 */
	uint64_t start;
};

/* What engines write before a container's id or name, and systemd after it. */
static const char *const before[] = {
	"docker-", "libpod-",   "cri-containerd-", "containerd-", "crio-",
	"crun-",   "runc-",     "lxc.payload.",    "machine-",    "systemd-nspawn@",
	"nspawn-", "buildkit-", "cri-containerd:", "docker:",
};
static const char *const after[] = { ".scope", ".service", ".slice" };

static bool is_id(const char *text)
{
	size_t length = strspn(text, "0123456789abcdef");

	return length >= 12 && text[length] == '\0';
}

/* Whether one folder of a cgroup's path is that of the unit or container. */
static bool names_container(const char *folder, size_t length, const char *name)
{
	char plain[NAME_MAX + 1];
	const char *rest = plain;

	if (length >= sizeof plain) {
		return false;
	}
	container_name_unescape(plain, folder, length);
	if (strcmp(plain, name) == 0) {
		return true;
	}
	for (size_t i = 0; i < sizeof after / sizeof after[0]; i++) {
		size_t end = strlen(plain), tail = strlen(after[i]);

		if (end > tail && strcmp(plain + end - tail, after[i]) == 0) {
			plain[end - tail] = '\0';
			break;
		}
	}
	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++) {
		if (strncmp(rest, before[i], strlen(before[i])) == 0) {
			rest += strlen(before[i]);
			break;
		}
	}
	return strcmp(plain, name) == 0 || strcmp(rest, name) == 0 ||
	       (strlen(name) >= 3 && is_id(rest) && strncmp(rest, name, strlen(name)) == 0);
}

/* Finds the shallowest group of a path that is meant; *end is where its own path ends. */
static enum fit fit_container(const char *path, const char *name, size_t *end)
{
	for (const char *folder = path; *folder == '/'; folder += 1 + strcspn(folder + 1, "/")) {
		size_t length = strcspn(folder + 1, "/");

		if (names_container(folder + 1, length, name)) {
			*end = (size_t)(folder - path) + 1 + length;
			return FIT_END;
		}
	}
	return FIT_NONE;
}

static enum fit fit_cgroup(const char *path, const char *name, size_t *end)
{
	size_t length;

	name += strspn(name, "/");
	length = strlen(name);
	while (length > 0 && name[length - 1] == '/') {
		length--;
	}
	if (length == 0) {
		return FIT_NONE;
	}
	for (const char *at = path; *at == '/'; at += 1 + strcspn(at + 1, "/")) {
		if (strncmp(at + 1, name, length) == 0 &&
		    (at[1 + length] == '/' || !at[1 + length])) {
			*end = (size_t)(at - path) + 1 + length;
			return at == path ? FIT_WHOLE : FIT_END;
		}
	}
	return FIT_NONE;
}

static enum fit fit_path(const struct target_search *search, const char *path, size_t *end)
{
	enum fit fit;

	if (!search->is_cgroup) {
		return fit_container(path, search->name, end);
	}
	fit = fit_cgroup(path, search->name, end);
	return search->name[0] == '/' && fit == FIT_END ? FIT_NONE : fit;
}

/* nspawn's own process stands beside what it runs. */
static bool is_helper(const char *below)
{
	return strncmp(below, "/supervisor", 11) == 0 && (below[11] == '/' || !below[11]);
}

/* Behind the second colon; "" where the text was cut before it. */
static const char *path_in_line(const char *line)
{
	const char *at = line;

	for (int colons = 0; colons < 2; colons++) {
		at += strcspn(at, ":\n");
		if (*at != ':') {
			break;
		}
		at++;
	}
	return at;
}

/*
 * The best fit among the lines of a /proc/PID/cgroup, which name the hierarchy, its controllers
 * and the path; cgroup v2 (hierarchy 0) is the last line but
 * decides.
 */
static enum fit fit_process(const struct target_search *search, const char *cgroups,
			    char group[PATH_MAX])
{
	enum fit best = FIT_NONE;

	for (const char *line = cgroups, *next; *line; line = next) {
		const char *path = path_in_line(line);
		char text[PATH_MAX];
		size_t end = 0, length = strcspn(path, "\n");

		next = path + length;
		next += *next == '\n';
		if (length >= sizeof text) {
			continue;
		}
		memcpy(text, path, length);
		text[length] = '\0';
		enum fit fit = fit_path(search, text, &end);
		if (fit != FIT_NONE && !is_helper(text + end) &&
		    (fit > best || (fit == best && strncmp(line, "0::", 3) == 0))) {
			best = fit;
			memcpy(group, text, end);
			group[end] = '\0';
		}
	}
	return best;
}

bool target_is_member(const struct target_search *search, const char *cgroups)
{
	char group[PATH_MAX];

	return fit_process(search, cgroups, group) != FIT_NONE;
}

/* Reads a file of a process without a word: processes come and go while one looks. */
static bool read_quietly(int proc_fd, const char *pid, const char *name, char *text, size_t size)
{
	char path[48];
	size_t used = 0;

	snprintf(path, sizeof path, "%.20s/%s", pid, name);
	int fd = openat(proc_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		return false;
	}
	for (ssize_t n = 1; n > 0 && used < size - 1;) {
		n = read(fd, text + used, size - 1 - used);
		used += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	text[used] = '\0';
	return used > 0;
}

/* When the process began, field 22 of its stat; the 2nd, its name, may hold anything. */
static uint64_t start_of(int proc_fd, const char *pid)
{
	char text[1024];
	const char *field = read_quietly(proc_fd, pid, "stat", text, sizeof text)
				    ? strrchr(text, ')')
				    : NULL;
	uint64_t start = UINT64_MAX;

	for (int number = 2; field && number < 22; number++) {
		field = strchr(field + 1, ' ');
	}
	if (field) {
		sscanf(field, " %" SCNu64, &start);
	}
	return start;
}

static void add_finding(struct finding *finding, const char *group, pid_t pid, uint64_t start)
{
	if (finding->pid == 0) {
		memcpy(finding->group, group, strlen(group) + 1);
	} else if (strcmp(finding->group, group) != 0) {
		memcpy(finding->other, group, strlen(group) + 1);
		return;
	}
	if (finding->pid == 0 || start < finding->start ||
	    (start == finding->start && pid < finding->pid)) {
		finding->pid = pid;
		finding->start = start;
	}
}

static void search_all(const struct target_search *search, DIR *proc, struct finding findings[FITS])
{
	char group[PATH_MAX], *cgroups = malloc(32768);
	struct dirent *entry;

	while (cgroups && (entry = readdir(proc))) {
		uint64_t pid;

		if (text_to_number(entry->d_name, INT32_MAX, &pid) < 0 ||
		    !read_quietly(dirfd(proc), entry->d_name, "cgroup", cgroups, 32768)) {
			continue;
		}
		enum fit fit = fit_process(search, cgroups, group);
		if (fit != FIT_NONE) {
			add_finding(&findings[fit], group, (pid_t)pid,
				    start_of(dirfd(proc), entry->d_name));
		}
	}
	free(cgroups);
}

static pid_t judge(struct run *run, const struct target_search *search,
		   const struct finding findings[FITS])
{
	const struct finding *best = &findings[findings[FIT_WHOLE].pid ? FIT_WHOLE : FIT_END];

	if (best->pid == 0 && search->is_cgroup) {
		return run_refuse(run, "no process that can be seen is in a cgroup of that name");
	}
	if (best->pid == 0) {
		return run_refuse(run, "it is no PID, and no unit or container with a process, "
				       "nor a network, has that name or id");
	}
	if (best->other[0]) {
		run_refuse(run, "it may be %s as well as %s", best->group, best->other);
		return run_advise(run, "name one of them from the start: @%s", best->group);
	}
	run_note(run, "it is %s, and process %d its first", best->group, best->pid);
	return best->pid;
}

pid_t target_find(struct run *run, struct target_search *search)
{
	pid_t pid;

	run_step(run, "find %s '%s' by the cgroups of the processes in /proc",
		 search->is_cgroup ? "the cgroup" : "the target", search->name);
	if (!*search->name) {
		return run_refuse(run, "the name is empty");
	}
	DIR *proc = opendir("/proc");
	struct finding *findings = calloc(FITS, sizeof *findings);
	if (!proc || !findings) {
		pid = run_refuse(run, "/proc cannot be read");
	} else {
		search_all(search, proc, findings);
		pid = judge(run, search, findings);
		search->is_found = findings[FIT_WHOLE].pid || findings[FIT_END].pid;
		pid = pid > 0 ? target_descend(run, dirfd(proc), search, pid) : pid;
	}
	free(findings);
	if (proc) {
		closedir(proc);
	}
	return pid;
}
