/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state - what a command could leave behind, as lines of text that can be compared.
 *
 * Processes, mounts, control groups with their values, members and device programs, links and
 * addresses, the files of watched folders, and what a command of the caller's prints.  Numbers
 * that differ from run to run (ids of mounts, inodes) are left out.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sweep.h"

static FILE *writing;

static pid_t first_pid[1024];
static int first_count;

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static void each_process(void (*act)(pid_t))
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		if (is_number(entry->d_name)) {
			act((pid_t)strtol(entry->d_name, NULL, 10));
		}
	}
	if (folder) {
		closedir(folder);
	}
}

static void note_process(pid_t pid)
{
	if (first_count < 1024) {
		first_pid[first_count++] = pid;
	}
}

static bool is_first(pid_t pid)
{
	for (int i = 0; i < first_count; i++) {
		if (first_pid[i] == pid) {
			return true;
		}
	}
	return false;
}

void state_note_processes(void)
{
	first_count = 0;
	each_process(note_process);
}

static int left_count;
static char left_names[1024];

static void end_process(pid_t pid)
{
	char path[64], name[32] = "";
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	if (is_first(pid) || pid == getpid()) {
		return;
	}
	/* A zombie has no program any more: it is only not yet waited for. */
	if (stat(path, &st) == 0) {
		snprintf(path, sizeof(path), "/proc/%d/comm", pid);
		FILE *file = fopen(path, "re");

		if (file) {
			if (fgets(name, sizeof(name), file)) {
				name[strcspn(name, "\n")] = '\0';
				strncat(left_names, name,
					sizeof(left_names) - strlen(left_names) - 2);
				strncat(left_names, " ", 2);
			}
			fclose(file);
		}
		left_count++;
	}
	kill(pid, SIGKILL);
}

static int busy_count;

static void note_busy(pid_t pid)
{
	char path[64], line[512], *state;

	if (is_first(pid) || pid == getpid()) {
		return;
	}
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	FILE *file = fopen(path, "re");

	if (file && fgets(line, sizeof(line), file)) {
		state = strrchr(line, ')');
		busy_count += state && (state[2] == 'R' || state[2] == 'D');
	}
	if (file) {
		fclose(file);
	}
}

bool state_is_busy(void)
{
	busy_count = 0;
	each_process(note_busy);
	return busy_count > 0;
}

/* The names of those that had to be ended stand in the next state_read(). */
void state_end_processes(void)
{
	left_names[0] = '\0';
	left_count = 0;
	each_process(end_process);
	while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR) {
	}
}

/* Without ids, peer groups and the numbers of namespaces, which differ from run to run. */
static void put_mount(char *line)
{
	char root[2048], point[2048], options[1024];
	const char *behind = strstr(line, " - ");

	if (behind && sscanf(line, "%*s %*s %*s %2047s %2047s %1023s", root, point, options) == 3) {
		root[strcspn(root, "[")] = '\0';
		fprintf(writing, "mount %s %s %s%s%s", root, point, options,
			strstr(line, " shared:") ? " shared" : "", behind);
	}
}

static void put_lines(const char *path, const char *title, void (*put)(char *))
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) > 0) {
		if (put) {
			put(line);
		} else {
			fprintf(writing, "%s %s", title, line);
		}
	}
	free(line);
	if (file) {
		fclose(file);
	}
}

static void put_link(char *line)
{
	char *colon = strchr(line, ':');

	if (colon) {
		*colon = '\0';
		fprintf(writing, "link %s\n", line + strspn(line, " "));
	}
}

/* Those who were there at the start: the others come and go. */
static void put_members(const char *group)
{
	char path[4200];
	int pid, members = 0;

	snprintf(path, sizeof(path), "%s/cgroup.procs", group);
	FILE *file = fopen(path, "re");

	while (file && fscanf(file, "%d", &pid) == 1) {
		members += is_first(pid);
	}
	if (file) {
		fclose(file);
	}
	fprintf(writing, "cgroup %s holds %d\n", group, members);
}

static void put_programs(const char *group)
{
	int fd = open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	union bpf_attr attr = { .query = { .target_fd = (unsigned)fd,
					   .attach_type = BPF_CGROUP_DEVICE } };

	if (fd >= 0 && syscall(SYS_bpf, BPF_PROG_QUERY, &attr, sizeof(attr)) == 0 &&
	    attr.query.prog_cnt) {
		fprintf(writing, "cgroup %s has %u device programs\n", group, attr.query.prog_cnt);
	}
	if (fd >= 0) {
		close(fd);
	}
}

static int put_group(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	static const char *const value[] = { "cgroup.subtree_control",
					     "cgroup.type",
					     "cgroup.max.depth",
					     "cgroup.max.descendants",
					     "pids.max",
					     "memory.max",
					     "cpu.max",
					     "cgroup.freeze",
					     "hugetlb.2MB.max",
					     "cgroup.events" };
	(void)ftw;
	if (kind != FTW_D) {
		return 0;
	}
	fprintf(writing, "cgroup %s %u:%u\n", path, st->st_uid, st->st_gid);
	for (unsigned i = 0; i < sizeof(value) / sizeof(*value); i++) {
		char name[4200], text[256];

		snprintf(name, sizeof(name), "%s/%s", path, value[i]);
		int fd = open(name, O_RDONLY | O_CLOEXEC);
		ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text));

		if (length > 0) {
			fprintf(writing, "cgroup %s %.*s", name, (int)length, text);
		}
		if (fd >= 0) {
			close(fd);
		}
	}
	put_members(path);
	put_programs(path);
	return 0;
}

static bool sizes_matter;

static int put_file(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)kind;
	(void)ftw;
	fprintf(writing, "file %s %o %u:%u %ld\n", path, st->st_mode, st->st_uid, st->st_gid,
		S_ISREG(st->st_mode) && sizes_matter ? (long)st->st_size : 0L);
	return 0;
}

static void put_said(const char *command)
{
	char text[4096];
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC) < 0) {
		abort();
	}
	pid_t pid = fork();

	if (pid == 0) {
		dup2(pipes[1], 1);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(pipes[1]);
	for (ssize_t got; (got = read(pipes[0], text, sizeof(text))) > 0;) {
		fwrite(text, 1, (size_t)got, writing);
	}
	close(pipes[0]);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
	}
}

char *state_read(char **folder, const char *command)
{
	char *text = NULL;
	size_t size = 0;

	writing = open_memstream(&text, &size);
	if (!writing) {
		abort();
	}
	if (left_count) {
		fprintf(writing, "process %s\n", left_names);
		left_count = 0;
	}
	put_lines("/proc/self/mountinfo", "mount", put_mount);
	if (!command) {
		put_lines("/proc/net/dev", "link", put_link);
		put_lines("/proc/net/fib_trie", "address", NULL);
		put_lines("/proc/sys/net/ipv4/ip_forward", "forwarding", NULL);
	}
	nftw("/sys/fs/cgroup", put_group, 16, FTW_PHYS | FTW_MOUNT);
	/* A command tells what is in the files, and what of it differs from run to run. */
	sizes_matter = !command;
	for (; folder && *folder; folder++) {
		nftw(*folder, put_file, 16, FTW_PHYS);
	}
	fflush(writing);
	if (command) {
		put_said(command);
	}
	fclose(writing);
	return text;
}

static bool has_line(const char *text, const char *line, size_t length)
{
	for (const char *at = text; at && *at;
	     at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
		if (strncmp(at, line, length) == 0 && at[length] == '\n') {
			return true;
		}
	}
	return false;
}

static void print_missing(const char *mark, const char *text, const char *other)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length && !has_line(other, text, length)) {
			printf("\t%s %.*s\n", mark, (int)length, text);
		}
		text += length + (text[length] == '\n');
	}
}

/* The values of a group that is being removed change before it goes; records are what gc reads. */
static bool may_be_between(const char *line, const char *after)
{
	size_t length = strcspn(line, " \n") + 1;

	if (strncmp(line, "/run/cns/", 9) == 0 || strncmp(line, "file /run/cns", 13) == 0) {
		return true;
	}

	if (strncmp(line, "cgroup ", length) != 0) {
		return false;
	}
	length += strcspn(line + length, " /\n");
	for (const char *slash = line + length; *slash == '/';) {
		slash += 1 + strcspn(slash + 1, " /\n");
		length = (size_t)(slash - line);
	}
	return memmem(after, strlen(after), line, length) == NULL;
}

/* All lines of text are in one of the two others. */
static bool is_within(const char *text, const char *first, const char *second)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (length && !has_line(first, text, length) && !has_line(second, text, length) &&
		    !may_be_between(text, second)) {
			return false;
		}
		text += length + (text[length] == '\n');
	}
	return true;
}

bool state_is_between(const char *before, const char *state, const char *after)
{
	const char *line = before;

	for (; *line; line += strcspn(line, "\n") + 1) {
		size_t length = strcspn(line, "\n");

		if (has_line(after, line, length) && !has_line(state, line, length)) {
			return false;
		}
	}
	return is_within(state, before, after);
}

void state_print_difference(const char *before, const char *after)
{
	print_missing("-", before, after);
	print_missing("+", after, before);
}

static bool is_of(const char *process, unsigned long inode)
{
	static const char *const name[] = { "cgroup", "ipc",  "mnt",  "net",
					    "pid",    "time", "user", "uts" };

	for (unsigned i = 0; i < sizeof(name) / sizeof(*name); i++) {
		char path[128];
		struct stat st;

		snprintf(path, sizeof(path), "/proc/%s/ns/%s", process, name[i]);
		if (stat(path, &st) == 0 && st.st_ino == inode) {
			return true;
		}
	}
	return false;
}

char *state_name_namespaces(const char *text)
{
	const char *target = getenv("target");
	char *named = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&named, &size);

	if (!out) {
		abort();
	}
	while (*text) {
		unsigned long inode;
		int length = 0;

		if (*text == '@' && sscanf(text, "@%lu@%n", &inode, &length) == 1 && length) {
			fputs(is_of("self", inode)             ? "own"
			      : target && is_of(target, inode) ? "target"
							       : "other",
			      out);
			text += length;
		} else {
			fputc(*text++, out);
		}
	}
	fclose(out);
	return named;
}
